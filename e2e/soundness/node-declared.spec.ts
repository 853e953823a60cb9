/**
 * Scripts of programs that are not known, where turbo.json says what they leave; and a test runner that may
 * watch files.
 */
import { expect } from 'vitest';
import type { Workspace } from '../support/workspace.js';
import { blindTo, forget, hide, outputs, set } from './support/mutations.js';
import { theme } from './support/theme.js';

const BUILD = ['run-many', '-t', 'build'];
const TEST = ['run-many', '-t', 'test'];

/**
 * A program that starts others, and so may do anything: what decides it is in turbo.json. NB a path in one
 * piece would be found in its text.
 */
const PROGRAM = `import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
execFileSync('true');
mkdirSync('dist', { recursive: true });
const { SPEED = 'none', FLAG_ONE = 'off' } = process.env;
writeFileSync('dist/it.txt', [readFileSync('made/word.txt'), readFileSync(['..', 'words.txt'].join('/')), SPEED, FLAG_ONE].join(' '));
`;
const GENERATOR = `import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
execFileSync('true');
mkdirSync('made', { recursive: true });
writeFileSync('made/word.txt', readFileSync(['..', 'grammar.txt'].join('/')));
`;

/** `build` needs what `codegen` leaves. */
const FILES = {
  'turbo.json': JSON.stringify({
    globalDependencies: ['words.txt'],
    tasks: {
      codegen: { outputs: ['made/**'], inputs: ['$TURBO_DEFAULT$', '../grammar.txt'] },
      build: { dependsOn: ['codegen'], outputs: ['dist/**'], env: ['SPEED', 'FLAG_*'] },
      'lost#build': { outputs: ['../elsewhere/**'] },
    },
  }),
  'words.txt': 'word',
  'grammar.txt': 'grammar',
  'web/package.json': JSON.stringify({
    name: 'web',
    version: '1.0.0',
    scripts: { codegen: 'node gen.mjs', build: 'node build.mjs' },
  }),
  'web/build.mjs': PROGRAM,
  'web/gen.mjs': GENERATOR,
  'lost/package.json': JSON.stringify({
    name: 'lost',
    version: '1.0.0',
    scripts: { build: 'node build.mjs' },
  }),
  'lost/build.mjs': "import 'node:child_process';\n",
};
const OPTIONS = { packageJson: { workspaces: ['web', 'lost'] }, ignore: ['made'] };

async function buildIn(workspace: Workspace, env: Record<string, string> = {}) {
  const { hits } = await workspace.nx(BUILD, { env });
  const file = 'web/dist/it.txt';
  return { text: workspace.has(file) ? workspace.read(file) : undefined, hits };
}

export const declared = theme('Node, where scripts are declared', [
  {
    name: 'outputs that turbo.json declares come back, and variables that it declares are in the key, by pattern too',
    files: FILES,
    options: OPTIONS,
    first: BUILD,
    mutants: {
      'the declared folder is not kept': outputs([], 'web:build$'),
      'the declared variable does not count': forget('^env:SPEED'),
      'variables by pattern do not count': blindTo('FLAG_ONE'),
    },
    story: async (workspace) => {
      workspace.remove('web/dist');
      expect((await buildIn(workspace)).text).toBe('grammar word none off');
      expect((await buildIn(workspace, { SPEED: 'fast' })).text).toBe('grammar word fast off');
      expect((await buildIn(workspace, { SPEED: 'fast', FLAG_ONE: 'on' })).text).toBe('grammar word fast on');
    },
  },
  {
    name: 'inputs that turbo.json declares are in the key, also those of the script before; an output outside the package is refused',
    files: FILES,
    options: OPTIONS,
    first: BUILD,
    mutants: {
      'the declared input is none': hide('words.txt'),
      'what the script before reads does not count': hide('grammar.txt'),
      'what it leaves does not reach the next one': forget('^outputs:', 'web:build$'),
      'an output outside the package is taken': set({ cache: true }, 'lost:build$'),
    },
    story: async (workspace) => {
      workspace.write('words.txt', 'words');
      expect(await buildIn(workspace)).toEqual({ text: 'grammar words none off', hits: [] });
      workspace.write('grammar.txt', 'rules');
      expect(await buildIn(workspace)).toEqual({ text: 'rules words none off', hits: [] });
    },
  },
  {
    name: 'a test runner that watches files where CI is not set is cached only where it is',
    files: {
      'web/package.json': JSON.stringify({ name: 'web', version: '1.0.0', scripts: { test: 'vitest' } }),
      'tools/vitest': '#!/bin/sh\necho tested\n',
    },
    options: { packageJson: { workspaces: ['web'] } },
    mutants: {
      'it is cached everywhere': forget('^runtime:', 'web:test$'),
      'it is cached nowhere': set({ cache: false }, 'web:test$'),
    },
    story: async (workspace) => {
      await workspace.run('chmod', ['+x', 'tools/vitest']);
      workspace.write('web/node_modules/.bin/.keep', '');
      await workspace.run('cp', ['tools/vitest', 'web/node_modules/.bin/vitest']);
      const hits = async (CI: string) => (await workspace.nx(TEST, { env: { CI } })).hits;
      await hits('');
      expect(await hits('')).toEqual([]);
      await hits('true');
      expect(await hits('true')).toEqual(['web:test']);
    },
  },
]);
