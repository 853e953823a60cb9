import { describe, expect, it } from 'vitest';
import type { ToolchainOptions } from '../analysis/options.js';
import { analyseFiles } from '../testing/analyse-files.js';
import { toyToolchain } from '../testing/toy/index.js';
import type { AnyToolchain } from '../toolchains/toolchain.js';

const plain = toyToolchain('toy');

/** Its tests have these parts. */
function inParts(...names: readonly string[]): AnyToolchain {
  const test = (project: never) => plain.tasks(project, {}).filter(({ intent }) => intent === 'test');
  return {
    ...plain,
    testParts: (project) =>
      names.flatMap((intent) =>
        test(project as never).map((task) => ({ ...task, intent, options: { part: intent } })),
      ),
  };
}

function tasksOf(
  toolchain: AnyToolchain,
  targets: ToolchainOptions['targets'] = {},
  manifest: Readonly<Record<string, unknown>> = {},
) {
  const files = { 'a/toy.json': JSON.stringify(manifest) };
  const { planned } = analyseFiles(files, [toolchain], { toy: { targets } }, { ci: true });
  const tasks = planned.flatMap((one) => one.tasks);
  return tasks.filter(({ intent }) => intent.startsWith('test'));
}

const namesOf = (...given: Parameters<typeof tasksOf>) => tasksOf(...given).map(({ target }) => target);

describe('test-ci', () => {
  it('has a task for each part, and one that waits for all of them', () => {
    const tasks = tasksOf(inParts('unit', 'tests/http'));
    expect(tasks.map(({ target }) => target)).toEqual([
      'test',
      'test-ci--unit',
      'test-ci--tests/http',
      'test-ci',
    ]);
    expect(tasks.at(-1)).toMatchObject({
      executor: 'nx:noop',
      after: ['test-ci--unit', 'test-ci--tests/http'],
      inParts: 'test',
    });
  });

  it('names parts so that Nx can read them, each differently', () => {
    expect(namesOf(inParts('a:b', 'a*b', 'a b', 'ü/$x'))).toEqual([
      'test',
      'test-ci--a-b',
      'test-ci--a-b-2',
      'test-ci--a-b-3',
      'test-ci--ü/-x',
      'test-ci',
    ]);
  });

  it('is not there where the tests have no parts, and goes with tests that the user drops', () => {
    expect(namesOf(plain)).toEqual(['test']);
    expect(namesOf(inParts('unit'), { test: false })).toEqual([]);
  });

  it('takes over what the user sets for the tests, but for their name, and what is set for one part', () => {
    const manifest = {
      nx: {
        targets: { test: { targetName: 'check-all', cache: false }, 'test-ci--unit': { parallelism: false } },
      },
    };
    const [whole, unit, http] = tasksOf(inParts('unit', 'http'), {}, manifest);
    expect(whole).toMatchObject({ target: 'check-all', overrides: { cache: false } });
    expect(unit).toMatchObject({
      target: 'test-ci--unit',
      overrides: { cache: false, parallelism: false },
    });
    expect(http).toMatchObject({ target: 'test-ci--http', overrides: { cache: false } });
  });
});
