/**
 * Rust for other platforms, with real compilers and linkers: other tools read the binaries, and emulators
 * run them where one exists. Not covered: Windows with Microsoft's libraries, which need a licence, and
 * cross, which needs containers; for both, stubs record the command lines.
 */
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { slicesOf } from '../packages/polynx/src/formats/mach-o.js';
import { signatureState } from '../packages/polynx/src/formats/mach-o-signature.js';
import { digest } from '../packages/polynx/src/run/code-signature.js';
import { cargoWorkspace, crate, lock } from './support/cargo.js';
import { type Cross, crossTools, type Runner } from './support/cross.js';
import { goWorkspace } from './support/go.js';
import { installPackages } from './support/npm.js';
import { createWorkspace, type Workspace } from './support/workspace.js';

let cross: Cross;

beforeAll(async () => {
  cross = await crossTools();
}, 900_000);

interface Row {
  readonly triple: string;
  readonly file?: string;
  /** What `file` says of it. */
  readonly is: RegExp;
  readonly run?: Runner;
}

const ROWS: Readonly<Record<string, Row>> = {
  'linux-x64': {
    triple: 'x86_64-unknown-linux-gnu',
    is: /ELF 64-bit LSB pie executable, x86-64/,
    run: 'itself',
  },
  'linux-arm64': {
    triple: 'aarch64-unknown-linux-gnu',
    is: /ELF 64-bit LSB pie executable, ARM aarch64.*ld-linux-aarch64/,
    run: 'qemu',
  },
  'linux-arm64-musl': {
    triple: 'aarch64-unknown-linux-musl',
    is: /ELF 64-bit LSB executable, ARM aarch64.*statically linked/,
    run: 'qemu',
  },
  'windows-x64-gnu': {
    triple: 'x86_64-pc-windows-gnu',
    file: 'app.exe',
    is: /PE32\+ executable.*console.*x86-64/,
    run: 'wine',
  },
  'darwin-x64': { triple: 'x86_64-apple-darwin', is: /Mach-O 64-bit.* x86_64 executable/ },
  'darwin-arm64': { triple: 'aarch64-apple-darwin', is: /Mach-O 64-bit.* arm64 executable/ },
  wasi: { triple: 'wasm32-wasip1', file: 'app.wasm', is: /WebAssembly \(wasm\) binary/, run: 'WASI' },
  wasm: { triple: 'wasm32-unknown-unknown', file: 'app.wasm', is: /WebAssembly \(wasm\) binary/ },
};

const PLATFORMS = [...Object.keys(ROWS), 'darwin-universal'];

/** app → core → util, and a program that uses none of them. */
function programs(): Record<string, string> {
  const alone = crate('crates/alone', 'alone', { 'src/main.rs': 'fn main() {\n    println!("alone");\n}\n' });
  // It has a list of its own.
  alone['crates/alone/Cargo.toml'] += '\n[package.metadata.nx]\nplatforms = ["linux-arm64"]\n';
  return {
    ...cargoWorkspace(),
    ...alone,
    'Cargo.lock': lock([
      { name: 'alone' },
      { name: 'app', dependencies: ['core'] },
      { name: 'core', dependencies: ['util'] },
      { name: 'util' },
    ]),
    // A panic is caught and a map is filled: both need more of std than a line of text does.
    'crates/app/src/main.rs':
      'use std::collections::HashMap;\n\nfn main() {\n    let words = HashMap::from([(1, core_lib::say())]);\n    println!("{} says {}", std::env::consts::OS, words[&1]);\n}\n',
    // The linker of macOS for Intel is named here; for Apple silicon zig is found.
    '.cargo/config.toml': `[target.x86_64-apple-darwin]\nlinker = "ld64.lld"\nrustflags = ["-Clinker-flavor=ld64.lld", "-Clink-arg=-L${join(cross.folder, 'macos')}"]\n`,
  };
}

function at(platform: string): string {
  const { triple = '', file = 'app' } = ROWS[platform] ?? {};
  return `target/${triple}/release/${file}`;
}

function bytesOf(workspace: Workspace, path: string): Uint8Array {
  return readFileSync(join(workspace.root, path));
}

