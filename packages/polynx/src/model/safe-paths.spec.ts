import { expect, it } from 'vitest';
import { writtenGlob } from './globs.js';
import { fileNamed, unsafePath } from './safe-paths.js';
import type { Task } from './task.js';

const task = (output: string, options: Task['options'] = { profile: 'debug' }): Task => ({
  intent: 'build',
  description: 'build',
  options: options ?? {},
  cache: true,
  inputs: { files: [] },
  outputs: [output],
  closure: [],
  scope: 'production',
});

it.each(['app', 'app.exe', 'wörd', 'a b', 'a@1', '[id]', '...'])('%s may be the name of a file', (name) => {
  expect(fileNamed(name)).toBe(name);
});

it.each(['', '.', '..', 'a/b', 'a\\b', '*', 'a?', '!x', '-x', '{a}', 'a\nb', 'a\0'])('%j may not', (name) => {
  expect(() => fileNamed(name)).toThrow('cannot be the name of a file');
});

it.each([
  'target/{options.profile}/app',
  'apps/[id]/target/{options.profile}/app',
  'dist/x',
  '!x/app',
  '.nx/polynx/x',
])('a task may leave %s', (output) => {
  expect(unsafePath({ root: 'apps/[id]', deliverables: [], settings: {} }, [task(output)])).toBeUndefined();
});

it.each([
  ['../x', 'no plain path'],
  ['/etc/x', 'no plain path'],
  ['a/../../x', 'no plain path'],
  ['a//x', 'no plain path'],
  ['.', 'no plain path'],
  ['.git/x', 'holds more than results'],
  ['apps', 'holds more than results'],
  ['apps/api', 'holds more than results'],
  ['a\\b', 'backslash'],
  ['{options.profile}/{options.profile}/app', 'takes {options.} for a value'],
  ['{options.other}/app', 'takes {options.} for a value'],
])('a task may not leave %s', (output, problem) => {
  expect(unsafePath({ root: 'apps/api', deliverables: [], settings: {} }, [task(output)])).toContain(problem);
});

it.each([
  ['dist/**/*', false],
  ['apps/api/x.*.node', false],
  ['!apps/api/dist/cache', false],
  ['../x/*', true],
  ['apps/*', true],
  ['**/*', true],
  ['.git/*', true],
])('a task that leaves the pattern %s is refused: %s', (pattern, isRefused) => {
  const leaves = { ...task('dist/x'), outputGlobs: [writtenGlob('.', pattern)] };
  expect(unsafePath({ root: 'apps/api', deliverables: [], settings: {} }, [leaves]) !== undefined).toBe(
    isRefused,
  );
});

it.each([
  ['{workspaceRoot}/../x', true],
  ['{workspaceRoot}', true],
  ['{projectRoot}/..', true],
  ['{projectRoot}/dist/**/*', false],
  ['{workspaceRoot}/dist/..x', false],
])('an output that a manifest writes itself, %s, is refused: %s', (output, isRefused) => {
  const settings = { targets: { build: { outputs: [output] }, test: false as const } };
  expect(unsafePath({ root: 'apps/api', deliverables: [], settings }, []) !== undefined).toBe(isRefused);
});

it('the values of tokens are names of folders, in every configuration', () => {
  const build = task('target/{options.profile}/app');
  const project = { root: 'apps/api', deliverables: [], settings: {} };
  expect(
    unsafePath(project, [{ ...build, configurations: { release: { profile: 'release' } } }]),
  ).toBeUndefined();
  expect(unsafePath(project, [{ ...build, configurations: { evil: { profile: '../x' } } }])).toContain(
    '"../x"',
  );
});
