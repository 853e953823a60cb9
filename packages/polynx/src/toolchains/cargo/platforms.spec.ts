import { describe, expect, test } from 'vitest';
import { hostPlatform } from '../../model/platform.js';
import { graphTimeContext, type PlanContext } from '../toolchain.js';
import { planCargo } from './command.js';
import { cargoRunOptions } from './options.js';
import { missingStandardLibrary, tripleOf } from './platforms.js';

test.each([
  ['linux-arm64', 'aarch64-unknown-linux-gnu'],
  ['windows-x64-gnu', 'x86_64-pc-windows-gnu'],
  ['wasi', 'wasm32-wasip1'],
  ['riscv64gc-unknown-linux-gnu', 'riscv64gc-unknown-linux-gnu'],
  ['linux/riscv64', undefined],
  ['darwin-universal', undefined],
])('%s is %s', (platform, triple) => {
  expect(tripleOf(platform)).toBe(triple);
});

interface Given {
  readonly target: string;
  readonly installed?: readonly string[];
  readonly env?: PlanContext['env'];
  readonly driver?: string;
}

function commandFor({ target, installed = [], env = {}, driver = 'auto' }: Given): string {
  const options = cargoRunOptions.parse({ command: 'build', package: 'app', target, driver });
  const { steps } = planCargo(options, {
    ...graphTimeContext({ root: 'crates/app', name: 'app' }),
    version: 'cargo 1.95.0 (f2d3ce0bd 2026-03-21)',
    env,
    has: (program) => installed.includes(program),
  });
  const { command } = steps[0] ?? {};
  const linker = Object.entries(command?.env ?? {}).filter(([name]) => name.endsWith('_LINKER'));
  const words = (command?.args ?? []).filter((argument) => !argument.startsWith('--message-format'));
  return [...linker.map(([name, value]) => `${name}=${value}`), command?.program, ...words].join(' ');
}

const OWN: Readonly<Record<string, string>> = {
  'linux-x64': 'x86_64-unknown-linux-gnu',
  'darwin-arm64': 'aarch64-apple-darwin',
};
const tail = (target: string) => `--package app --target ${target} --locked`;
const ARM = 'aarch64-unknown-linux-gnu';
const MSVC = 'x86_64-pc-windows-msvc';
const MAC = 'x86_64-apple-darwin';

describe.skipIf(hostPlatform() !== 'linux-x64')('from Linux', () => {
  test.each<[string, Given, string]>([
    ['this platform', { target: OWN['linux-x64'] ?? '' }, `cargo build ${tail('x86_64-unknown-linux-gnu')}`],
    [
      'WebAssembly, whose linker rustc brings',
      { target: 'wasm32-wasip1' },
      `cargo build ${tail('wasm32-wasip1')}`,
    ],
    [
      'a cross compiler on PATH',
      { target: ARM, installed: ['aarch64-linux-gnu-gcc', 'cargo-zigbuild'] },
      `CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER=aarch64-linux-gnu-gcc cargo build ${tail(ARM)}`,
    ],
    [
      'a linker that the user names',
      { target: ARM, env: { CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER: 'my-ld' } },
      `cargo build ${tail(ARM)}`,
    ],
    ['zig', { target: MAC, installed: ['cargo-zigbuild', 'cross'] }, `cargo zigbuild ${tail(MAC)}`],
    ['MSVC', { target: MSVC, installed: ['cargo-zigbuild', 'cargo-xwin'] }, `cargo xwin build ${tail(MSVC)}`],
    ['containers', { target: ARM, installed: ['cross'] }, `cross build ${tail(ARM)}`],
    [
      'what the user says',
      { target: ARM, driver: 'cross', installed: ['cargo-zigbuild'] },
      `cross build ${tail(ARM)}`,
    ],
  ])('%s', (_, given, expected) => {
    expect(commandFor(given)).toBe(expected);
  });

  test('nothing that links is an error with the command that mends it', () => {
    expect(() => commandFor({ target: MAC })).toThrow('cargo install cargo-zigbuild');
    expect(() => commandFor({ target: MSVC, installed: ['cargo-zigbuild'] })).toThrow(
      'cargo install cargo-xwin',
    );
    expect(() => commandFor({ target: ARM })).toThrow('aarch64-linux-gnu-gcc');
  });
});

test('a standard library that is not there is named with its command', () => {
  const said =
    "error[E0463]: can't find crate for `std`\n  = note: the `wasm32-wasip1` target may not be installed\n";
  expect(missingStandardLibrary(said)).toContain('rustup target add wasm32-wasip1');
  expect(missingStandardLibrary('error: something else')).toBeUndefined();
});
