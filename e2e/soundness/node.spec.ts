import { expect } from 'vitest';
import { add, blindTo, forget, hide, outputs, set, withoutOwner, withoutSlice } from './support/mutations.js';
import { theme } from './support/theme.js';

const BUILD = ['run-many', '-t', 'build'];

/** A program that copies a file, plus whatever `lines` do. */
function script(lines: string): string {
  return `import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';\nmkdirSync('dist', { recursive: true });\n${lines}\n`;
}

function pack(
  name: string,
  fields: Readonly<Record<string, unknown>>,
  files: Readonly<Record<string, string>>,
) {
  return {
    [`${name}/package.json`]: JSON.stringify({
      name,
      version: '1.0.0',
      main: 'dist/it.txt',
      scripts: { build: 'node build.mjs' },
      ...fields,
    }),
    ...Object.fromEntries(Object.entries(files).map(([file, text]) => [`${name}/${file}`, text])),
  };
}

const COPY = script("writeFileSync('dist/it.txt', readFileSync('it.txt'));");

/** `user` links left, and through it deep; `lone` links right. */
function installed(deep: string, right: string): string {
  const entry = (version: string) => ({ version, integrity: `sha512-${version}` });
  return JSON.stringify({
    name: 'workspace',
    lockfileVersion: 3,
    packages: {
      '': { name: 'workspace', workspaces: ['user', 'lone'] },
      'node_modules/deep': entry(deep),
      'node_modules/left': { ...entry('1.0.0'), dependencies: { deep: '^1' } },
      'node_modules/right': entry(right),
      'node_modules/lone': { resolved: 'lone', link: true },
      'node_modules/user': { resolved: 'user', link: true },
      lone: { name: 'lone', version: '1.0.0', dependencies: { right: '^1' } },
      user: { name: 'user', version: '1.0.0', dependencies: { left: '^1' } },
    },
  });
}