describe('a crate for WebAssembly, as the generator starts it', () => {
  it('is called by a page of the repository, which is built anew after a change of the crate alone', async () => {
    const workspace = await createWorkspace({ 'README.md': '# Pages\n' }, { env: () => cross.env });
    for (const args of [
      ['component', 'sums', '--toolchain=cargo', '--kind=wasm'],
      ['component', 'page', '--toolchain=node', '--kind=web'],
      ['cross-link', 'sums', 'page'],
    ]) {
      const made = await workspace.nx(['generate', `polynx:${args[0]}`, ...args.slice(1), '--skipInstall']);
      expect(made.exitCode, made.output).toBe(0);
    }
    await installPackages(workspace);
    await workspace.run('cargo', ['update', '--workspace', '--quiet']);
    const main = 'apps/page/src/main.ts';
    workspace.write(main, `import { load } from "./sums";\n${workspace.read(main)}\nawait load();\n`);
    await workspace.commit('a page with WebAssembly');

    const all = ['run-many', '-p', 'page', '-t', 'build', 'test', 'typecheck'];
    const made = ['page:build', 'page:test', 'page:typecheck', 'sums:build', 'sums:build-wasm'];
    const first = await workspace.nx(all);
    expect(first.exitCode, first.output).toBe(0);
    expect(first.misses).toEqual(made);
    const assets = () => readdirSync(join(workspace.root, 'apps/page/dist/assets')).sort();
    expect(assets()).toContainEqual(expect.stringMatching(/^sums_bg-.*\.wasm$/));
    const before = assets();

    for (const folder of ['crates/sums/pkg', 'apps/page/dist', 'target']) workspace.remove(folder);
    workspace.write('README.md', '# No source of either\n');
    expect((await workspace.nx(all)).misses).toEqual([]);
    expect(assets()).toEqual(before);

    const source = workspace.read('crates/sums/src/web.rs');
    workspace.write('crates/sums/src/web.rs', source.replaceAll('Hello, ', 'Good day, '));
    const second = await workspace.nx(all);
    expect(second.misses).toEqual(made);
    expect(second.output).toContain('Good day, world!');
    expect(assets()).not.toEqual(before);
  }, 600_000);
});

