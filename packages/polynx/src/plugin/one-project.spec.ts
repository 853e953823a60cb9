import { describe, expect, it } from 'vitest';
import { askedTasks, isOfPolynx } from './one-project.js';

const projects = [
  {
    name: 'api',
    targets: { build: { executor: 'polynx:cargo' }, 'cargo:test': { executor: 'polynx:cargo' } },
  },
  {
    name: 'web',
    targets: { build: { executor: 'nx:run-script' }, serve: { executor: 'polynx:cargo-single' } },
  },
  { name: 'go:tool', targets: { vet: { executor: 'polynx:go' } } },
];

describe('a command asks for one project of polynx', () => {
  it.each<[string, boolean]>([
    ['build api', true],
    ['build', true],
    ['build api -c release', true],
    ['build --project=api', true],
    ['build --project api', true],
    ['--verbose build api', true],
    ['run api:build', true],
    ['run api:build:release', true],
    ['run api:cargo:test', true],
    ['run go:tool:vet', true],
    ['build web', false],
    ['run web:build', false],
    ['run', false],
    ['lint api', false],
    ['run-many -t build', false],
    ['affected -t build', false],
    ['build api --batch', false],
    ['', false],
  ])('%s: %s', (line, expected) => {
    const argv = ['node', '/bin/nx', ...line.split(' ').filter((word) => word !== '')];
    expect(isOfPolynx(askedTasks(argv), projects)).toBe(expected);
  });

  it('words after -- are arguments of the tool', () => {
    expect(askedTasks(['node', 'nx', 'test', '--', 'api'])).toEqual([{ target: 'test' }]);
  });

  it('a project whose name only Nx knows may be meant', () => {
    const nameless = [{ targets: { build: { executor: 'polynx:cargo' } } }];
    expect(isOfPolynx([{ target: 'build', project: 'x' }], nameless)).toBe(true);
  });
});
