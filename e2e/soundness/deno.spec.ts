import { expect } from 'vitest';
import { denoWorkspace } from '../support/deno.js';
import type { Workspace } from '../support/workspace.js';
import {
  add,
  anyVersion,
  forget,
  hide,
  outputs,
  set,
  withoutEdge,
  withoutOwner,
  withoutSlice,
} from './support/mutations.js';
import { theme } from './support/theme.js';
import { shadow } from './support/tools.js';

const TESTS = ['run-many', '-t', 'test', '--projects=@demo/*'];
const CHECKS = ['run-many', '-t', 'check', '--projects=@demo/*'];
const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

async function misses(workspace: Workspace, args: readonly string[]): Promise<readonly string[]> {
  return (await workspace.nx(args)).misses;
}

const MS_2_1_3 =
  'sha512-6FlzubTLZG3J2a/NVCAleEhjzq5oxgHyaCU9yYXvcLsvoVaHJq/s5xXI6/XXP6tz7R9xAOtHnSO/tXtF3WRTlA==';

/** text imports a package of npm, cli does not. */
function withPackage(version: '2.1.2' | '2.1.3'): Record<string, string> {
  const integrity = {
    '2.1.2':
      'sha512-sGkPx+VjMtmA6MX27oA4FBFELFCZZ4S4XqeGOXCv68tT+jb3vk/RyaKWP0PTKyWtmLSM0b+adUTEvbs1PEaH2w==',
    '2.1.3': MS_2_1_3,
  };
  return {
    // Else Deno takes the package.json of the repository as a sign that npm installs.
    'deno.json': json({ workspace: ['./libs/text', './libs/lone'], nodeModulesDir: 'none' }),
    'deno.lock': json({
      version: '5',
      specifiers: { 'npm:ms@^2.1.0': version },
      npm: { [`ms@${version}`]: { integrity: integrity[version] } },
    }),
    'libs/text/deno.json': json({ name: '@demo/text', version: '0.1.0', exports: './mod.ts' }),
    'libs/text/mod.ts': 'import ms from "npm:ms@^2.1.0";\n\nexport const second = ms("1s");\n',
    'libs/lone/deno.json': json({ name: '@demo/lone', version: '0.1.0', exports: './mod.ts' }),
    'libs/lone/mod.ts': 'export const lone = 1;\n',
  };
}

