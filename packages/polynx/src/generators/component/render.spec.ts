/**
 * Every toolchain, every kind, in every situation: what is written is a project of that folder, cached, and
 * read by parsers of others.
 */
import { parse as parseToml } from 'smol-toml';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { analyse } from '../../analysis/analyse.js';
import { readOptions } from '../../analysis/options.js';
import { createTree, type Tree } from '../../model/tree.js';
import { toolchains } from '../../toolchains/index.js';
import type { AnyToolchain, Kind, Linter, Scaffold } from '../../toolchains/toolchain.js';
import { render, withTexts } from './render.js';

const SITUATIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'an empty folder': {},
  'an npm repository': {
    'package.json': '{ "name": "root", "private": true, "workspaces": ["packages/*"] }\n',
    'packages/first/package.json': '{ "name": "first", "version": "1.0.0" }\n',
  },
  'a pnpm repository': {
    'package.json': '{ "name": "root", "packageManager": "pnpm@10.0.0" }\n',
  },
  'a workspace of each kind': {
    'Cargo.toml': '[workspace]\nresolver = "2"\nmembers = ["rust/*"]\n',
    'Cargo.lock': 'version = 4\n\n[[package]]\nname = "core"\nversion = "0.1.0"\n',
    'rust/core/Cargo.toml': '[package]\nname = "core"\nversion = "0.1.0"\n',
    'rust/core/src/lib.rs': '',
    'go.work': 'go 1.22\n\nuse ./go/base\n',
    'go/base/go.mod': 'module example.com/mono/go/base\n\ngo 1.22\n',
    'go/base/base.go': 'package base\n',
    'deno.json': '{ "workspace": ["./deno/one"] }\n',
    'deno/one/deno.json': '{ "name": "@mono/one", "exports": "./mod.ts" }\n',
    'deno/one/mod.ts': 'export const one = 1;\n',
    'package.json': '{ "name": "root", "workspaces": ["packages/*"] }\n',
    'eslint.config.js': 'export default [];\n',
  },
  'crates, modules and folders that stand alone': {
    'tools/x/Cargo.toml': '[package]\nname = "x"\nversion = "0.1.0"\n',
    'tools/x/src/lib.rs': '',
    'tools/y/go.mod': 'module example.com/y\n\ngo 1.22\n',
    'tools/y/y.go': 'package y\n',
    'tools/z/deno.json': '{ "name": "@a/z", "exports": "./mod.ts" }\n',
    'tools/z/mod.ts': 'export const z = 1;\n',
  },
};

const treeOf = (texts: Readonly<Record<string, string>>): Tree =>
  createTree(Object.keys(texts).sort(), (path) => texts[path]);

/** Throws where a parser of another house refuses the text. */
function read(path: string, text: string): void {
  if (path.endsWith('.toml') || path.endsWith('.lock')) parseToml(text);
  else if (path.endsWith('.yaml')) parseYaml(text);
  else if (path.endsWith('.json')) JSON.parse(text);
  else if (/\.m?[jt]s$/.test(path)) expect(syntaxErrors(path, text)).toEqual([]);
}

function syntaxErrors(fileName: string, text: string): string[] {
  const { diagnostics = [] } = ts.transpileModule(text, { fileName, reportDiagnostics: true });
  return diagnostics.map(({ messageText }) => String(messageText));
}

const CACHED = ['build', 'test', 'lint', 'format-check', 'typecheck', 'check', 'vet'];

async function expectComponent(
  toolchain: AnyToolchain,
  scaffold: Scaffold,
  kind: Kind,
  before: Readonly<Record<string, string>>,
  linter?: Linter,
) {
  const request = { name: 'new-one', kind, directory: 'places/new-one', ...(linter ? { linter } : {}) };
  const tree = treeOf(before);
  const { texts, commands } = await render(request, { scaffold, toolchain }, tree);
  for (const [path, text] of Object.entries(texts)) read(path, text);
  const after = withTexts(tree, texts);
  const { planned } = analyse(after.files, after, readOptions({}));
  const found = planned.filter(({ project }) => project.root === request.directory);
  expect(found.length).toBeGreaterThan(0);
  expect(planned.filter(({ broken }) => broken !== undefined)).toEqual([]);
  const tasks = found.flatMap(({ tasks: all }) => all).filter(({ intent }) => CACHED.includes(intent));
  // Where cargo has to complete the lock first, the commands that do are named.
  const uncached = tasks.filter(({ cache }) => !cache).map(({ description }) => description);
  expect(commands.some(({ args }) => args.includes('--workspace')) ? [] : uncached).toEqual([]);
  expect(tasks.map(({ intent }) => intent)).toEqual(expect.arrayContaining(['test', 'lint', 'format-check']));
  // All that was there is still a project.
  const { planned: first } = analyse(tree.files, tree, readOptions({}));
  const roots = planned.map(({ project }) => project.root);
  expect(roots).toEqual(expect.arrayContaining(first.map(({ project }) => project.root)));
}

const ABLE = toolchains.filter(({ scaffold }) => scaffold !== undefined);
const offers = await Promise.all(
  ABLE.map(async (toolchain) => ({ toolchain, scaffold: (await toolchain.scaffold?.()) as Scaffold })),
);
const all = offers.flatMap(({ toolchain, scaffold }) =>
  (Object.keys(scaffold.kinds) as Kind[]).map((kind) => ({
    title: toolchain.title,
    kind,
    toolchain,
    scaffold,
  })),
);

describe.each(Object.entries(SITUATIONS))('in %s', (_, before) => {
  it.each(all)('a $kind of $title is a project with cached tasks', async ({ toolchain, scaffold, kind }) => {
    await expectComponent(toolchain, scaffold, kind, before);
  });
});

it.each(all)(
  'ten of them, a $kind of $title each, share what they have',
  async ({ toolchain, scaffold, kind }) => {
    let tree = treeOf({});
    for (let number = 0; number < 10; number++) {
      const request = { name: `one-${number}`, kind, directory: `places/one-${number}` };
      tree = withTexts(tree, (await render(request, { scaffold, toolchain }, tree)).texts);
    }
    const { planned } = analyse(tree.files, tree, readOptions({}));
    expect(planned.filter(({ broken }) => broken !== undefined)).toEqual([]);
    expect(tree.files.filter((file) => file.includes('/') && /\.lock$|lock\.json$/.test(file))).toEqual([]);
    expect(planned.filter(({ project }) => project.root.startsWith('places/')).length).toBeGreaterThanOrEqual(
      10,
    );
  },
);

it.each(['biome', 'eslint'] as const)(
  'a repository that has neither gets %s, if it is asked for',
  async (linter) => {
    for (const { toolchain, scaffold, kind } of all)
      if (scaffold.takes?.includes('linter')) await expectComponent(toolchain, scaffold, kind, {}, linter);
  },
);