describe('Rust programs', () => {
  it('are built for Linux, macOS, Windows and WebAssembly, run where they can run, and come from the cache afterwards', async () => {
    const workspace = await createWorkspace(programs(), {
      plugin: { platforms: PLATFORMS },
      env: () => cross.env,
    });
    const targets = PLATFORMS.map((platform) => `build-${platform}`);
    const all = ['run-many', '-t', ...targets, '-c', 'release'];
    const first = await workspace.nx(all);
    expect(first.output).toContain('Successfully ran targets');
    expect(first.misses.length).toBe(PLATFORMS.length + 1);

    for (const [platform, { is, run }] of Object.entries(ROWS)) {
      expect(await cross.says(workspace, 'file', at(platform)), platform).toMatch(is);
      if (run === undefined) continue;
      const system = platform === 'wasi' ? '' : platform.split('-')[0];
      expect((await cross.runs(workspace, run, at(platform))).trim(), platform).toBe(
        `${system} says core says util`.trim(),
      );
    }
    // Without a system there is nothing to print to: that it starts and returns is all there is to see.
    expect(await cross.runs(workspace, 'Node', at('wasm'))).toBe('0');

    await lookAtMacOs(workspace);

    workspace.remove('target');
    const second = await workspace.nx(all);
    expect(second.misses).toEqual([]);
    expect(second.hits.length).toBe(PLATFORMS.length + 1);
    expect((await cross.runs(workspace, 'qemu', at('linux-arm64'))).trim()).toBe('linux says core says util');

    workspace.write('crates/util/src/lib.rs', 'pub fn say() -> &\'static str {\n    "more"\n}\n');
    const third = await workspace.nx(all);
    expect(third.output).toContain('Successfully ran targets');
    expect(third.misses).toEqual(targets.map((target) => `app:${target}:release`).sort());
    expect((await cross.runs(workspace, 'wine', at('windows-x64-gnu'))).trim()).toBe(
      'windows says core says more',
    );
    // The first to use zig on a machine has it compile musl.
  }, 1_500_000);

  async function lookAtMacOs(workspace: Workspace): Promise<void> {
    const universal = 'target/universal/release/app';
    const parts = ['darwin-x64', 'darwin-arm64'].map((platform) => at(platform));
    expect(await cross.says(workspace, 'file', universal)).toMatch(
      /universal binary with 2 architectures.*x86_64.*arm64/s,
    );
    expect(await cross.says(workspace, 'llvm-lipo', '-info', universal)).toContain('are: x86_64 arm64');
    await cross.says(workspace, 'llvm-lipo', '-create', ...parts, '-output', '.nx/by-lipo');
    expect(Buffer.compare(bytesOf(workspace, universal), bytesOf(workspace, '.nx/by-lipo'))).toBe(0);
    for (const [index, name] of ['x86_64', 'arm64'].entries()) {
      await cross.says(workspace, 'llvm-lipo', universal, '-thin', name, '-output', '.nx/slice');
      expect(
        Buffer.compare(bytesOf(workspace, '.nx/slice'), bytesOf(workspace, parts[index] ?? '')),
        name,
      ).toBe(0);
      // The commands that the loader of macOS reads, read by somebody else.
      const headers = await cross.says(
        workspace,
        'llvm-objdump',
        '--macho',
        '--private-headers',
        '.nx/slice',
      );
      expect(headers, name).toMatch(/LC_CODE_SIGNATURE/);
      expect(headers, name).toMatch(/name \/usr\/lib\/libSystem\.B\.dylib/);
      expect(headers, name).toMatch(/cmd LC_MAIN/);
    }
    const slices = slicesOf(bytesOf(workspace, universal));
    // NB lld leaves programs for Intel unsigned.
    expect(slices.map(({ bytes }) => signatureState(bytes, digest))).toEqual(['valid', 'valid']);
  }

  it('say for every platform what is missing, and the one command that brings it', async () => {
    const rows = Object.keys(ROWS).filter((platform) => platform !== 'linux-x64');
    const others = { 'windows-x64': 'x86_64-pc-windows-msvc', 'windows-arm64': 'aarch64-pc-windows-msvc' };
    const triples = [...rows.map((platform) => ROWS[platform]?.triple ?? ''), ...Object.values(others)];
    const platforms = [...rows, ...Object.keys(others)];
    const workspace = await createWorkspace(cargoWorkspace(), { plugin: { platforms } });
    const all = ['run-many', '-t', ...platforms.map((platform) => `build-${platform}`)];

    // The machine's own Rust, and nothing that links for others.
    const bare = await workspace.nx(all);
    const links = (triple: string) => `Nothing here links for ${triple}. Install `;
    for (const triple of triples.filter((name) => !name.startsWith('wasm')))
      expect(bare.output).toContain(
        `${links(triple)}${triple.endsWith('-msvc') ? 'cargo-xwin: cargo install cargo-xwin' : 'cargo-zigbuild: pip install cargo-zigbuild'}`,
      );
    expect(bare.output).toContain('apt install gcc-aarch64-linux-gnu');

    // All that links, cargo-xwin as a stub that hands on to cargo; no standard library.
    const bin = stubs(workspace, { 'cargo-xwin': 'shift\nexec cargo "$@"' });
    const PATH = [bin, cross.env['PATH']].join(delimiter);
    const linked = await workspace.nx(all, { env: { ...cross.env, PATH, RUSTUP_TOOLCHAIN: undefined } });
    for (const triple of triples)
      expect(linked.output).toContain(`${triple} is not installed: rustup target add ${triple}`);
    expect(linked.exitCode).not.toBe(0);
  });

  it('go to cross and to cargo-xwin with these command lines: recorded by stubs, since neither can run here', async () => {
    const workspace = await createWorkspace(cargoWorkspace(), {
      plugin: {
        platforms: ['windows-x64', 'linux-arm64'],
        cargo: { targets: { 'build-linux-arm64': { options: { driver: 'cross' } } } },
      },
    });
    const leaves = (file: string) => `while [ $# -gt 0 ]; do [ "$1" = --target ] && triple=$2; shift; done
mkdir -p "$CARGO_TARGET_DIR/$triple/release"
echo made by a stub > "$CARGO_TARGET_DIR/$triple/release/${file}"`;
    const bin = stubs(workspace, { cross: leaves('app'), 'cargo-xwin': leaves('app.exe') });
    const PATH = [bin, process.env['PATH']].join(delimiter);
    const run = await workspace.nx(
      ['run-many', '-t', 'build-windows-x64', 'build-linux-arm64', '-c', 'release'],
      { env: { PATH } },
    );
    expect(run.output).toContain('Successfully ran targets');
    const heard = workspace
      .read('.nx/heard')
      .split('\n')
      .filter((line) => !line.includes('--version'))
      .sort();
    const asked = (triple: string) => `--package app --target ${triple} --release --locked`;
    expect(heard.map((line) => line.replace(/ --(?:message-format|config)[= ]\S+/g, ''))).toEqual([
      '',
      `cargo-xwin xwin build ${asked('x86_64-pc-windows-msvc')}`,
      `cross build ${asked('aarch64-unknown-linux-gnu')}`,
    ]);
    expect(workspace.read('target/x86_64-pc-windows-msvc/release/app.exe')).toContain('stub');
    expect(workspace.read('target/aarch64-unknown-linux-gnu/release/app')).toContain('stub');
  });

  it('have rustup install their standard library when installTargets says so: rustup is a stub that records', async () => {
    const workspace = await createWorkspace(cargoWorkspace(), {
      plugin: { platforms: ['wasi'], cargo: { installTargets: true } },
      env: () => cross.env,
    });
    const PATH = [stubs(workspace, { rustup: 'exit 0' }), cross.env['PATH']].join(delimiter);
    const run = await workspace.nx(['build-wasi', 'app'], { env: { PATH } });
    expect(run.output).toContain('Successfully ran target');
    expect(workspace.read('.nx/heard')).toBe('rustup target add wasm32-wasip1\n');
  });
});

