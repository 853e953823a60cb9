import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { forget, hide, set } from './support/mutations.js';
import { theme } from './support/theme.js';

const BUILD = ['run-many', '-t', 'build'];

/** A package whose build is a program with a configuration. */
function web(script: string, files: Readonly<Record<string, string>>) {
  return {
    'web/package.json': JSON.stringify({
      name: 'web',
      version: '1.0.0',
      type: 'module',
      main: 'dist/index.js',
      scripts: { build: script },
    }),
    ...Object.fromEntries(Object.entries(files).map(([file, text]) => [`web/${file}`, text])),
  };
}

const options = { packageJson: { workspaces: ['web'] }, ignore: ['generated', 'wasm'] };

const VITE = `import { resolve } from 'node:path';
import { flavour } from '../shared/base.mjs';

export default {
  logLevel: 'error',
  publicDir: 'static',
  define: { FLAVOUR: JSON.stringify(flavour) },
  resolve: { alias: { '@ui': resolve(import.meta.dirname, '..', 'ui') } },
  build: { minify: false, lib: { entry: 'src/index.js', formats: ['es'], fileName: 'index' } },
};
`;

export const nodeConfigurations = theme('Node configurations', [
  {
    name: 'variables and files that a configuration takes over, folders that it names, and what git ignores of them are in the key',
    files: {
      'shared/base.mjs': "export const flavour = process.env.FLAVOUR ?? 'plain';\n",
      'shared/package.json': '{}',
      'ui/index.js': "export const ui = 'ui one';\n",
      ...web('vite build', {
        'vite.config.mjs': VITE,
        'src/index.js':
          "import { ui } from '@ui/index.js';\nimport made from '../generated/made.js';\n\nconsole.log(ui, made, FLAVOUR);\n",
        'generated/made.js': "export { default } from './deep.js';\n",
        'generated/deep.js': "export default 'made one';\n",
        'static/wasm/it.wasm': 'wasm one',
      }),
    },
    options,
    first: BUILD,
    mutants: {
      'the variable does not count': forget('^env:FLAVOUR'),
      'neither what it imports nor the folder that an alias names does': [
        hide('shared/base.mjs'),
        hide('ui/*'),
      ],
      'imports that git ignores do not': forget('web/generated'),
      'a folder that is copied does not': forget('web/static'),
    },
    story: async (workspace) => {
      const built = async (env = {}) => {
        await workspace.nx(BUILD, { env });
        return workspace.read('web/dist/index.js');
      };
      expect(await built({ FLAVOUR: 'sweet' })).toContain('sweet');
      workspace.write('shared/base.mjs', "export const flavour = process.env.FLAVOUR ?? 'sour';\n");
      workspace.write('ui/index.js', "export const ui = 'ui two';\n");
      const both = await built();
      expect(both).toContain('sour');
      expect(both).toContain('ui two');
      workspace.write('web/generated/deep.js', "export default 'made two';\n");
      expect(await built()).toContain('made two');
      workspace.write('web/static/wasm/it.wasm', 'wasm two');
      await built();
      expect(workspace.read('web/dist/wasm/it.wasm')).toBe('wasm two');
      expect((await workspace.nx(BUILD)).misses).toEqual([]);
    },
  },
  {
    name: 'a configuration that writes a tracked file beside the output folder is not cached',
    files: {
      'shared/write.mjs':
        "import { writeFileSync } from 'node:fs';\n\nexport const write = { name: 'write', closeBundle: () => writeFileSync('api.txt', process.env.FLAVOUR ?? 'plain') };\n",
      ...web('vite build', {
        'vite.config.mjs':
          "import { write } from '../shared/write.mjs';\n\nexport default { logLevel: 'error', plugins: [write], build: { lib: { entry: 'src/index.js', formats: ['es'] } } };\n",
        'src/index.js': 'export const a = 1;\n',
        'api.txt': 'plain',
      }),
    },
    options,
    mutants: {
      'it is cached all the same': set({ cache: true, inputs: ['{projectRoot}/src/**/*'] }, 'web:build'),
    },
    story: async (workspace) => {
      await workspace.nx(BUILD);
      workspace.write('web/api.txt', 'edited');
      expect((await workspace.nx(BUILD)).hits).toEqual([]);
      expect(workspace.read('web/api.txt')).toBe('plain');
    },
  },
  {
    name: 'a test is in the key of a build that imports it, and of no other',
    files: {
      ...web('esbuild src/index.js --bundle --outdir=dist --format=esm', {
        'src/index.js': "import { a } from './a.js';\n\nconsole.log(a);\n",
        'src/a.js': 'export const a = 1;\n',
        'src/cases.test.js': 'export const cases = 1;\n',
      }),
    },
    options,
    first: BUILD,
    mutants: { 'tests are none of its files': hide('web/src/cases.test.js') },
    story: async (workspace) => {
      workspace.write('web/src/cases.test.js', 'export const cases = 2;\n');
      expect((await workspace.nx(BUILD)).misses).toEqual([]);
      workspace.write('web/src/a.js', "export { cases as a } from './cases.test.js';\n");
      await workspace.nx(BUILD);
      workspace.write('web/src/cases.test.js', 'export const cases = 3;\n');
      await workspace.nx(BUILD);
      expect(workspace.read('web/dist/index.js')).toContain('cases = 3');
    },
  },
  {
    name: 'the tsconfig.json of a package that no manifest names, and sources that git ignores, are in the key of tsc',
    files: {
      'config/package.json': JSON.stringify({ name: '@acme/config', version: '1.0.0' }),
      'config/base.json': JSON.stringify({ extends: './strict.json' }),
      'config/strict.json': JSON.stringify({ compilerOptions: { target: 'es2022', types: [] } }),
      ...web('tsc', {
        'tsconfig.json': JSON.stringify({
          extends: '@acme/config/base.json',
          compilerOptions: { outDir: 'dist', rootDir: 'src' },
          include: ['src'],
        }),
        'src/index.ts': 'export class A {\n  x = 1;\n}\n',
        'src/generated/it.ts': "export const it = 'one';\n",
      }),
    },
    options: { ...options, packageJson: { workspaces: ['web', 'config'] } },
    mutants: {
      'what is extended does not count': hide('config/strict.json'),
      'generated sources do not': forget('web/src'),
    },
    story: async (workspace) => {
      workspace.write('node_modules/@acme/.keep', '');
      symlinkSync('../../config', join(workspace.root, 'node_modules/@acme/config'));
      expect((await workspace.nx(BUILD)).exitCode).toBe(0);
      expect((await workspace.nx(BUILD)).misses).toEqual([]);
      workspace.write('config/strict.json', '{"compilerOptions":{"target":"es2015","types":[]}}');
      await workspace.nx(BUILD);
      expect(workspace.read('web/dist/index.js')).toContain('constructor');
      workspace.write('web/src/generated/it.ts', "export const it = 'two';\n");
      await workspace.nx(BUILD);
      expect(workspace.read('web/dist/generated/it.js')).toContain('two');
    },
  },
  {
    name: 'what lies behind a symbolic link is an input by its own name: a shared configuration, and a folder of sources',
    files: {
      'config/tsconfig.json': JSON.stringify({
        compilerOptions: {
          outDir: '${configDir}/dist',
          rootDir: '${configDir}/src',
          target: 'es2022',
          types: [],
        },
        include: ['${configDir}/src'],
      }),
      'shared/it.ts': "export const it = 'one';\n",
      ...web('tsc', { 'src/index.ts': 'export class A {\n  x = 1;\n}\n' }),
    },
    options,
    mutants: {
      'the configuration behind the link does not count': hide('config/tsconfig.json'),
      'nor do the sources': hide('shared/it.ts'),
    },
    story: async (workspace) => {
      symlinkSync('../config/tsconfig.json', join(workspace.root, 'web/tsconfig.json'));
      symlinkSync('../../shared', join(workspace.root, 'web/src/shared'));
      await workspace.commit();
      expect((await workspace.nx(BUILD)).exitCode).toBe(0);
      expect((await workspace.nx(BUILD)).misses).toEqual([]);
      workspace.write(
        'config/tsconfig.json',
        workspace.read('config/tsconfig.json').replace('es2022', 'es2015'),
      );
      await workspace.nx(BUILD);
      expect(workspace.read('web/dist/index.js')).toContain('constructor');
      workspace.write('shared/it.ts', "export const it = 'two';\n");
      await workspace.nx(BUILD);
      expect(workspace.read('web/dist/shared/it.js')).toContain('two');
    },
  },
]);
