import { describe, expect, it } from 'vitest';
import { createTree, type Tree } from '../../model/tree.js';
import type { Kind, ScaffoldRequest } from '../toolchain.js';
import { scaffold } from './scaffold.js';

const treeOf = (texts: Readonly<Record<string, string>>): Tree =>
  createTree(Object.keys(texts).sort(), (path) => texts[path]);

const request = (kind: Kind): ScaffoldRequest => ({ name: 'it', kind, directory: 'packages/it' });

function manifest(texts: Readonly<Record<string, string>>, more: Partial<ScaffoldRequest> = {}) {
  const files = scaffold.files({ ...request('lib'), ...more }, treeOf(texts));
  return JSON.parse(files['packages/it/package.json'] ?? '') as Record<string, Record<string, unknown>>;
}

describe('package.json', () => {
  it('asks for the versions that the root asks for', () => {
    const root = { 'package.json': '{"devDependencies":{"typescript":"5.9.3"}}' };
    expect(manifest(root)['devDependencies']).toMatchObject({ typescript: '5.9.3', vitest: '^4.1.12' });
  });

  it('takes the linter of the repository, unless told otherwise', () => {
    const eslint = { 'eslint.config.mjs': '', 'package.json': '{}' };
    expect(manifest(eslint)['scripts']).toMatchObject({ lint: 'eslint src' });
    expect(manifest({})['scripts']).toMatchObject({ lint: 'biome lint src' });
    expect(manifest(eslint, { linter: 'biome' })['scripts']).toMatchObject({ lint: 'biome lint src' });
  });

  it('is private, unless others may have it', () => {
    expect(manifest({})).toMatchObject({ private: true });
    expect(manifest({}, { publishable: true })).not.toHaveProperty('private');
    expect(manifest({}, { kind: 'npm' })).not.toHaveProperty('private');
  });

  it.each(Object.keys(scaffold.kinds) as Kind[])('starts programs of npm only: %s', (kind) => {
    for (const script of Object.values(manifest({}, { kind })['scripts'] ?? {}))
      expect(script).toMatch(/^(?:tsc|vite|vitest|biome|node) ?[\w ./-]*$/);
  });
});

describe('wiring', () => {
  const wire = (texts: Readonly<Record<string, string>>) =>
    scaffold.wire(request('lib'), treeOf({ 'biome.json': '{}', ...texts }));

  it.each([
    ['a list that has it', { 'package.json': '{"workspaces":["packages/*"]}' }, {}],
    [
      'a list in package.json',
      { 'package.json': '{\n\t"workspaces": [\n\t\t"apps/a"\n\t]\n}\n' },
      { 'package.json': '{\n\t"workspaces": [\n\t\t"apps/a",\n\t\t"packages/it"\n\t]\n}\n' },
    ],
    [
      'no list yet',
      { 'package.json': '{\n  "name": "root"\n}\n' },
      { 'package.json': '{\n  "name": "root",\n  "workspaces": ["packages/it"]\n}\n' },
    ],
    [
      'pnpm, with comments',
      {
        'package.json': '{}',
        'pnpm-workspace.yaml': '# ours\npackages:\n  - "apps/*" # all\n\n# theirs\ncatalog:\n  a: 1\n',
      },
      {
        'pnpm-workspace.yaml':
          '# ours\npackages:\n  - "apps/*" # all\n  - "packages/it"\n\n# theirs\ncatalog:\n  a: 1\n',
      },
    ],
    [
      'no workspace',
      {},
      { 'package.json': '{\n  "private": true,\n  "workspaces": [\n    "packages/it"\n  ]\n}\n' },
    ],
    [
      'pnpm without a list',
      { 'package.json': '{"packageManager":"pnpm@10.1.0"}' },
      { 'pnpm-workspace.yaml': "packages:\n  - 'packages/it'\n" },
    ],
  ])('%s', (_, texts, expected) => {
    expect(wire(texts)).toEqual(expected);
  });
});
