import { describe, expect, it } from 'vitest';
import { runsByItself, SCRIPT_NAMES, scriptsNamed } from './script-names.js';

describe('scripts that are looked at', () => {
  it.each([
    'build',
    'build:esm',
    'test',
    'test:ci',
    'test-node',
    'unit:test',
    'lint',
    'lint:css',
    'check',
    'check:types',
    'check-types',
    'typecheck',
    'type-check',
    'types',
    'type:tests',
    'tsc',
  ])('%s', (name) => {
    expect(scriptsNamed(SCRIPT_NAMES, [name])).toEqual([name]);
  });

  it.each([
    'clean',
    'start',
    'dev',
    'test:watch',
    'build-watch',
    'build:dev',
    'lint:fix',
    'lint-fix',
    'test:update',
    'test:e2e',
    'publish',
    'deploy',
    'checkout',
    'contest',
    'prepare',
  ])('not %s', (name) => {
    expect(scriptsNamed(SCRIPT_NAMES, [name])).toEqual([]);
  });

  it('not what runs before another one as a part of it', () => {
    expect(scriptsNamed(['*'], ['build', 'prebuild', 'preview'])).toEqual(['build', 'preview']);
  });

  it('patterns of the user, in their order', () => {
    expect(scriptsNamed(['verify', 'b*', '!bench'], ['bench', 'build', 'verify'])).toEqual([
      'verify',
      'build',
    ]);
  });

  it.each([
    ['prebuild', true],
    ['postinstall', true],
    ['prepublishOnly', true],
    ['preview', false],
    ['prettier', false],
    ['postcss', false],
    ['predeploy', false],
  ])('%s runs by itself: %s', (name, expected) => {
    expect(runsByItself(name, ['build', 'start', name])).toBe(expected);
  });
});
