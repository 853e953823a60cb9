import { describe, expect, it } from 'vitest';
import type { ToolchainOptions } from '../analysis/options.js';
import { analyseFiles } from '../testing/analyse-files.js';
import { toyToolchain } from '../testing/toy/index.js';

const toys = [toyToolchain('toy'), toyToolchain('doll')];
const text = JSON.stringify({ output: 'out' });

/** Target to the target that it builds twice, of the project in `a`. */
function repeated(options: Readonly<Record<string, Partial<ToolchainOptions>>> = {}) {
  const files = { 'a/toy.json': text, 'a/doll.json': text };
  const { planned } = analyseFiles(files, toys, options, { verifyReproducible: true });
  const tasks = planned.flatMap((one) => one.tasks);
  return Object.fromEntries(
    tasks.flatMap((task) => (task.repeats === undefined ? [] : [[task.target, task.options?.['of']]])),
  );
}

describe('verify-reproducible', () => {
  it('builds the target that the toolchain has at a root that two share', () => {
    expect(repeated()).toEqual({
      'verify-reproducible': 'build',
      'doll:verify-reproducible': 'doll:build',
    });
  });

  it('follows a build that the user renames, and goes with one that the user drops', () => {
    const options = {
      toy: { targets: { build: { targetName: 'make' } } },
      doll: { targets: { build: false } },
    };
    expect(repeated(options as never)).toEqual({ 'verify-reproducible': 'make' });
  });
});