export const node = theme('Node', [
  {
    name: 'what a package promises is built once and comes back, with the program that makes it as an input',
    files: pack('web', {}, { 'build.mjs': COPY, 'it.txt': 'one' }),
    options: { packageJson: { workspaces: ['web'] } },
    first: BUILD,
    mutants: {
      'the promised file is no output': outputs([], ':build$'),
      'the program is no input': hide('web/build.mjs'),
    },
    story: async (workspace) => {
      workspace.remove('web/dist');
      expect((await workspace.nx(BUILD)).misses).toEqual([]);
      expect(workspace.has('web/dist/it.txt')).toBe(true);
      workspace.write('web/build.mjs', COPY.replace("readFileSync('it.txt')", "'two'"));
      await workspace.nx(BUILD);
      expect(workspace.read('web/dist/it.txt')).toBe('two');
    },
  },
  {
    name: 'files outside a package that its sources import, by paths of tsconfig.json too, and what that takes in are inputs',
    files: {
      ...pack(
        'web',
        { main: 'dist/web/src/index.js', scripts: { build: 'tsc -p tsconfig.json' } },
        {
          'src/index.ts':
            'import { one } from "../../shared/one";\nimport { two } from "@names/two";\n\nexport const all: Word[] = [one, two];\n',
          'tsconfig.json': JSON.stringify({
            compilerOptions: {
              outDir: 'dist',
              rootDir: '..',
              module: 'esnext',
              moduleResolution: 'bundler',
              types: [],
              paths: { '@names/*': ['../names/*'] },
            },
            include: ['src', '../types/*.d.ts'],
          }),
        },
      ),
      'shared/one.ts': 'export { one } from "./deep";\n',
      'shared/deep.ts': 'export const one = "one";\n',
      'names/two.ts': 'export const two = "two";\n',
      'names/other.ts': 'export const other = "other";\n',
      'types/word.d.ts': 'type Word = string;\n',
    },
    options: { packageJson: { workspaces: ['web'] } },
    first: BUILD,
    mutants: {
      'relative imports are none': hide('shared/*'),
      'mapped ones are none': hide('names/*'),
      'what is taken in is none': hide('types/*'),
      'all of a mapped folder counts': add('{workspaceRoot}/names/**/*'),
    },
    story: async (workspace) => {
      workspace.write('shared/deep.ts', 'export const one = "three";\n');
      await workspace.nx(BUILD);
      expect(workspace.read('web/dist/shared/deep.js')).toContain('three');
      workspace.write('names/two.ts', 'export const two = "four";\n');
      await workspace.nx(BUILD);
      expect(workspace.read('web/dist/names/two.js')).toContain('four');
      workspace.write('names/other.ts', 'export const other = 0;\n');
      expect((await workspace.nx(BUILD)).misses).toEqual([]);
      workspace.write('types/word.d.ts', 'type Word = number;\n');
      expect((await workspace.nx(BUILD)).exitCode).not.toBe(0);
    },
  },
  {
    name: 'a bump deep in the lock reruns the packages that link it, and no other; nx affected sees it',
    files: {
      'package-lock.json': installed('1.0.0', '1.0.0'),
      ...pack('user', { dependencies: { left: '^1' } }, { 'build.mjs': COPY, 'it.txt': 'one' }),
      ...pack('lone', { dependencies: { right: '^1' } }, { 'build.mjs': COPY, 'it.txt': 'one' }),
    },
    options: { packageJson: { workspaces: ['user', 'lone'] } },
    first: BUILD,
    mutants: {
      'the lock does not count': [withoutSlice(), forget('^npm:'), add({ externalDependencies: [] })],
      'everything that is installed counts': forget('^npm:'),
      'no package is named for affected': [
        forget('^npm:'),
        add({ externalDependencies: [] }),
        withoutOwner(),
      ],
    },
    story: async (workspace) => {
      workspace.write('package-lock.json', installed('1.0.1', '1.0.0'));
      expect(await workspace.affected('build')).toContain('user');
      expect((await workspace.nx(BUILD)).misses).toEqual(['user:build']);
    },
  },
  {
    name: 'sources and builds of a neighbour that is depended on are inputs, those of others are not',
    files: {
      ...pack('base', {}, { 'build.mjs': COPY, 'it.txt': 'one' }),
      ...pack(
        'user',
        { dependencies: { base: '*' } },
        { 'build.mjs': COPY.replace("'it.txt'", "'../base/dist/it.txt'") },
      ),
      ...pack('lone', {}, { 'build.mjs': COPY, 'it.txt': 'lone' }),
    },
    options: { packageJson: { workspaces: ['base', 'lone', 'user'] } },
    mutants: {
      'nothing is built first': set({ dependsOn: [] }, '^user:build'),
      'every package counts': add('{workspaceRoot}/lone/**/*', '^user:build'),
    },
    story: async (workspace) => {
      expect((await workspace.nx(['build', 'user'])).exitCode).toBe(0);
      await workspace.commit('built');
      workspace.write('lone/it.txt', 'changed');
      expect((await workspace.nx(['build', 'user'])).misses).toEqual([]);
      workspace.write('base/it.txt', 'two');
      expect(await workspace.affected('build')).toEqual(['base', 'lone', 'user']);
      await workspace.nx(['build', 'user']);
      expect(workspace.read('user/dist/it.txt')).toBe('two');
    },
  },
  {
    name: 'a file outside the package that its program names, and a variable that it reads, are inputs',
    files: {
      'shared/it.txt': 'one',
      ...pack(
        'web',
        {},
        {
          'build.mjs': script(
            "writeFileSync('dist/it.txt', readFileSync('../shared/it.txt', 'utf8') + (process.env.FLAVOUR ?? ''));",
          ),
        },
      ),
    },
    options: { packageJson: { workspaces: ['web'] } },
    first: BUILD,
    mutants: {
      'the file is no input': hide('shared/it.txt'),
      'the variable is no input': forget('^env:FLAVOUR'),
    },
    story: async (workspace) => {
      workspace.write('shared/it.txt', 'two');
      expect(await workspace.affected('build')).toEqual(['web']);
      await workspace.nx(BUILD);
      expect(workspace.read('web/dist/it.txt')).toBe('two');
      await workspace.nx(BUILD, { env: { FLAVOUR: ' sweet' } });
      expect(workspace.read('web/dist/it.txt')).toBe('two sweet');
    },
  },
  {
    name: 'variables that build tools copy into what they build are in the key',
    files: pack('web', {}, { 'build.mjs': COPY, 'it.txt': 'one' }),
    options: { packageJson: { workspaces: ['web'] } },
    first: BUILD,
    mutants: {
      'nobody looks at NODE_ENV': blindTo('NODE_ENV'),
      'nobody looks at VITE_*': blindTo('VITE_API'),
    },
    story: async (workspace) => {
      for (const env of [{ NODE_ENV: 'production' }, { VITE_API: 'x' }])
        expect((await workspace.nx(BUILD, { env })).hits).toEqual([]);
    },
  },
  {
    name: 'a script of which nothing is known is not cached',
    files: pack(
      'web',
      { scripts: { build: 'node build.mjs && ./own-program' } },
      {
        'build.mjs': COPY,
        'it.txt': 'one',
        'own-program': '#!/bin/sh\ncat ../elsewhere.txt > dist/it.txt\n',
      },
    ),
    options: { packageJson: { workspaces: ['web'] } },
    mutants: {
      'it is cached all the same': set({ cache: true, inputs: ['{projectRoot}/**/*'] }, 'web:build'),
    },
    story: async (workspace) => {
      await workspace.run('chmod', ['+x', 'web/own-program']);
      for (const text of ['one', 'two']) {
        workspace.write('elsewhere.txt', text);
        await workspace.nx(BUILD);
        expect(workspace.read('web/dist/it.txt')).toBe(text);
      }
    },
  },
]);
