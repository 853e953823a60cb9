import { describe, expect, test } from 'vitest';
import { checkScript, isServer } from './script.js';

const task = (command: string) => ({ command, dependencies: [], output: [], env: [] });

describe('command lines whose result can be kept', () => {
  test.each([
    ['deno test', 'deno test --frozen'],
    ['deno test -A --parallel src', 'deno test --frozen -A --parallel src'],
    ['deno check **/*.ts', 'deno check --frozen **/*.ts'],
    ['deno fmt --check && deno lint && deno check', 'deno fmt --check && deno lint && deno check --frozen'],
    ['deno task types && deno lint', 'deno check --frozen main.ts && deno lint'],
  ])('%s', (command, expected) =>
    expect(checkScript(command, { types: task('deno check main.ts') }, true)?.lines.join(' && ')).toBe(
      expected,
    ),
  );

  test.each([
    'deno fmt',
    'deno lint --fix',
    'deno test --coverage',
    'deno test --watch',
    'deno test -u',
    'deno test ../other',
    'deno test /tmp/x.ts',
    'deno check https://x.test/a.ts',
    'deno check $FILE',
    'deno test | tee log',
    'deno test; rm x',
    'deno test & deno lint',
    'deno run -A build.ts',
    'deno task missing',
    'deno task loop',
    'FOO=1 deno test',
    'cd x && deno test',
    'vite build',
    '',
  ])('not %s', (command) =>
    expect(checkScript(command, { loop: task('deno task loop') }, false)).toBeUndefined(),
  );
});

test.each([
  ['dev', 'vite', true],
  ['start', 'deno run main.ts', true],
  ['dev:api', 'deno run api.ts', true],
  ['x', 'deno run --watch main.ts', true],
  ['x', 'deno serve -A server.js', true],
  ['develop', 'deno run main.ts', false],
  ['build', 'vite build', false],
])('%s: %s is a server: %s', (name, command, expected) =>
  expect(isServer(name, task(command))).toBe(expected),
);
