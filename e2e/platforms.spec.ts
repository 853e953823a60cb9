/** One list of platforms, and every program has a cached build for each. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { architectureOf, slicesOf } from '../packages/polynx/src/formats/mach-o.js';
import { signatureState, withValidSignature } from '../packages/polynx/src/formats/mach-o-signature.js';
import { hostPlatform } from '../packages/polynx/src/model/platform.js';
import { digest } from '../packages/polynx/src/run/code-signature.js';
import { cargoWorkspace } from './support/cargo.js';
import { goWorkspace } from './support/go.js';
import { createWorkspace, type Workspace } from './support/workspace.js';

const PLATFORMS = ['linux-x64', 'linux-arm64', 'windows-x64', 'darwin-universal', 'wasi', 'linux/riscv64'];

function bytesOf(workspace: Workspace, path: string): Uint8Array {
  return readFileSync(join(workspace.root, path));
}

function magicOf(workspace: Workspace, path: string): string {
  return Buffer.from(bytesOf(workspace, path).subarray(0, 4)).toString('latin1');
}

/** e_machine of ELF: https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html */
function elfMachine(workspace: Workspace, path: string): number {
  return Buffer.from(bytesOf(workspace, path)).readUInt16LE(18);
}

describe('Go programs', () => {
  it('are built for every platform of the list, each a cached target with its own file', async () => {
    const workspace = await createWorkspace(goWorkspace(), { plugin: { platforms: PLATFORMS } });
    const targets = [...PLATFORMS, 'darwin-x64', 'darwin-arm64'].map(
      (name) => `build-${name.replace('/', '-')}`,
    );
    const all = ['run-many', '-t', ...targets, '-p', 'services/api'];
    const first = await workspace.nx(all);
    expect(first.output).toContain('Successfully ran targets');
    expect(first.output).toMatch(/^dist\/services\/api\/linux-arm64\/api: [\d,]+ kB$/m);
    const at = (platform: string, name = 'api') => `dist/services/api/${platform}/${name}`;
    expect(elfMachine(workspace, at('linux-x64'))).toBe(62);
    expect(elfMachine(workspace, at('linux-arm64'))).toBe(183);
    expect(elfMachine(workspace, at('linux-riscv64'))).toBe(243);
    expect(magicOf(workspace, at('windows-x64', 'api.exe')).slice(0, 2)).toBe('MZ');
    expect(magicOf(workspace, at('wasi', 'api.wasm'))).toBe('\0asm');
    const [x64, arm64] = ['darwin-x64', 'darwin-arm64'].map((name) => bytesOf(workspace, at(name)));
    expect(slicesOf(bytesOf(workspace, at('darwin-universal'))).map(({ name }) => name)).toEqual([
      'x86_64',
      'arm64',
    ]);
    expect(
      slicesOf(bytesOf(workspace, at('darwin-universal'))).map(({ bytes }) => Buffer.from(bytes)),
    ).toEqual([Buffer.from(x64 ?? []), Buffer.from(arm64 ?? [])]);
    // Go signs for Apple silicon only. Made anew with another digest to mend, its signature has the very
    // bytes that Go's linker wrote.
    const [forIntel = new Uint8Array(), forApple = new Uint8Array()] = [x64, arm64];
    expect([forIntel, forApple].map((bytes) => signatureState(bytes, digest))).toEqual(['valid', 'valid']);
    const broken = Uint8Array.from(forApple);
    broken.fill(0, -32);
    expect(signatureState(broken, digest)).toBe('invalid');
    expect(Buffer.compare(withValidSignature({ path: 'api', bytes: broken }, digest), forApple)).toBe(0);
    expect((await workspace.run(at(hostPlatform()), [])).output).toContain('api hello');
    workspace.remove('dist');
    const second = await workspace.nx(all);
    expect(second.misses).toEqual([]);
    expect(architectureOf({ path: 'arm64', bytes: bytesOf(workspace, at('darwin-arm64')) }).name).toBe(
      'arm64',
    );
    workspace.append('libs/text/shout/shout.go', '\n// nobody but the worker\n');
    expect((await workspace.nx(all)).misses).toEqual([]);
  });

  it('are built for the platforms of their own list, and a library for none', async () => {
    const workspace = await createWorkspace(
      {
        ...goWorkspace(),
        'services/worker/only_linux.go': 'package main\n',
        'services/worker/main.go': `//go:build linux\n\n${goWorkspace()['services/worker/main.go']}`,
      },
      { plugin: { platforms: ['darwin-arm64', 'linux-arm64', 'x86_64-unknown-freebsd'] } },
    );
    const names = async (project: string) =>
      Object.keys((await workspace.showProject(project)).targets).filter((name) => name.startsWith('build-'));
    expect(await names('services/api')).toEqual(['build-darwin-arm64', 'build-linux-arm64']);
    expect(await names('libs/text')).toEqual([]);
    await workspace.nx(['build-linux-arm64', 'services/worker']);
    expect(existsSync(join(workspace.root, 'dist/services/worker/linux-arm64/worker'))).toBe(true);
  });
});

describe('Rust programs', () => {
  it('are built for this platform by its name, beside the plain build', async () => {
    const host = hostPlatform();
    const workspace = await createWorkspace(cargoWorkspace(), { plugin: { platforms: [host, 'wasi'] } });
    const run = await workspace.nx([`build-${host}`, 'app', '-c', 'release']);
    expect(run.output).toContain('Successfully ran target');
    const { outputs = [] } = (await workspace.showProject('app')).targets[`build-${host}`] ?? {};
    const file = outputs[0]?.replace('{workspaceRoot}/', '').replace('{options.profile}', 'release') ?? '';
    expect((await workspace.run(file, [])).stdout).toContain('app says core');
    expect(workspace.has('target/release/app')).toBe(false);
    workspace.remove('target');
    expect((await workspace.nx([`build-${host}`, 'app', '-c', 'release'])).hits).toEqual([
      `app:build-${host}:release`,
    ]);
    expect((await workspace.run(file, [])).stdout).toContain('app says core');
  });

  it('whose standard library is not here fail with the command that brings it', async () => {
    const workspace = await createWorkspace(cargoWorkspace(), { plugin: { platforms: ['wasi'] } });
    const { stdout } = await workspace.run('rustc', [
      '--print',
      'target-libdir',
      '--target',
      'wasm32-wasip1',
    ]);
    const isInstalled = existsSync(stdout.trim());
    const { exitCode, output } = await workspace.nx(['build-wasi', 'app']);
    expect(exitCode === 0).toBe(isInstalled);
    expect(output.includes('rustup target add wasm32-wasip1')).toBe(!isInstalled);
  });
});
