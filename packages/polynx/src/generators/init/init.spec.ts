import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tree } from '@nx/devkit';
import { describe, expect, it } from 'vitest';
import type { NamedTask, Planned } from '../../pipes/planned.js';
import { wrapperLeftOut } from './formatters.js';
import { missingLines, resultFolders, withLines } from './gitignore.js';
import { ignoreOutputs } from './ignore-outputs.js';
import { nextLines, turboLines } from './next-steps.js';
import { pluginOptions, readNxJson, startedNxJson, withPolynx } from './nx-json.js';
import { unseenScripts } from './summary.js';

const executors = ['polynx:x', 'polynx:y'];

describe('nx.json', () => {
  it.each([
    ['nothing', '{}\n'],
    ['plugins', '{\n  "plugins": [\n    "@nx/js" // ours\n  ]\n}\n'],
    [
      'our entry with options',
      '{ "plugins": [{ "plugin": "polynx", "options": { "ignoreDirectories": [] } }] }\n',
    ],
    [
      'defaults',
      '{\n  "targetDefaults": { "build": { "dependsOn": ["^build"] }, "polynx:x": { "cache": false } }\n}\n',
    ],
  ])('with %s keeps it, and a second time changes nothing', (_, text) => {
    const once = withPolynx(text, executors);
    expect(withPolynx(once, executors)).toBe(once);
    expect(pluginOptions(once)).toEqual(pluginOptions(text));
    expect(once.match(/polynx"/g)).toHaveLength(1);
    expect(Object.keys(readNxJson(once).targetDefaults ?? {})).toEqual(expect.arrayContaining(executors));
    for (const kept of text.match(/"[^"]+": \{ "[^}]*\}|\/\/ ours/g) ?? []) expect(once).toContain(kept);
  });

  it('ends with a line break when it is changed, as formatters want it', () => {
    const once = withPolynx('{}', executors);
    expect(once.endsWith('}\n')).toBe(true);
    expect(withPolynx(once.trimEnd(), executors)).toBe(once.trimEnd());
  });

  it('writes lists where all defaults are lists', () => {
    const text = '{\n  "targetDefaults": {\n    "build": [{ "cache": true }]\n  }\n}\n';
    expect(JSON.parse(withPolynx(text, ['polynx:x'])).targetDefaults).toEqual({
      build: [{ cache: true }],
      'polynx:x': [{}],
    });
  });
});

describe('a package.json at the root', () => {
  const chosen = '{ "pluginsConfig": { "@nx/js": { "projectsAffectedByDependencyUpdates": "all" } } }\n';

  it('has a change of the lock select what uses the package, unless the user has chosen', () => {
    const once = withPolynx('{}\n', executors, true);
    expect(readNxJson(once).pluginsConfig).toEqual({
      '@nx/js': { projectsAffectedByDependencyUpdates: 'auto' },
    });
    expect(withPolynx(once, executors, true)).toBe(once);
    expect(withPolynx(chosen, executors, true)).toContain('"projectsAffectedByDependencyUpdates": "all"');
    expect(withPolynx('{}\n', executors)).not.toContain('pluginsConfig');
  });
});

describe('formatters', () => {
  const leftOut = (files: Readonly<Record<string, string>>) =>
    Object.fromEntries(wrapperLeftOut(Object.keys(files), (file) => files[file] ?? ''));

  it.each<[string, Record<string, string>, Record<string, string>]>([
    ['deno', { 'deno.json': '{}\n' }, { 'deno.json': '{\n  "exclude": [\n    ".nx"\n  ]\n}\n' }],
    [
      'deno',
      { 'deno.jsonc': '{ "exclude": ["out"] }\n' },
      { 'deno.jsonc': '{ "exclude": ["out", ".nx"] }\n' },
    ],
    ['deno', { 'deno.json': '{ "exclude": [".nx/"] }\n' }, {}],
    [
      'biome',
      { 'biome.json': '{ "files": { "includes": ["**"] } }' },
      { 'biome.json': '{ "files": { "includes": ["**", "!.nx"] } }' },
    ],
    [
      'biome 1',
      { 'biome.json': '{ "files": { "ignore": ["x"] } }' },
      { 'biome.json': '{ "files": { "ignore": ["x", ".nx"] } }' },
    ],
    ['prettier', { '.prettierrc': '{}' }, { '.prettierignore': '.nx\n' }],
    [
      'prettier',
      { 'prettier.config.mjs': '', '.prettierignore': 'dist' },
      { '.prettierignore': 'dist\n.nx\n' },
    ],
    ['prettier', { '.prettierignore': 'dist\n/.nx/\n' }, {}],
    ['none', { 'go.mod': 'module a' }, {}],
  ])('%s of %j leaves the wrapper out', (_, files, expected) => {
    expect(leftOut(files)).toEqual(expected);
  });
});

