import { describe, expect, test } from 'vitest';
import { graphTimeContext } from '../toolchain.js';
import { planDeno } from './command.js';
import { denoRunOptions } from './options.js';

const context = graphTimeContext({ root: 'packages/a', name: 'a' });

function line(options: Record<string, unknown>, extra: readonly string[] = []): string | undefined {
  const { steps } = planDeno(denoRunOptions.parse(options), { ...context, extra });
  const [step] = steps;
  if (step !== undefined) expect(step.command).toMatchObject({ program: 'deno', cwd: 'packages/a' });
  return step?.command.args.join(' ');
}

test.each([
  [{ command: 'check', frozen: true }, [], 'check --frozen'],
  [{ command: 'check', paths: ['tools', 'a.ts'] }, [], 'check tools a.ts'],
  [{ command: 'test', frozen: true, permissions: true }, ['--filter', 'x'], 'test --frozen -P --filter x'],
  [{ command: 'bench' }, ['--json'], 'bench --json'],
  [{ command: 'lint' }, [], 'lint'],
  [{ command: 'fmt' }, [], 'fmt'],
  [{ command: 'fmt-check' }, [], 'fmt --check'],
  [{ command: 'run', main: 'main.ts', permissions: true }, ['--', 'x'], 'run -P main.ts -- x'],
  [{ command: 'dev', main: 'main.ts' }, [], 'run --watch main.ts'],
  [{ command: 'task', task: 'build' }, ['x'], 'task build x'],
  [{ command: 'task', task: 'build', script: 'vite build' }, [], 'task --eval vite build'],
  [{ command: 'task', task: 'all', script: '' }, [], undefined],
])('%o %o', (options, extra, expected) => expect(line(options, extra)).toBe(expected));

test('checks are run without a shell, extra arguments at the end of the last', () => {
  const options = denoRunOptions.parse({
    command: 'task',
    task: 'ci',
    checks: ['deno lint', 'deno test -A'],
  });
  const { steps } = planDeno(options, { ...context, extra: ['--filter', 'x'] });
  expect(steps.map(({ command }) => command.args.join(' '))).toEqual(['lint', 'test -A --filter x']);
  expect(() => planDeno(options, { ...context, extra: ['--coverage'] })).toThrow('is refused here');
});

describe('arguments', () => {
  test.each(['--config=x', '--no-lock', '--coverage', '--fix', '-u', '--watch'])(
    '%s is refused',
    (argument) => {
      expect(() => line({ command: 'test' }, [argument])).toThrow(`${argument} is refused here`);
    },
  );
  test("behind -- and for programs they are the user's", () => {
    expect(line({ command: 'test' }, ['--', '--watch'])).toBe('test -- --watch');
    expect(line({ command: 'run', main: 'main.ts' }, ['--output', 'x'])).toBe('run main.ts --output x');
  });
});

describe('want of a permission', () => {
  const denied =
    'error: NotCapable: Requires env access to "HOME", run again\nNotCapable: Requires read access to "x"';
  const hint = (permissions: boolean, output: string) =>
    planDeno(denoRunOptions.parse({ command: 'test', permissions }), context).steps[0]?.hint?.(output);
  test('says what to write where', () => {
    expect(hint(false, denied)).toBe(
      'The tests have no permissions: give them in packages/a/deno.json, for example\n  "test": { "permissions": { "env": true, "read": true } }',
    );
    expect(hint(true, denied)).toContain('widen packages/a/deno.json');
  });
  test('is silent otherwise', () => expect(hint(false, 'AssertionError')).toBeUndefined());
});
