/**
 * Platforms as Rust calls them, and what it takes to link for them from here.
 * https://doc.rust-lang.org/rustc/platform-support.html
 */
import { OptionsError, ToolMissingError } from '../../../model/errors.js';
import { hostPlatform } from '../../../model/platform.js';
import type { PlanContext } from '../../toolchain.js';

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

/**
 * Go's `linux-riscv64` has no vendor, and two words only; rustc knows some such (`wasm32-wasip1`), all of
 * wasm. No triple begins with a system.
 */
function isTriple(name: string): boolean {
  return (name.split('-').length > 2 && !/^(?:linux|darwin|windows)-/.test(name)) || name.startsWith('wasm');
}

/**
 * The program that compiles and links: cargo itself, or one that brings the other platform's linker and
 * libraries along.
 */
export type Driver = 'cargo' | 'zigbuild' | 'cross' | 'xwin';

/** Cross compilers as Debian and most others call them, and its package. */
const CROSS_LINKERS: Readonly<Record<string, readonly [program: string, debian: string]>> = {
  'aarch64-unknown-linux-gnu': ['aarch64-linux-gnu-gcc', 'gcc-aarch64-linux-gnu'],
  'x86_64-unknown-linux-gnu': ['x86_64-linux-gnu-gcc', 'gcc-x86-64-linux-gnu'],
  'riscv64gc-unknown-linux-gnu': ['riscv64-linux-gnu-gcc', 'gcc-riscv64-linux-gnu'],
  'armv7-unknown-linux-gnueabihf': ['arm-linux-gnueabihf-gcc', 'gcc-arm-linux-gnueabihf'],
  'x86_64-pc-windows-gnu': ['x86_64-w64-mingw32-gcc', 'mingw-w64'],
  'x86_64-unknown-linux-musl': ['musl-gcc', 'musl-tools'],
};

/** The program of a driver and the command that installs it. */
const DRIVERS: Readonly<Record<Exclude<Driver, 'cargo'>, readonly [program: string, install: string]>> = {
  // Brings zig along.
  zigbuild: ['cargo-zigbuild', 'pip install cargo-zigbuild'],
  cross: ['cross', 'cargo install cross --locked'],
  xwin: ['cargo-xwin', 'cargo install cargo-xwin --locked'],
};

/**
 * What is asked for its version, because it may be what links: each is a constant where it is missing. NB zig
 * may also be a Python package, which has no program on PATH; that is how `pip install cargo-zigbuild` brings
 * it.
 */
export function probesFor(triple: string): string[][] {
  if (isOwn(triple)) return [];
  const [linker] = CROSS_LINKERS[triple] ?? [];
  const named = [`$${linkerVariable(triple)}`, ...(linker === undefined ? [] : [linker])];
  return [
    [named.join('|'), '--version'],
    ['cargo-zigbuild', '--version'],
    ['$CARGO_ZIGBUILD_ZIG_PATH|zig', 'version'],
    ['$CARGO_ZIGBUILD_PYTHON_PATH|python3', '-m', 'ziglang', 'version'],
    ...(triple.endsWith('-msvc') ? [['cargo-xwin', '--version']] : []),
    ['cross', '--version'],
  ];
}

/** rustc links for its own system, and brings the linker for WebAssembly. */
function isOwn(triple: string): boolean {
  return triple === TRIPLES[hostPlatform()] || triple.startsWith('wasm32-');
}

/** https://doc.rust-lang.org/cargo/reference/config.html#targettriplelinker */
function linkerVariable(triple: string): string {
  return `CARGO_TARGET_${triple.toUpperCase().replaceAll(/[-.]/g, '_')}_LINKER`;
}

export interface Linking {
  readonly driver: Driver;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The visible rule: what the user says (`driver`, a configured linker); cargo itself where rustc can link, or
 * a cross compiler is on PATH; cargo-xwin for MSVC; cargo-zigbuild; cross. Throws an ExpectedError that says
 * what to install when there is none.
 */
export function linkingFor(
  triple: string,
  asked: Driver | 'auto',
  { env, has, version }: Pick<PlanContext, 'env' | 'has' | 'version'>,
): Linking {
  // At graph time nobody is asked what is installed.
  const isHere = (driver: Exclude<Driver, 'cargo'>) => version === undefined || has(DRIVERS[driver][0]);
  if (asked !== 'auto') {
    if (asked === 'cargo' || isHere(asked)) return { driver: asked, env: {} };
    const [program, install] = DRIVERS[asked];
    throw new ToolMissingError(program, `Install it: ${install}`);
  }
  const variable = linkerVariable(triple);
  if (version === undefined || isOwn(triple) || env[variable] !== undefined)
    return { driver: 'cargo', env: {} };
  const [linker, debian] = CROSS_LINKERS[triple] ?? [];
  if (linker !== undefined && has(linker)) return { driver: 'cargo', env: { [variable]: linker } };
  const own = triple.endsWith('-msvc') ? 'xwin' : 'zigbuild';
  if (isHere(own)) return { driver: own, env: {} };
  if (isHere('cross')) return { driver: 'cross', env: {} };
  const [program, install] = DRIVERS[own];
  const other = debian === undefined ? '' : ` (or ${linker}: apt install ${debian})`;
  throw new OptionsError(
    `Nothing here links for ${triple}. Install ${program}: ${install}${other}\n  Or name a linker in .cargo/config.toml: [target.${triple}] linker = "…", or set the option driver.`,
  );
}

/** What mends a build for another platform, from what rustc, cargo and the drivers say. */
export function platformHint(output: string): string | undefined {
  const found = HINTS.flatMap(([pattern, says]) => {
    const match = pattern.exec(output);
    return match === null ? [] : [says(match[1] ?? '')];
  });
  return found[0];
}

const HINTS: readonly (readonly [RegExp, (found: string) => string])[] = [
  [
    /the `([\w.-]+)` target may not be installed/,
    (triple) =>
      `The standard library for ${triple} is not installed: rustup target add ${triple}\n  Or let the task do it: set the option cargo.installTargets.`,
  ],
  [
    /toolchain '([^'\n]+)' does not support components/,
    (name) =>
      `${name} is a toolchain of your own: the standard library has to be put into it, or another be chosen (RUSTUP_TOOLCHAIN).`,
  ],
  [
    /linker `rust-lld` not found/,
    () =>
      'This rustc came without its linker for WebAssembly: install it with rustup, https://rustup.rs, or the package lld.',
  ],
  [/linker `([^`\n]+)` not found/, (linker) => `The linker ${linker} is not on PATH: ${packageOf(linker)}`],
  [
    /error calling dlltool '([^'\n]+)'/,
    () => 'Import libraries for Windows need the tools beside the linker: apt install mingw-w64',
  ],
  [
    /(?:failed to find zig|No module named '?ziglang)/i,
    () => 'cargo-zigbuild needs zig: pip install ziglang',
  ],
];

function packageOf(linker: string): string {
  const [, debian] = Object.values(CROSS_LINKERS).find(([program]) => program === linker) ?? [];
  return debian === undefined
    ? 'install it, or name another in .cargo/config.toml.'
    : `apt install ${debian}`;
}