it('a new nx.json starts with its schema, by the generator and by the command alike', () => {
  const schema = '"$schema": "./node_modules/nx/schemas/nx-schema.json"';
  for (const text of [undefined, '', '{}\n', '{ }']) expect(startedNxJson(text, true)).toContain(schema);
  expect(startedNxJson('{}', false)).toBe('{}\n');
  expect(startedNxJson('{ "plugins": [] }', true)).toBe('{ "plugins": [] }');
});

describe('the next steps', () => {
  const host = (files: Readonly<Record<string, string>>) => ({
    exists: (file: string) => file in files,
    read: (file: string) => files[file] ?? null,
  });

  it.each([
    ['./nx graph', { 'nx.json': '{ "installation": { "version": "24.0.6" } }' }],
    ['npx nx graph', {}],
    ['pnpm nx graph', { 'pnpm-lock.yaml': '' }],
    ['yarn nx graph', { 'yarn.lock': '' }],
    ['bunx nx graph', { 'bun.lock': '' }],
  ])('are started with %s', (command, files) => {
    expect(nextLines(host(files) as never).join('\n')).toContain(`  ${command} `);
  });

  it('take over what turbo.json declares, in both of its forms', () => {
    const tasks = {
      build: { outputs: ['dist/**'], env: ['API'], inputs: ['$TURBO_DEFAULT$', 'a.txt'] },
      'web#build': { outputs: ['x'] },
      dev: { cache: false },
    };
    for (const key of ['tasks', 'pipeline']) {
      const lines = turboLines(host({ 'turbo.json': JSON.stringify({ [key]: tasks }) }) as never).join('\n');
      expect(lines).toContain('turbo.json declares outputs, inputs or env of 1 task');
      expect(lines).toContain('"build": {"outputs":["dist/**"],"inputs":["a.txt"],"env":["API"]}');
    }
    expect(turboLines(host({}) as never)).toEqual([]);
  });
});

describe('.gitignore', () => {
  const task = (outputs: string[], options?: object) => ({ outputs, options }) as unknown as NamedTask;
  const planned = [
    { tasks: [task(['target/{options.profile}/app'], {}), task(['crates/a/target/debug/a'], {})] },
    { tasks: [task(['dist/api/linux-x64/api'], {}), task(['packages/web/lib'])] },
  ] as unknown as Planned[];
  const none = async () => new Set<string>();

  it('takes the folders of results, not those of scripts', () => {
    expect(resultFolders(planned)).toEqual(['crates/a/target', 'dist', 'target']);
  });

  it('leaves out what git ignores already and folders with a tracked file', async () => {
    const lines = await missingLines(planned, {
      ignored: async () => new Set(['.nx/cache', 'target']),
      tracked: async () => new Set(['dist']),
    });
    expect(lines).toEqual(['.nx/polynx', '.nx/workspace-data', '/crates/a/target/']);
  });

  it('gains a section of its own', async () => {
    const lines = await missingLines([], { ignored: none, tracked: none });
    expect(withLines('node_modules', lines)).toBe(
      'node_modules\n\n# Nx and polynx\n.nx/polynx\n.nx/cache\n.nx/workspace-data\n',
    );
    expect(withLines('a\n', [])).toBe('a\n');
    expect(withLines('a\n\n# Nx and polynx\nb\n', ['/target/'])).toBe('a\n\n# Nx and polynx\nb\n/target/\n');
  });
});

describe('.gitignore of a repository whose packages were never installed', () => {
  const after = async (files: Record<string, string>) => {
    const written = new Map(Object.entries(files));
    const tree = {
      root: mkdtempSync(join(tmpdir(), 'polynx-init-')),
      exists: (file: string) => written.has(file),
      read: (file: string) => written.get(file) ?? null,
      write: (file: string, text: string) => written.set(file, text),
    };
    await ignoreOutputs(tree as unknown as Tree, []);
    rmSync(tree.root, { recursive: true });
    return (written.get('.gitignore') ?? '').split('\n');
  };

  it('gains node_modules, where Nx is installed beside a package.json', async () => {
    expect(await after({ 'package.json': '{}', 'nx.json': '{}' })).toContain('node_modules');
    const before = { 'package.json': '{}', '.gitignore': '/node_modules/\n' };
    expect(await after(before)).not.toContain('node_modules');
    expect(await after({ 'nx.json': '{ "installation": {} }' })).not.toContain('node_modules');
  });
});

describe('scripts of the package at the root', () => {
  const root = { project: { root: '.', scripts: ['build'] } } as unknown as Planned;
  const crate = { project: { root: '.' } } as unknown as Planned;

  it.each<[string, Planned[], string | undefined, boolean]>([
    ['that Nx leaves out are named', [crate], '{ "scripts": { "build": "napi build" } }', true],
    ['that are targets are not', [crate, root], '{ "scripts": { "build": "napi build" } }', false],
    ['where there are none', [crate], '{ "private": true }', false],
    ['where there is no package', [crate], undefined, false],
  ])('%s', (_, planned, text, isSaid) => {
    expect(unseenScripts(planned, text) !== undefined).toBe(isSaid);
  });
});
