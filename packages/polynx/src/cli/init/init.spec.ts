import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse as jsonc } from 'jsonc-parser';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dropMissingPlugins, missingPluginsLine } from './missing-plugins.js';
import { installationIn, setInstallation, startNxJson } from './nx-json-file.js';
import { addCommand, packageManagerOf, packagesToAdd } from './package-manager.js';
import { packedFileIn } from './source.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'polynx-init-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const put = (path: string, text = '') => {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), text);
};

describe('the package manager', () => {
  it.each([
    ['npm', {}, []],
    ['npm', {}, ['package-lock.json']],
    ['pnpm', {}, ['pnpm-lock.yaml']],
    ['pnpm', {}, ['pnpm-workspace.yaml']],
    ['yarn', {}, ['yarn.lock', '.yarnrc.yml']],
    ['yarn-classic', {}, ['yarn.lock']],
    ['bun', {}, ['bun.lock']],
    ['yarn', { packageManager: 'yarn@4.5.0' }, []],
    ['yarn-classic', { packageManager: 'yarn@1.22.22+sha1.ab' }, ['yarn.lock', '.yarnrc.yml']],
    ['pnpm', { packageManager: 'pnpm@10.1.0' }, ['package-lock.json']],
  ] as const)('%s is that of %j with %j', (expected, manifest, files) => {
    expect(packageManagerOf(manifest, (file) => (files as readonly string[]).includes(file))).toBe(expected);
  });

  it.each([
    ['npm', {}, 'npm install --save-dev --no-audit --no-fund nx@1'],
    ['pnpm', {}, 'pnpm add --save-dev --workspace-root nx@1'],
    ['yarn', { workspaces: [] }, 'yarn add --dev nx@1'],
    ['yarn-classic', { workspaces: [] }, 'yarn add --dev -W nx@1'],
    ['bun', {}, 'bun add --dev nx@1'],
  ] as const)('%s adds to the root', (manager, manifest, expected) => {
    expect(addCommand(manager, ['nx@1'], manifest, (file) => file === 'pnpm-workspace.yaml').join(' ')).toBe(
      expected,
    );
  });

  it.each([
    ['npm', {}, ['nx@24.0.6', 'polynx@file:./tools/polynx.tgz']],
    ['npm', { devDependencies: { nx: '23.3.1' } }, ['polynx@file:./tools/polynx.tgz']],
    ['npm', { devDependencies: { nx: '24.0.6', polynx: 'file:tools/polynx.tgz' } }, []],
    ['yarn', { devDependencies: { nx: '23.3.1' } }, ['@nx/devkit@^23.0.0', 'polynx@file:./tools/polynx.tgz']],
  ] as const)('%s of %j adds what is missing: %j', (manager, manifest, expected) => {
    const source = { version: '0.1.0', file: 'tools/polynx.tgz' };
    expect(packagesToAdd(manager, manifest, '24.0.6', source)).toEqual(expected);
  });
});

describe('a packed file that npx took from another repository', () => {
  it.each<[string, string[], string | undefined]>([
    ['is looked for at the same path', ['tools/polynx.tgz', 'polynx.tgz'], 'tools/polynx.tgz'],
    ['is looked for by its name', ['polynx.tgz'], 'polynx.tgz'],
    ['may have another version here', ['vendor/polynx-0.2.0.tgz'], 'vendor/polynx-0.2.0.tgz'],
    ['is missed', ['tools/other.tgz', 'docs/polynx.txt'], undefined],
  ])('%s', (_, files, expected) => {
    for (const file of files) put(file);
    expect(packedFileIn(root, '/elsewhere/tools/polynx.tgz')).toBe(expected);
  });
});

describe('nx.json', () => {
  const text = () => readFileSync(join(root, 'nx.json'), 'utf8');

  it('keeps what is there, and the version of Nx that was chosen', () => {
    put('nx.json', '{\n\t"installation": { "version": "23.3.1" },\n\t"defaultBase": "trunk"\n}\n');
    setInstallation(root, '24.0.6', 'file:../../tools/polynx.tgz');
    expect(JSON.parse(text())).toEqual({
      installation: { version: '23.3.1', plugins: { polynx: 'file:../../tools/polynx.tgz' } },
      defaultBase: 'trunk',
    });
    const before = text();
    setInstallation(root, '24.0.6', 'file:../../tools/polynx.tgz');
    expect(text()).toBe(before);
  });

  it('loses plugins of Nx that are neither installed nor asked for: an nx init that stopped leaves them', () => {
    const plugins = [
      { plugin: '@nx/docker', options: { buildTarget: 'docker:build' } },
      '@nx/jest/plugin', // first
      '@nx/js',
      '@nx/eslint/plugin',
      '@own/plugin',
      './tools/plugin.mjs',
    ];
    const lines = plugins.map((one) => `    ${JSON.stringify(one)}`).join(', // why\n');
    put('nx.json', `{\n  "plugins": [\n${lines}\n  ],\n  "defaultBase": "trunk"\n}\n`);
    put('package.json', '{ "devDependencies": { "@nx/js": "1" } }');
    put('node_modules/@nx/eslint/package.json', '{}');
    expect(dropMissingPlugins(root)).toEqual(['@nx/docker', '@nx/jest/plugin']);
    const left = text();
    expect(jsonc(left)).toEqual({ plugins: plugins.slice(2), defaultBase: 'trunk' });
    expect(dropMissingPlugins(root)).toEqual([]);
    expect(text()).toBe(left);
    put('nx.json', '{ "plugins": ["@nx/vite"], "analytics": false }\n');
    expect(dropMissingPlugins(root)).toEqual(['@nx/vite']);
    expect(JSON.parse(text())).toEqual({ analytics: false });
    expect(missingPluginsLine(['@nx/jest/plugin'])).toContain('nx add @nx/jest brings it back');
  });

  it.each([
    [
      '7, which does not answer Nx',
      'exports.version = "7.0.2";',
      { '@nx/js': { analyzeSourceFiles: false } },
    ],
    ['6', 'exports.readConfigFile = () => {};', undefined],
  ])('lets Nx take edges from package.json alone with TypeScript %s', (_, program, expected) => {
    put('node_modules/nx/package.json', '{}');
    put('node_modules/typescript/index.js', program);
    put('nx.json', '{ "defaultBase": "trunk" }\n');
    startNxJson(root);
    startNxJson(root);
    expect(JSON.parse(text())).toEqual({
      defaultBase: 'trunk',
      ...(expected ? { pluginsConfig: expected } : {}),
    });
    put('nx.json', '{ "pluginsConfig": { "@nx/js": { "analyzeSourceFiles": true } } }\n');
    startNxJson(root);
    expect(text()).toContain('"analyzeSourceFiles": true');
  });

  it.each(['', ' \n'])('that an interruption left as %j is written anew', (left) => {
    put('nx.json', left);
    startNxJson(root);
    expect(JSON.parse(text())).toEqual({ $schema: './node_modules/nx/schemas/nx-schema.json' });
    put('nx.json', left);
    setInstallation(root, '24.0.6', '0.1.0');
    expect(installationIn(root)).toEqual({ version: '24.0.6', plugins: { polynx: '0.1.0' } });
  });
});