/** Programs that write down what they hear. */
function stubs(workspace: Workspace, programs: Readonly<Record<string, string>>): string {
  const bin = join(workspace.root, '.nx/stubs');
  for (const [name, does] of Object.entries(programs)) {
    workspace.write(`.nx/stubs/${name}`, '');
    writeFileSync(
      join(bin, name),
      `#!/bin/sh\necho "${name} $*" >> ${join(workspace.root, '.nx/heard')}\n${does}\n`,
    );
    chmodSync(join(bin, name), 0o755);
  }
  return bin;
}

describe('A compiler that RUSTC names', () => {
  it('is asked who it is: another one at the same place is another key', async () => {
    const workspace = await createWorkspace(cargoWorkspace());
    const compiler = join(workspace.root, '.nx/my-rustc');
    const is = (commit: string) => {
      const asks = `[ "$1" = -vV ] && { rustc -vV | sed 's/^commit-hash: .*/commit-hash: ${commit}/'; exit; }`;
      workspace.write('.nx/my-rustc', '');
      writeFileSync(compiler, `#!/bin/sh\n${asks}\nexec rustc "$@"\n`);
      chmodSync(compiler, 0o755);
    };
    const build = () => workspace.nx(['build', 'util'], { env: { RUSTC: compiler } });
    is('1111111111');
    expect((await build()).misses).toEqual(['util:build']);
    expect((await build()).hits).toEqual(['util:build']);
    is('2222222222');
    expect((await build()).misses).toEqual(['util:build']);
  });
});

describe('Go programs with C', () => {
  it('are compiled by zig for another platform, run there, and say what they need where there is no zig', async () => {
    const main = goWorkspace()['services/api/main.go'] ?? '';
    const withC = main
      .replace('package main\n', 'package main\n\n// static int answer(void) { return 42; }\nimport "C"\n')
      .replace('fmt.Println("api", say())', 'fmt.Println("api", say(), C.answer())');
    const workspace = await createWorkspace(
      { ...goWorkspace(), 'services/api/main.go': withC },
      { plugin: { platforms: ['linux-arm64'], go: { cgo: true } } },
    );
    const without = await workspace.nx(['build-linux-arm64', 'services/api']);
    expect(without.exitCode).not.toBe(0);
    expect(without.output).toContain('pip install ziglang');
    const run = await workspace.nx(['build-linux-arm64', 'services/api'], { env: cross.env });
    expect(run.output).toContain('Successfully ran target');
    const file = 'dist/services/api/linux-arm64/api';
    expect(await cross.says(workspace, 'file', file)).toMatch(/ARM aarch64.*statically linked/);
    expect((await cross.runs(workspace, 'qemu', file)).trim()).toBe('api hello 42');
    expect((await workspace.nx(['build-linux-arm64', 'services/api'], { env: cross.env })).misses).toEqual(
      [],
    );
  }, 900_000);
});
