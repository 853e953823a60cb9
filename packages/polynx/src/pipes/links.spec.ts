import { expect, it } from 'vitest';
import { writtenGlob } from '../model/globs.js';
import { createTree } from '../model/tree.js';
import { followLinks } from './links.js';
import type { PipelineContext } from './pipeline.js';
import type { NamedTask, Planned } from './planned.js';

const FILES = ['shared/tsconfig.json', 'shared/data/more.txt', 'shared/base/tsconfig.json', 'web/index.ts'];

function taskWith(
  globs: readonly string[],
  links: Readonly<Record<string, string>>,
  isFile = false,
): NamedTask | undefined {
  const tree = {
    ...createTree(FILES, () => undefined),
    links: Object.entries(links).map(([path, to]) => ({ path, to, isFile })),
  };
  const inputs = { files: globs.map((text) => writtenGlob('.', text)) };
  const task = { cache: true, description: 'Build', inputs };
  const planned = [{ tasks: [task] }] as unknown as Planned[];
  return followLinks(planned, { tree } as unknown as PipelineContext)[0]?.tasks[0];
}

it.each([
  ['a file', ['web/**/*'], { 'web/tsconfig.json': 'shared/tsconfig.json' }, ['shared/tsconfig.json']],
  ['a folder', ['web/**/*'], { 'web/src/data': 'shared/data' }, ['shared/data']],
  [
    'a link behind a link',
    ['web/*'],
    { 'web/data': 'shared/data', 'shared/data/tsconfig.json': 'shared/base/tsconfig.json' },
    ['shared/data', 'shared/base/tsconfig.json'],
  ],
  ['a file that git ignores', ['web/**/*'], { 'web/gen.ts': 'api/dist/gen.ts' }, ['api/dist/gen.ts']],
  ['what lies behind it', ['web/data/*.txt'], { 'web/data': 'shared/data' }, ['shared/data']],
  ['a link that it does not take in', ['web/*'], { 'web/src/data': 'shared/data' }, undefined],
  ['a package of the lock', ['web/**/*'], { 'web/x': 'node_modules/x' }, undefined],
  ['nothing', ['web/**/*'], {}, undefined],
])('a task that takes in %s reads what is behind it', (_, globs, links, reads) => {
  const task = taskWith(globs, links);
  expect(task?.linked?.map(({ path }) => path)).toEqual(reads);
  expect(task?.cache).toBe(true);
});

it.each([
  ['another kind of file', 'web/*.go', 'web/README.md', false],
  ['none of these kinds', 'web/**/*.{ts,js}', 'web/src/README.md', false],
  ['another name', 'web/LICENSE', 'web/README.md', false],
  ['that kind of file', 'web/*.go', 'web/a.go', true],
  ['one of these kinds', 'web/**/*.{ts,js}', 'web/src/a.js', true],
  ['that very name', 'web/README.md', 'web/README.md', true],
  ['any file', 'web/**/*', 'web/README.md', true],
  ['one of two files', '{web/a.go,web/b.go}', 'web/README.md', true],
  ['a name with a star', 'web/*_gen.go', 'web/README.md', true],
])('of a link to a file a glob for %s: %s and %s', (_, glob, path, isRead) => {
  const reads = taskWith([glob], { [path]: 'docs/x' }, true)?.linked?.map(({ path: to }) => to);
  expect(reads).toEqual(isRead ? ['docs/x'] : undefined);
});

it('a task that takes in a link out of the repository is not cached', () => {
  const task = taskWith(['web/**/*'], { 'web/data': '/home/me/data' });
  expect(task).toMatchObject({
    cache: false,
    description: 'Build (not cached: web/data is a symbolic link out of the repository)',
  });
  expect(taskWith(['api/**/*'], { 'web/data': '/home/me/data' })?.cache).toBe(true);
});
