import { describe, expect, it } from 'vitest';
import { analyse } from '../analysis/analyse.js';
import { readOptions } from '../analysis/options.js';
import { isInside, join, relative } from '../model/paths.js';
import { createTree } from '../model/tree.js';
import { toolchains } from '../toolchains/index.js';

type Texts = Readonly<Record<string, string>>;

const treeOf = (texts: Texts) => createTree(Object.keys(texts).sort(), (path) => texts[path]);

const CARGO: Texts = {
  'Cargo.toml':
    '[workspace]\nmembers = [\n  "libs/*", # all\n  "apps/b",\n]\n\n[workspace.dependencies]\na = { path = "libs/a" }\n',
  'libs/a/Cargo.toml': '[package]\nname = "a"\nversion = "0.1.0"\nreadme = "../../README.md"\n',
  'libs/a/src/lib.rs': '',
  'apps/b/Cargo.toml':
    '[package]\nname = "b"\nversion = "0.1.0"\n\n[dependencies]\na = { version = "0.1", path = "../../libs/a" }\n',
  'apps/b/src/main.rs': '',
  'README.md': '',
};
const GO: Texts = {
  'go.work': 'go 1.26\n\nuse (\n\t./libs/a // first\n\t./apps/b\n)\n',
  'libs/a/go.mod': 'module example.com/a\n\ngo 1.26\n',
  'libs/a/a.go': 'package a\n',
  'apps/b/go.mod':
    'module example.com/b\n\ngo 1.26\n\nrequire example.com/a v0.0.0\n\nreplace example.com/a => ../../libs/a\n',
  'apps/b/main.go': 'package main\n\nimport _ "example.com/a"\n\nfunc main() {}\n',
};
const NODE: Texts = {
  'package.json': '{\n  "private": true,\n  "workspaces": ["libs/a", "apps/*"]\n}\n',
  'libs/a/package.json': '{ "name": "a", "version": "1.0.0" }\n',
  'libs/a/tsconfig.json': '{ "extends": "../../tsconfig.base.json" }\n',
  'apps/b/package.json': '{ "name": "b", "dependencies": { "a": "file:../../libs/a" } }\n',
  'apps/b/tsconfig.json': '{ "references": [{ "path": "../../libs/a" }] }\n',
  'tsconfig.base.json': '{}\n',
};
const PNPM: Texts = {
  'package.json': '{}\n',
  'pnpm-workspace.yaml': "packages:\n  - 'libs/a' # first\n  - apps/*\n",
  'libs/a/package.json': '{ "name": "a" }\n',
  'apps/b/package.json': '{ "name": "b", "dependencies": { "a": "workspace:*" } }\n',
};
const DENO: Texts = {
  'deno.json': '{\n  "workspace": [\n    "./libs/*", // all\n    "./apps/b"\n  ]\n}\n',
  'libs/a/deno.json': '{ "name": "@x/a", "exports": "./mod.ts" }\n',
  'libs/a/mod.ts': 'export const a = 1;\n',
  'apps/b/deno.json':
    '{ "name": "@x/b", "exports": "./main.ts", "imports": { "a": "../../libs/a/mod.ts" } }\n',
  'apps/b/main.ts': 'import "a";\n',
};

async function relocated(texts: Texts, from: string, to: string | undefined): Promise<Texts> {
  const tree = treeOf(texts);
  const scaffolds = await Promise.all(toolchains.map((one) => one.scaffold?.()));
  const changes = scaffolds.map((one) => one?.relocate?.(from, to, tree).texts ?? {});
  const all = Object.entries(Object.assign({}, texts, ...changes) as Texts);
  return Object.fromEntries(
    all.flatMap(([path, text]) => {
      if (!isInside(path, from)) return [[path, text]];
      return to === undefined ? [] : [[join(to, relative(from, path)), text]];
    }),
  );
}

function graphOf(texts: Texts) {
  const tree = treeOf(texts);
  const { planned } = analyse(tree.files, tree, readOptions({}));
  expect(planned.filter(({ broken }) => broken !== undefined)).toEqual([]);
  return new Map(
    planned.map(({ project, links = [] }) => [
      project.root,
      [...project.dependencies.map(({ root }) => root), ...links, ...(project.drawnByNx ?? [])],
    ]),
  );
}

describe.each([
  ['a crate', CARGO],
  ['a module', GO],
  ['a package', NODE],
  ['a package of pnpm', PNPM],
  ['a member', DENO],
])('%s', (_, before) => {
  it.each(['libs/deep/a', 'apps/a', 'other/place/a'])(
    'is the same project with the same users in %s',
    async (to) => {
      expect(graphOf(before).get('apps/b')).toContain('libs/a');
      const after = await relocated(before, 'libs/a', to);
      const graph = graphOf(after);
      expect([...graph.keys()].filter((root) => root !== '.').sort()).toEqual(['apps/b', to].sort());
      expect(graph.get('apps/b')).toContain(to);
      // And back: nothing is lost on the way.
      expect(graphOf(await relocated(after, to, 'libs/a'))).toEqual(graphOf(before));
    },
  );

  it('leaves nothing that names it when it is removed', async () => {
    const after = await relocated(before, 'apps/b', undefined);
    expect([...graphOf(after).keys()].filter((root) => root !== '.')).toEqual(['libs/a']);
    for (const text of Object.values(after)) expect(text).not.toContain('apps/b');
  });
});

it('keeps comments, and mends what leads out of the folder', async () => {
  const rust = await relocated(CARGO, 'libs/a', 'libs/deep/a');
  expect(rust['libs/deep/a/Cargo.toml']).toContain('readme = "../../../README.md"');
  expect(rust['Cargo.toml']).toContain('"libs/*", # all\n');
  expect(rust['Cargo.toml']).toContain('a = { path = "libs/deep/a" }');
  expect((await relocated(GO, 'libs/a', 'a'))['go.work']).toContain('\t./a // first\n');
  expect((await relocated(PNPM, 'libs/a', 'a'))['pnpm-workspace.yaml']).toContain("  - 'a' # first\n");
  expect((await relocated(NODE, 'libs/a', 'a'))['a/tsconfig.json']).toContain('"../tsconfig.base.json"');
});