export const deno = theme('Deno', [
  {
    name: 'a change of a member reruns those that import it, a change of its test only its own test',
    files: denoWorkspace(),
    options: { ignore: ['out'] },
    first: TESTS,
    mutants: {
      'tests of others count': [forget('^!'), add('{workspaceRoot}/libs/text/**/*', 'apps/cli:test')],
      'what is imported does not count': hide('libs/text/mod.ts', 'apps/cli:'),
      'there is no edge': withoutEdge('@demo/cli', '@demo/text'),
    },
    story: async (workspace) => {
      expect((await workspace.edges())['@demo/cli']).toEqual(['@demo/text']);
      workspace.append('libs/text/mod_test.ts', '// more\n');
      expect(await misses(workspace, TESTS)).toEqual(['@demo/text:test']);
      workspace.write('libs/text/mod.ts', 'export function greeting(): number {\n  return 1;\n}\n');
      expect(await workspace.affected('test')).toEqual(expect.arrayContaining(['@demo/cli', '@demo/text']));
      expect(await misses(workspace, TESTS)).toEqual(['@demo/cli:test', '@demo/text:test']);
    },
  },
  {
    name: "a member's own task is cached by the files it declares, and its output comes back",
    files: denoWorkspace(),
    options: { ignore: ['out'] },
    first: ['build', '@demo/cli'],
    mutants: {
      'the output is none': outputs([], ':build$'),
      'what its files import does not count': hide('libs/text/mod.ts', ':build$'),
    },
    story: async (workspace) => {
      workspace.remove('apps/cli/out');
      expect((await workspace.nx(['build', '@demo/cli'])).hits).toEqual(['@demo/cli:build']);
      expect(workspace.has('apps/cli/out/page.txt')).toBe(true);
      workspace.write('libs/text/mod.ts', 'export function greeting(): string {\n  return "changed";\n}\n');
      await workspace.nx(['build', '@demo/cli']);
      expect(workspace.read('apps/cli/out/page.txt')).toBe('page: changed');
    },
  },
  {
    name: 'a new member reruns nothing that was there',
    files: denoWorkspace(),
    first: CHECKS,
    mutants: { 'the whole deno.json counts': add('{workspaceRoot}/deno.json') },
    story: async (workspace) => {
      workspace.write('libs/extra/deno.json', json({ name: '@demo/extra', exports: './mod.ts' }));
      workspace.write('libs/extra/mod.ts', 'export const extra = 1;\n');
      workspace.write('deno.json', json({ workspace: ['./libs/text', './apps/cli', './libs/extra'] }));
      expect(await misses(workspace, CHECKS)).toEqual(['@demo/extra:check']);
    },
  },
  {
    name: 'an entry of the import map counts for those that use it, and compiler options for all',
    files: {
      'deno.json': json({ workspace: ['./user', './lone'], imports: { '#word': './words/one.ts' } }),
      'words/one.ts': 'export const word = 1;\n',
      'words/two.ts': 'export const word = "two";\n',
      'user/deno.json': json({ name: '@demo/user', exports: './mod.ts' }),
      'user/mod.ts': 'import { word } from "#word";\n\nexport const it: number = word;\n',
      'lone/deno.json': json({ name: '@demo/lone', exports: './mod.ts' }),
      'lone/mod.ts': 'export const lone = 1;\n',
    },
    first: CHECKS,
    mutants: {
      'the map does not count': withoutSlice(),
      'the whole deno.json counts': add('{workspaceRoot}/deno.json'),
      'the map has no owner': withoutOwner(),
    },
    story: async (workspace) => {
      const members = { workspace: ['./user', './lone'] };
      workspace.write('deno.json', json({ ...members, imports: { '#word': './words/two.ts' } }));
      expect(await workspace.affected('check')).toContain('@demo/user');
      const run = await workspace.nx(CHECKS);
      expect([run.exitCode, run.misses]).toEqual([1, ['@demo/user:check']]);
      const imports = { '#word': './words/one.ts' };
      workspace.write('deno.json', json({ ...members, imports, compilerOptions: { noUnusedLocals: true } }));
      expect(await misses(workspace, CHECKS)).toEqual(['@demo/lone:check', '@demo/user:check']);
    },
  },
  {
    name: 'what sources spell out of other folders, packages linked from folders, and scopes of the import map are inputs',
    files: {
      'deno.json': json({
        workspace: ['./a'],
        links: ['./linked'],
        imports: { '@demo/linked': 'jsr:@demo/linked@1', word: './words/one.ts' },
        scopes: { './a/': { word: './words/one.ts' } },
      }),
      'deno.lock': '{"version":"5"}\n',
      'linked/deno.json': json({ name: '@demo/linked', version: '1.0.0', exports: './mod.ts' }),
      'linked/mod.ts': 'export const linked: string = "one";\n',
      'words/one.ts': 'export const word: string = "one";\n',
      'words/two.ts': 'export const word: string = "two";\n',
      'data/number.txt': 'one',
      'a/deno.json': json({ name: '@demo/a', exports: './mod.ts', test: { permissions: { read: true } } }),
      'a/mod.ts':
        'import { linked } from "@demo/linked";\nimport { word } from "word";\nexport const file = new URL("../data/number.txt", import.meta.url);\nexport const all: string[] = [linked, word];\n',
      'a/mod_test.ts':
        'import { all, file } from "./mod.ts";\n\nDeno.test("one", () => {\n  if ([...all, Deno.readTextFileSync(file)].some((text) => text !== "one")) throw new Error();\n});\n',
    },
    first: ['test', '@demo/a'],
    mutants: {
      'what is spelt out is none': hide('data/*'),
      'what is linked is none': hide('linked/*'),
    },
    story: async (workspace) => {
      const fails = async (path: string, text: string) => {
        const before = workspace.read(path);
        workspace.write(path, text);
        expect((await workspace.nx(['test', '@demo/a'])).exitCode).not.toBe(0);
        workspace.write(path, before);
      };
      await fails('data/number.txt', 'two');
      await fails('linked/mod.ts', 'export const linked: string = "two";\n');
      const scopes = workspace.read('deno.json').replace(/one\.ts"(?=\s*\}\s*\}\s*\})/, 'two.ts"');
      await fails('deno.json', scopes);
    },
  },
  {
    name: 'a dependency of the package.json beside deno.json counts for the members that import it, and for no other',
    files: {
      ...withPackage('2.1.3'),
      'deno.lock': json({
        version: '5',
        specifiers: { 'npm:ms@^2.1.0': '2.1.3' },
        npm: { 'ms@2.1.3': { integrity: MS_2_1_3 } },
        workspace: { packageJson: { dependencies: ['npm:ms@^2.1.0'] } },
      }),
      'libs/text/mod.ts': 'import ms from "ms";\n\nexport const second = ms("1s");\n',
    },
    options: { packageJson: { dependencies: { ms: '^2.1.0' } } },
    first: CHECKS,
    mutants: { 'no slice': withoutSlice(':check$') },
    story: async (workspace) => {
      const packageJson = JSON.parse(workspace.read('package.json')) as object;
      workspace.write('package.json', json({ ...packageJson, scripts: { lint: 'true' } }));
      expect(await misses(workspace, CHECKS)).toEqual([]);
      // NB the lock still names it, as it does until Deno writes it anew.
      workspace.write('package.json', json({ ...packageJson, dependencies: {} }));
      expect(await workspace.affected('check')).toContain('@demo/text');
      expect(await misses(workspace, CHECKS)).toEqual(['@demo/text:check']);
    },
  },
  {
    name: 'a bump in deno.lock reruns the members that import the package, and no other',
    files: withPackage('2.1.2'),
    first: CHECKS,
    mutants: {
      'the lock does not count': withoutSlice(),
      'the whole lock counts': add('{workspaceRoot}/deno.lock'),
      'the lock has no owner': withoutOwner(),
    },
    story: async (workspace) => {
      workspace.write('deno.lock', withPackage('2.1.3')['deno.lock'] ?? '');
      expect(await workspace.affected('check')).toContain('@demo/text');
      expect(await misses(workspace, CHECKS)).toEqual(['@demo/text:check']);
    },
  },
  {
    name: 'without a lock that git knows, what imports packages is not cached',
    files: withPackage('2.1.2'),
    options: { ignore: ['deno.lock'] },
    first: CHECKS,
    mutants: { 'it is cached all the same': set({ cache: true }, 'libs/text:check') },
    story: async (workspace) => {
      expect((await workspace.nx(CHECKS)).hits).toEqual(['@demo/lone:check']);
    },
  },
  {
    name: 'another deno is another key',
    files: denoWorkspace(),
    first: CHECKS,
    mutants: { 'nobody asks for the version': anyVersion() },
    story: async (workspace) => {
      const env = shadow(workspace, 'deno', 'echo "deno 99.0.0"');
      expect((await workspace.nx(CHECKS, { env })).hits).toEqual([]);
    },
  },
]);
