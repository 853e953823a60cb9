import { describe, expect, test } from 'vitest';
import { hostPlatform } from '../../../model/platform.js';
import { graphTimeContext, type PlanContext } from '../../toolchain.js';
import { cargoRunOptions } from '../options.js';
import { planCargo, sharesProcess } from './command.js';
import { platformHint, probesFor, tripleOf } from './platforms.js';

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
      { target: ARM, driver: 'cross', installed: ['cargo-zigbuild', 'cross'] },
      `cross build ${tail(ARM)}`,
    ],
  ])('%s', (_, given, expected) => {
    expect(commandFor(given)).toBe(expected);
  });

  test.each<[string, Given, string]>([
    ['macOS', { target: MAC }, 'Install cargo-zigbuild: pip install cargo-zigbuild\n'],
    [
      'MSVC, for which zig has no libraries',
      { target: MSVC, installed: ['cargo-zigbuild'] },
      'Install cargo-xwin: cargo install cargo-xwin --locked\n',
    ],
    ['ARM', { target: ARM }, '(or aarch64-linux-gnu-gcc: apt install gcc-aarch64-linux-gnu)'],
    ['a driver that is asked for', { target: ARM, driver: 'cross' }, 'cargo install cross --locked'],
    ['zig, asked for', { target: MAC, driver: 'zigbuild' }, 'pip install cargo-zigbuild'],
  ])('nothing that links for %s is an error with the command that mends it', (_, given, says) => {
    expect(() => commandFor(given)).toThrow(says);
  });

  test('what links is part of the key, by the names under which it may lie there', () => {
    expect(probesFor(ARM)).toEqual([
      ['$CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER|aarch64-linux-gnu-gcc', '--version'],
      ['cargo-zigbuild', '--version'],
      ['$CARGO_ZIGBUILD_ZIG_PATH|zig', 'version'],
      ['$CARGO_ZIGBUILD_PYTHON_PATH|python3', '-m', 'ziglang', 'version'],
      ['cross', '--version'],
    ]);
    expect(probesFor('x86_64-unknown-linux-gnu')).toEqual([]);
  });
});

test.each([
  ['the `wasm32-wasip1` target may not be installed', 'rustup target add wasm32-wasip1'],
  ['error: linker `aarch64-linux-gnu-gcc` not found', 'apt install gcc-aarch64-linux-gnu'],
  ['error: linker `my-ld` not found', 'my-ld is not on PATH'],
  ["error: error calling dlltool 'x86_64-w64-mingw32-dlltool': No such file", 'apt install mingw-w64'],
  ['Error: Failed to find zig', 'pip install ziglang'],
  ["error: toolchain 'cross' does not support components", 'a toolchain of your own'],
])('%s: %s', (said, mends) => {
  expect(platformHint(`error[E0463]: can't find crate\n${said}\n`)).toContain(mends);
});

test('another failure has no hint', () => {
  expect(platformHint('error: something else')).toBeUndefined();
});

test('installTargets has rustup install what is missing first', () => {
  const options = cargoRunOptions.parse({
    command: 'build',
    package: 'app',
    target: 'wasm32-wasip1',
    installTargets: true,
  });
  const context = {
    ...graphTimeContext({ root: 'crates/app', name: 'app' }),
    version: 'cargo 1.95.0 (f2d3ce0bd 2026-03-21)',
  };
  const { steps } = planCargo(options, { ...context, has: (program) => program === 'rustup' });
  expect(steps.map(({ command }) => [command.program, ...command.args].slice(0, 4).join(' '))).toEqual([
    'rustup target add wasm32-wasip1',
    expect.stringContaining('cargo build'),
  ]);
  expect(() => planCargo(options, context)).toThrow('rustup is not installed');
});

test('builds for a platform share no process: each has its own linker', () => {
  const options = cargoRunOptions.parse({ command: 'build', package: 'app', target: ARM });
  const context = { ...graphTimeContext({ root: 'crates/app', name: 'app' }), version: 'cargo 1.95.0' };
  expect(sharesProcess(options, context)).toBe(false);
  expect(sharesProcess({ ...options, target: undefined }, context)).toBe(true);
});
