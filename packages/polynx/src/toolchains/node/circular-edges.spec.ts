import { expect, it } from 'vitest';
import { analyseFiles } from '../../testing/analyse-files.js';
import { node } from './index.js';

const OPTIONS = { node: { own: { scripts: ['build', 'test'], trust: [], declared: {} } } };

/** `app` depends on `lib`, and both are built by tsc. */
function shop(lib: object, files: Readonly<Record<string, string>> = {}): Record<string, string> {
  const made = { main: 'dist/index.js', scripts: { build: 'tsc' } };
  const texts = {
    'package.json': { name: 'root', private: true, workspaces: ['packages/*'] },
    'packages/lib/package.json': { name: 'lib', ...made, ...lib },
    'packages/app/package.json': { name: 'app', ...made, dependencies: { lib: '*' } },
    'packages/lib/tsconfig.json': { compilerOptions: { outDir: 'dist' }, include: ['src'] },
    'packages/app/tsconfig.json': { compilerOptions: { outDir: 'dist' }, include: ['src'] },
  };
  return {
    '.gitignore': 'dist\nnode_modules\n',
    'packages/lib/src/index.ts': '',
    'packages/app/src/index.ts': '',
    ...Object.fromEntries(Object.entries(texts).map(([path, text]) => [path, JSON.stringify(text)])),
    ...files,
  };
}

function answer(files: Readonly<Record<string, string>>, name: string, target: string) {
  const one = analyseFiles(files, [node], OPTIONS).planned.find(({ project }) => project.name === name);
  const task = one?.tasks.find((each) => each.target === target);
  return {
    links: one?.links ?? [],
    needs: task?.needs.map(({ root, target: of }) => `${root}:${of}`),
    reads: task?.resolvedReads.map(({ glob }) => glob),
    cache: task?.cache,
  };
}

it('a package that reads a file of one that depends on it has no edge to that one, and reruns with the file', () => {
  const files = shop({ nx: { reads: ['../app/README.md'] } }, { 'packages/app/README.md': '' });
  const glob = 'packages/app/README.md';
  expect(answer(files, 'lib', 'build')).toEqual({ links: [], needs: [], reads: [glob], cache: true });
});

it('a package whose tests use the build of one that depends on it waits for that build, without an edge', () => {
  const files = shop(
    { scripts: { build: 'tsc', test: 'node --test test' } },
    { 'packages/lib/test/app.test.js': "import '../../app/dist/index.js';\n" },
  );
  expect(answer(files, 'lib', 'test')).toMatchObject({
    links: [],
    needs: ['packages/app:build'],
    cache: true,
  });
  expect(answer(files, 'lib', 'build').needs).toEqual([]);
});

it('a build that uses the build of one that waits for it cannot wait, and is not cached', () => {
  const files = shop(
    { scripts: { build: 'node build.mjs && tsc' } },
    {
      'packages/lib/build.mjs':
        "import { readFileSync } from 'node:fs';\nreadFileSync('../app/dist/index.js');\n",
    },
  );
  expect(answer(files, 'lib', 'build')).toMatchObject({ links: [], needs: [], cache: false });
});

it('edges that close no circle stay', () => {
  const files = shop(
    {},
    { 'packages/other/package.json': JSON.stringify({ name: 'other', nx: { reads: ['../app/README.md'] } }) },
  );
  expect(answer(files, 'other', 'build').links).toMatchObject([{ root: 'packages/app' }]);
});
