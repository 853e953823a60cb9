/**
 * polynx keeps data between two commands. It must not change results: after any edit the graph equals the one
 * that is computed from nothing.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createWorkspace, type Workspace } from './support/workspace.js';

const RECORDS = '.nx/polynx/file-records';
const RESULT = '.nx/polynx/graph.json';

const files = {
  'Cargo.toml': '[workspace]\nmembers = ["crates/*"]\nresolver = "2"\n',
  'Cargo.lock':
    'version = 4\n\n[[package]]\nname = "app"\nversion = "0.1.0"\n\n[[package]]\nname = "core"\nversion = "0.1.0"\n',
  'crates/app/Cargo.toml': '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n',
  'crates/app/src/main.rs': 'fn main() {}\n',
  'crates/core/Cargo.toml': '[package]\nname = "core"\nversion = "0.1.0"\nedition = "2021"\n',
  'crates/core/src/lib.rs': '',
  'go.work': 'go 1.22\n\nuse (\n\t./api\n\t./util\n)\n',
  'api/go.mod': 'module example.com/api\n\ngo 1.22\n',
  'api/main.go': 'package main\n\nfunc main() {}\n',
  'util/project.json': '{ "name": "util", "tags": ["a"] }',
  'util/go.mod': 'module example.com/util\n\ngo 1.22\n',
  'util/util.go': 'package util\n',
  'web/deno.json': '{ "name": "@e/web", "version": "0.1.0", "exports": "./mod.ts" }',
  'web/mod.ts': 'export const a = 1;\n',
  'shared/text.txt': 'a',
};

async function graphOf(workspace: Workspace, env: Record<string, string> = {}, file = '.nx/graph.json') {
  const { exitCode, output } = await workspace.nx(['graph', `--file=${file}`], { env });
  expect(exitCode, output).toBe(0);
  const { graph } = JSON.parse(workspace.read(file)) as {
    graph: { nodes: unknown; dependencies: Record<string, readonly { readonly target: string }[]> };
  };
  return graph;
}

/**
 * The key of the result, which is the state it was computed in, and the state that it was last found to hold
 * for.
 */
function kept(workspace: Workspace) {
  const [, head = ''] = workspace.read(RECORDS).split('\n', 2);
  const { state, resultKey } = JSON.parse(head) as {
    state: { exact: string; code: string };
    resultKey: string;
  };
  expect(workspace.read(RESULT)).toContain(`{"key":"${resultKey}"`);
  return { resultKey, ...state };
}

it('what is kept is used after an edit that says nothing new, and after no other', async () => {
  const workspace = await createWorkspace(files);
  const { write, append, read, remove } = workspace;
  const afresh = () => graphOf(workspace, { POLYNX_REMEMBER: 'false' });
  const targets = ({ dependencies }: Awaited<ReturnType<typeof graphOf>>, name: string) =>
    (dependencies[name] ?? []).map(({ target }) => target);
  const start = await graphOf(workspace);
  const first = kept(workspace);
  expect(first.resultKey).toBe(first.exact);

  // Sources that say of other files what they said.
  append('crates/app/src/main.rs', '// more\n');
  append('api/main.go', '\n// more\n');
  append('web/mod.ts', 'export const b = 2;\n');
  append('shared/text.txt', 'b');
  append('util/project.json', '\n');
  expect(await graphOf(workspace)).toEqual(start);
  const same = kept(workspace);
  expect(same).toEqual({ ...first, exact: same.exact });
  expect(same.exact).not.toBe(first.exact);

  // One that does not, in the place of one that did; and back again.
  const main = read('crates/app/src/main.rs');
  write('crates/app/src/main.rs', 'fn main() { include_str!("../../../shared/text.txt"); }\n');
  write('api/main.go', 'package main\n\nimport _ "example.com/util"\n\nfunc main() {}\n');
  const linked = await graphOf(workspace);
  expect(JSON.stringify(linked.nodes)).toContain('shared/text.txt');
  expect(targets(linked, 'api')).toEqual(['util']);
  expect(kept(workspace).resultKey).not.toBe(first.resultKey);
  expect(await afresh()).toEqual(linked);
  write('crates/app/src/main.rs', main);
  write('api/main.go', files['api/main.go']);
  expect(await graphOf(workspace)).toEqual(start);

  // A manifest, of which everything counts.
  append('crates/app/Cargo.toml', '\n[dependencies]\ncore = { path = "../core" }\n');
  const depends = await graphOf(workspace);
  expect(targets(depends, 'app')).toEqual(['core']);

  // Of a project.json the name counts, which edges go to.
  write('util/project.json', '{ "name": "tools", "tags": ["a"] }');
  write('api/main.go', 'package main\n\nimport _ "example.com/util"\n\nfunc main() {}\n');
  expect(targets(await graphOf(workspace), 'api')).toEqual(['tools']);
  write('util/project.json', files['util/project.json']);
  write('api/main.go', files['api/main.go']);

  // Two at once, after an edit.
  append('web/mod.ts', '// once more\n');
  const both = await Promise.all([graphOf(workspace), graphOf(workspace, {}, '.nx/other.json')]);
  expect(both).toEqual([depends, depends]);

  // Cut off: nothing of it is believed.
  write(RECORDS, read(RECORDS).slice(0, -100));
  write('util/util.go', 'package util\n\nimport _ "embed"\n\n//go:embed data.txt\nvar Data string\n');
  const embeds = await graphOf(workspace);
  expect(JSON.stringify(embeds.nodes)).toContain('util/data.txt');
  const before = kept(workspace);

  // Another polynx, which may look for other things. NB the installation is hard-linked: never written into.
  const code = 'node_modules/polynx/dist/index.js';
  const text = read(code);
  remove(code);
  write(code, `${text}\n// another version\n`);
  expect(await graphOf(workspace)).toEqual(embeds);
  expect(kept(workspace).code).not.toBe(before.code);
  expect(kept(workspace).resultKey).not.toBe(before.resultKey);

  // Where nothing can be kept, everything is looked for.
  rmSync(join(workspace.root, '.nx/polynx'), { recursive: true });
  mkdirSync(join(workspace.root, RECORDS), { recursive: true });
  mkdirSync(join(workspace.root, RESULT), { recursive: true });
  append('web/mod.ts', '// and again\n');
  expect(await graphOf(workspace)).toEqual(embeds);
});
