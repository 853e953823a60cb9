import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createTree, type Tree } from '../../model/tree.js';
import type { Manifests, ScaffoldRequest } from '../toolchain.js';
import { nodeOptions } from './options.js';
import { type PackageJson, parsePackageJson } from './package-json.js';
import { scaffold } from './scaffold.js';
import { nodeTasks } from './tasks.js';
import { modelNode } from './workspace.js';

const treeOf = (texts: Readonly<Record<string, string>>): Tree =>
  createTree(Object.keys(texts).sort(), (path) => texts[path]);

const request = (kind: ScaffoldRequest['kind']): ScaffoldRequest => ({
  name: 'it',
  kind,
  directory: 'packages/it',
});

function manifestsOf(tree: Tree): Manifests<PackageJson> {
  const paths = tree.files.filter((file) => file.endsWith('package.json'));
  const all = new Map(paths.map((path) => [path, parsePackageJson({ path, text: tree.read(path) ?? '' })]));
  return Object.assign(all, { broken: new Map() });
}

describe.each(scaffold.kinds)('a new %s', (kind) => {
  const files = scaffold.files(request(kind), treeOf({}));

  it('builds, tests and lints with Node alone', { timeout: 60_000 }, () => {
    const directory = mkdtempSync(join(tmpdir(), 'polynx-scaffold-'));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(directory, dirname(path)), { recursive: true });
      writeFileSync(join(directory, path), text);
    }
    const cwd = join(directory, 'packages/it');
    const run = (script: string) =>
      execFileSync('npm', ['run', '--silent', script], { cwd, stdio: 'pipe' }).toString();
    run('build');
    expect(run('test')).toMatch(/pass 1/);
    run('lint');
    if (kind === 'bin') expect(run('start')).toBe('Hello, world!\n');
    rmSync(directory, { recursive: true });
  });

  it('is cached from the first day', () => {
    const tree = treeOf({ 'package.json': '{"name":"root","workspaces":["packages/*"]}', ...files });
    const projects = modelNode(manifestsOf(tree), tree, nodeOptions.parse({}));
    const tasks = projects
      .flatMap(nodeTasks)
      .map(({ intent, cache, outputs }) => ({ intent, cache, outputs }));
    expect(tasks).toEqual([
      { intent: 'build', cache: true, outputs: ['packages/it/dist'] },
      { intent: 'test', cache: true, outputs: [] },
      { intent: 'lint', cache: true, outputs: [] },
    ]);
  });
});

describe('wiring', () => {
  const wire = (texts: Readonly<Record<string, string>>) => scaffold.wire(request('lib'), treeOf(texts));

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
    ['no workspace', {}, {}],
  ])('%s', (_, texts, expected) => {
    expect(wire(texts)).toEqual(expected);
  });
});
