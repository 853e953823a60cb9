import { describe, expect, it } from 'vitest';
import { createTree } from '../../../model/tree.js';
import { readTurbo } from './turbo.js';

const one = { root: 'p', workspace: '.', name: '@x/p' };

function turbo(files: Readonly<Record<string, unknown>>) {
  const tree = createTree(Object.keys(files).sort(), (file) =>
    typeof files[file] === 'string' ? (files[file] as string) : JSON.stringify(files[file]),
  );
  return readTurbo(tree, (name) => (name === 'shared' ? 'shared' : undefined));
}

describe('what turbo.json says of a script', () => {
  it.each<[string, Record<string, unknown>, unknown]>([
    ['nothing', { 'turbo.json': { tasks: {} } }, undefined],
    [
      'for all packages',
      { 'turbo.json': { tasks: { build: { outputs: ['dist/**'] } } } },
      { file: 'turbo.json', isOwn: false, outputs: ['dist/**'] },
    ],
    [
      'under its old name, with comments',
      { 'turbo.jsonc': '{ /* 1 */ "pipeline": { "build": { "cache": false, }, }, }' },
      { file: 'turbo.jsonc', isOwn: false, cache: false },
    ],
    [
      'for one package instead of all',
      {
        'turbo.json': {
          tasks: { build: { outputs: ['dist/**'], env: ['A'] }, '@x/p#build': { outputs: ['lib/**'] } },
        },
      },
      { file: 'turbo.json', isOwn: true, outputs: ['lib/**'] },
    ],
    [
      'in the package over the root',
      {
        'turbo.json': { tasks: { build: { outputs: ['dist/**'], env: ['A'] } } },
        'p/turbo.json': { extends: ['//'], tasks: { build: { outputs: ['lib/**'] } } },
      },
      { file: 'p/turbo.json', isOwn: true, outputs: ['lib/**'], env: ['A'] },
    ],
    [
      'in the package besides the root',
      {
        'turbo.json': { tasks: { build: { env: ['A'] } } },
        'p/turbo.json': { extends: ['//'], tasks: { build: { env: ['$TURBO_EXTENDS$', 'B'] } } },
      },
      { file: 'p/turbo.json', isOwn: false, env: ['A', 'B'] },
    ],
    [
      'in a package that it extends',
      {
        'turbo.json': {},
        'shared/turbo.json': { tasks: { build: { outputs: ['out'] } } },
        'p/turbo.json': { extends: ['//', 'shared'] },
      },
      { file: 'shared/turbo.json', isOwn: true, outputs: ['out'] },
    ],
    ['in the package alone', { 'p/turbo.json': { tasks: { build: { outputs: ['lib/**'] } } } }, undefined],
    [
      'with fields of the wrong kind',
      { 'turbo.json': { tasks: { build: { outputs: 1, env: 'A', cache: 'no' }, test: 1 } } },
      { file: 'turbo.json', isOwn: false },
    ],
  ])('%s', (_, files, expected) => {
    expect(turbo(files).task(one, 'build')).toEqual(expected);
  });

  it('the root has tasks of its own', () => {
    const { task } = turbo({ 'turbo.json': { tasks: { lint: { env: ['A'] }, '//#lint': { env: ['B'] } } } });
    expect(task({ root: '.', workspace: '.', name: 'x' }, 'lint')?.env).toEqual(['B']);
  });

  it('packages that extend each other end', () => {
    const { task } = turbo({
      'turbo.json': {},
      'shared/turbo.json': { extends: ['shared'], tasks: { build: { env: ['A'] } } },
      'p/turbo.json': { extends: ['shared'] },
    });
    expect(task(one, 'build')?.env).toEqual(['A']);
  });
});
