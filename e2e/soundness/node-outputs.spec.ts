import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { forget, set } from './support/mutations.js';
import { theme } from './support/theme.js';

/** Copies `it.cjs`, which exports a number. */
const COPY =
  "import { copyFileSync, mkdirSync } from 'node:fs';\n\nmkdirSync('dist', { recursive: true });\ncopyFileSync('it.cjs', 'dist/it.cjs');\n";

function pack(name: string, fields: object, files: Readonly<Record<string, string>>) {
  return {
    [`${name}/package.json`]: JSON.stringify({ name, version: '1.0.0', ...fields }),
    ...Object.fromEntries(Object.entries(files).map(([file, text]) => [`${name}/${file}`, text])),
  };
}

const number = (value: number) => `module.exports = ${value};\n`;

export const nodeOutputs = theme('Node outputs', [
  {
    name: 'a test that reads what the build leaves runs after it, and what it loads first decides it',
    files: pack(
      'web',
      {
        main: 'dist/it.cjs',
        scripts: { build: 'node build.mjs', test: 'node --no-warnings -r ./setup.cjs test.cjs' },
      },
      {
        'build.mjs': COPY,
        'it.cjs': number(1),
        'setup.cjs': 'globalThis.expected = Number(process.env.EXPECTED ?? 1);\n',
        'test.cjs': "if (require('./dist/it.cjs') !== globalThis.expected) process.exit(1);\n",
      },
    ),
    options: { packageJson: { workspaces: ['web'] } },
    first: ['build', 'web'],
    mutants: {
      'it runs by itself': set({ dependsOn: [] }, 'web:test'),
      'what is loaded before it does not count': forget('^env:EXPECTED', 'web:test'),
    },
    story: async (workspace) => {
      expect((await workspace.nx(['test', 'web'])).exitCode).toBe(0);
      expect((await workspace.nx(['test', 'web'])).misses).toEqual([]);
      workspace.write('web/it.cjs', number(2));
      expect((await workspace.nx(['test', 'web'])).exitCode).toBe(1);
      expect((await workspace.nx(['test', 'web'], { env: { EXPECTED: '2' } })).exitCode).toBe(0);
      workspace.write('web/it.cjs', number(1));
      expect((await workspace.nx(['test', 'web'], { env: { EXPECTED: '2' } })).exitCode).toBe(1);
    },
  },
  {
    name: 'a package that another one names by its place is built before the tests of that one, and what it leaves is in their key',
    files: {
      ...pack(
        'base',
        { main: 'dist/it.cjs', scripts: { build: 'node build.mjs' } },
        { 'build.mjs': COPY, 'it.cjs': number(1) },
      ),
      ...pack(
        'user',
        { devDependencies: { base: 'link:../base' }, scripts: { test: 'node test.cjs' } },
        { 'test.cjs': "console.log('it is', require('base'));\n" },
      ),
    },
    options: { packageJson: { workspaces: ['base', 'user'] } },
    mutants: {
      'nothing is built first': set({ dependsOn: [] }, 'user:test'),
    },
    story: async (workspace) => {
      workspace.write('user/node_modules/.keep', '');
      symlinkSync('../../base', join(workspace.root, 'user/node_modules/base'));
      expect((await workspace.nx(['test', 'user'])).output).toContain('it is 1');
      await workspace.commit('built');
      workspace.write('base/it.cjs', number(2));
      expect(await workspace.affected('test')).toEqual(['user']);
      expect((await workspace.nx(['test', 'user'])).output).toContain('it is 2');
    },
  },
]);
