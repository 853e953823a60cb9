/** Platforms as Rust calls them, and what it takes to link for them from here. https://doc.rust-lang.org/rustc/platform-support.html */
import { OptionsError } from '../../model/errors.js';
import { hostPlatform } from '../../model/platform.js';
import type { PlanContext } from '../toolchain.js';

const TRIPLES: Readonly<Record<string, string>> = {
  'linux-x64': 'x86_64-unknown-linux-gnu',
  'linux-arm64': 'aarch64-unknown-linux-gnu',
  'linux-x64-musl': 'x86_64-unknown-linux-musl',
  'linux-arm64-musl': 'aarch64-unknown-linux-musl',
  'darwin-x64': 'x86_64-apple-darwin',
  'darwin-arm64': 'aarch64-apple-darwin',
  'windows-x64': 'x86_64-pc-windows-msvc',
  'windows-arm64': 'aarch64-pc-windows-msvc',
  'windows-x64-gnu': 'x86_64-pc-windows-gnu',
  'windows-arm64-gnu': 'aarch64-pc-windows-gnullvm',
  wasm: 'wasm32-unknown-unknown',
  wasi: 'wasm32-wasip1',
};

/** A neutral name, or a triple as it is. */
export function tripleOf(platform: string): string | undefined {
  return (
    TRIPLES[platform] ??
    (/^[a-z0-9_]+(?:-[a-z0-9_.]+){1,3}$/.test(platform) && isTriple(platform) ? platform : undefined)
  );
}

/** Go's `linux-riscv64` has no vendor, and two words only; rustc knows some such (`wasm32-wasip1`), all of wasm. */
function isTriple(name: string): boolean {
  return name.split('-').length > 2 || name.startsWith('wasm');
}

/** The program that compiles and links: cargo itself, or one that brings the other platform's linker and libraries along. */
export type Driver = 'cargo' | 'zigbuild' | 'cross' | 'xwin';

/** Cross compilers as Debian and most others call them. */
const CROSS_LINKERS: Readonly<Record<string, string>> = {
  'aarch64-unknown-linux-gnu': 'aarch64-linux-gnu-gcc',
  'x86_64-unknown-linux-gnu': 'x86_64-linux-gnu-gcc',
  'riscv64gc-unknown-linux-gnu': 'riscv64-linux-gnu-gcc',
  'armv7-unknown-linux-gnueabihf': 'arm-linux-gnueabihf-gcc',
  'x86_64-pc-windows-gnu': 'x86_64-w64-mingw32-gcc',
  'x86_64-unknown-linux-musl': 'musl-gcc',
};

/** What is asked for its version, because it may be what links: each is a constant where it is missing. */
export function probesFor(triple: string): string[][] {
  if (isOwn(triple)) return [];
  const linker = CROSS_LINKERS[triple];
  return [
    ...(linker === undefined ? [] : [[linker, '-dumpfullversion']]),
    ['cargo-zigbuild', '--version'],
    ['zig', 'version'],
    ...(triple.endsWith('-msvc') ? [['cargo-xwin', '--version']] : []),
    ['cross', '--version'],
  ];
}

/** rustc links for its own system, and brings the linker for WebAssembly. */
function isOwn(triple: string): boolean {
  return triple === TRIPLES[hostPlatform()] || triple.startsWith('wasm32-');
}

export interface Linking {
  readonly driver: Driver;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The visible rule: what the user says (`driver`, a configured linker); cargo itself where rustc can link, or a cross compiler is on PATH; cargo-xwin
 * for MSVC; cargo-zigbuild; cross. Throws an OptionsError that says what to install when there is none.
 */
export function linkingFor(
  triple: string,
  asked: Driver | 'auto',
  { env, has, version }: PlanContext,
): Linking {
  if (asked !== 'auto') return { driver: asked, env: {} };
  const variable = `CARGO_TARGET_${triple.toUpperCase().replaceAll('-', '_').replaceAll('.', '_')}_LINKER`;
  // At graph time nobody is asked what is installed.
  if (version === undefined || isOwn(triple) || env[variable] !== undefined)
    return { driver: 'cargo', env: {} };
  const linker = CROSS_LINKERS[triple];
  if (linker !== undefined && has(linker)) return { driver: 'cargo', env: { [variable]: linker } };
  if (triple.endsWith('-msvc') && has('cargo-xwin')) return { driver: 'xwin', env: {} };
  if (!triple.endsWith('-msvc') && has('cargo-zigbuild')) return { driver: 'zigbuild', env: {} };
  if (has('cross')) return { driver: 'cross', env: {} };
  throw new OptionsError(
    `Nothing here links for ${triple}. ${waysTo(triple, linker)}\n  Or name a linker in .cargo/config.toml: [target.${triple}] linker = "…", or set the option driver.`,
  );
}

function waysTo(triple: string, linker: string | undefined): string {
  if (triple.endsWith('-msvc')) return 'Install cargo-xwin: cargo install cargo-xwin';
  const zig = 'Install zig and cargo-zigbuild: pip install ziglang && cargo install cargo-zigbuild';
  return linker === undefined ? zig : `${zig} (or ${linker})`;
}

/** What to say when the standard library for a triple is not there, from what rustc says. */
export function missingStandardLibrary(output: string): string | undefined {
  const triple = /the `([\w.-]+)` target may not be installed/.exec(output)?.[1];
  return triple === undefined
    ? undefined
    : `The standard library for ${triple} is not installed: rustup target add ${triple}`;
}
