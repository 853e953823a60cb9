/**
 * No file imports itself by way of others, types included: a reader can start at the leaves and never come
 * back.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { repository } from './paths.js';

const FOLDERS = ['packages/polynx/src', 'tools', 'e2e'];

/** Imported files by importing file, both relative to the repository. */
type Imports = ReadonlyMap<string, readonly string[]>;

function readImports(folders: readonly string[]): Imports {
  const files = folders.flatMap((folder) =>
    readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(ts|mjs)$/.test(file) && !/(^|\/)(fixtures|node_modules)\//.test(file))
      .map((file) => join(folder, file)),
  );
  return new Map(files.map((file) => [file, importsOf(file, readFileSync(join(repository, file), 'utf8'))]));
}

/** Any form counts: `import`, `export … from`, `import()`, and types written as `import('…').T`. */
function importsOf(file: string, text: string): string[] {
  return ts
    .preProcessFile(text, true, true)
    .importedFiles.filter(({ fileName }) => fileName.startsWith('.'))
    .map(({ fileName }) => join(dirname(file), fileName).replace(/\.js$/, '.ts'));
}

/** Each circle once, as the files on the way and the first one again. */
function circlesIn(imports: Imports): string[] {
  const circles: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    const start = path.indexOf(file);
    if (start >= 0) circles.push([...path.slice(start), file].join(' → '));
    if (start >= 0 || done.has(file)) return;
    for (const next of imports.get(file) ?? []) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of imports.keys()) visit(file, []);
  return circles;
}

it('no imports form a circle', { timeout: 60_000 }, () => {
  const imports = readImports(FOLDERS);
  expect(imports.size).toBeGreaterThan(400);
  expect(circlesIn(imports)).toEqual([]);
});

const CIRCLES: readonly (readonly [what: string, imports: Record<string, string[]>, circles: string[]])[] = [
  ['of two', { a: ['b'], b: ['a'] }, ['a → b → a']],
  ['that does not begin at the first file', { a: ['b'], b: ['c'], c: ['b'] }, ['b → c → b']],
  ['only where there is one', { a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }, []],
];

it.each(CIRCLES)('finds a circle %s', (_, imports, circles) => {
  expect(circlesIn(new Map(Object.entries(imports)))).toEqual(circles);
});

it('sees types and imports on request', () => {
  const text =
    "import type { A } from './a.js';\ntype B = import('./b.js').B;\nexport * from './c.js';\nawait import('./d.js');";
  expect(importsOf('x/y.ts', text)).toEqual(['x/a.ts', 'x/b.ts', 'x/c.ts', 'x/d.ts']);
});
