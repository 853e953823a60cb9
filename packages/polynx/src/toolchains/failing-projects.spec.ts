/**
 * One source that cannot be looked at: its project fails with the reason, so does what is made from it, and
 * the neighbours do not.
 */
import { describe, expect, it } from 'vitest';
import { analyse } from '../analysis/analyse.js';
import { readOptions } from '../analysis/options.js';
import { ExpectedError } from '../model/errors.js';
import { createTree } from '../model/tree.js';

const json = JSON.stringify;

interface Case {
  readonly refused: string;
  readonly files: Readonly<Record<string, string>>;
  /** Roots. */
  readonly failing: readonly string[];
  readonly fine: readonly string[];
}

const crate = (name: string, more = '') =>
  `[package]\nname = "${name}"\nversion = "1.0.0"\nedition = "2021"\n${more}`;
const crates = {
  'Cargo.toml': '[workspace]\nmembers = ["a", "b"]\nresolver = "2"\n',
  'Cargo.lock': 'version = 4\n',
  'a/Cargo.toml': crate('a'),
  'a/src/lib.rs': '',
  'b/Cargo.toml': crate('b'),
  'b/src/lib.rs': '',
  'user/Cargo.toml': crate('user', '[dependencies]\nb = { path = "../b" }\n[workspace]\n'),
  'user/src/lib.rs': '',
  'alone/Cargo.toml': `${crate('alone')}[workspace]\n`,
  'alone/src/lib.rs': '',
};

const modules = {
  'go.work': 'go 1.24\n\nuse (\n\t./a\n\t./b\n\t./user\n)\n',
  'a/go.mod': 'module example.com/a\n\ngo 1.24\n',
  'a/a.go': 'package a\n',
  'b/go.mod': 'module example.com/b\n\ngo 1.24\n',
  'b/b.go': 'package b\n',
  'user/go.mod': 'module example.com/user\n\ngo 1.24\n',
  'user/user.go': 'package user\n\nimport _ "example.com/b"\n',
};

const members = {
  'deno.json': json({ workspace: ['./a', './b', './user'] }),
  'a/deno.json': json({ name: '@x/a', version: '1.0.0', exports: './mod.ts' }),
  'a/mod.ts': '',
  'b/deno.json': json({ name: '@x/b', version: '1.0.0', exports: './mod.ts' }),
  'b/mod.ts': '',
  'user/deno.json': json({ name: '@x/user', version: '1.0.0', exports: './mod.ts' }),
  'user/mod.ts': 'import "@x/b";',
  'alone/deno.json': json({ name: '@x/alone' }),
};

const tsc = { scripts: { build: 'tsc' }, main: 'dist/index.js' };
const packages = {
  'package.json': json({ name: 'root', workspaces: ['a', 'b', 'user'] }),
  'package-lock.json': json({ lockfileVersion: 3, packages: {} }),
  'a/package.json': json({ name: 'a', ...tsc }),
  'a/tsconfig.json': json({ compilerOptions: { outDir: 'dist' } }),
  'b/package.json': json({ name: 'b', ...tsc }),
  'b/tsconfig.json': json({ compilerOptions: { outDir: 'dist' } }),
  'user/package.json': json({ name: 'user', ...tsc, dependencies: { b: '1' } }),
  'user/tsconfig.json': json({ compilerOptions: { outDir: 'dist' } }),
};

describe.each<[string, Case]>([
  [
    'a crate’s source',
    {
      files: crates,
      refused: 'b/src/lib.rs',
      failing: ['b', 'user'],
      fine: ['.', 'a', 'alone'],
    },
  ],
  [
    'the lock of a workspace',
    { files: crates, refused: 'Cargo.lock', failing: ['.', 'a', 'b', 'user'], fine: ['alone'] },
  ],
  [
    'a configuration of cargo',
    {
      files: { ...crates, 'alone/.cargo/config.toml': '' },
      refused: 'alone/.cargo/config.toml',
      failing: ['alone'],
      fine: ['.', 'a', 'b', 'user'],
    },
  ],
  ['a Go source', { files: modules, refused: 'b/b.go', failing: ['b', 'user'], fine: ['a'] }],
  [
    'a Deno source',
    { files: members, refused: 'b/mod.ts', failing: ['.', 'b', 'user'], fine: ['a', 'alone'] },
  ],
  [
    'a lock of Deno',
    {
      files: { ...members, 'deno.lock': '{"version":"5"}' },
      refused: 'deno.lock',
      failing: ['.', 'a', 'b', 'user'],
      fine: ['alone'],
    },
  ],
  ['a tsconfig.json', { files: packages, refused: 'b/tsconfig.json', failing: ['b', 'user'], fine: ['a'] }],
])('%s that cannot be read', (_, { files, refused, failing, fine }) => {
  const all = Object.keys(files).sort();
  const tree = createTree(all, (file) => {
    if (file === refused) throw new ExpectedError('it is a pipe');
    return files[file];
  });
  const { planned } = analyse(all, tree, readOptions({}));
  const messageAt = (root: string) => {
    const [found] = planned.filter(({ project }) => project.root === root);
    return found === undefined ? 'no project' : found.broken?.error.message;
  };

  it('fails the projects that need it, with the reason', () => {
    expect(Object.fromEntries(failing.map((root) => [root, messageAt(root)]))).toEqual(
      Object.fromEntries(failing.map((root) => [root, expect.stringContaining('it is a pipe')])),
    );
  });

  it('leaves the others as they are', () => {
    expect(Object.fromEntries(fine.map((root) => [root, messageAt(root)]))).toEqual(
      Object.fromEntries(fine.map((root) => [root, undefined])),
    );
    const descriptions = planned.flatMap(({ tasks }) => tasks.map(({ description }) => description));
    expect(descriptions.filter((text) => text.includes('polynx could not read'))).toEqual([]);
  });
});
