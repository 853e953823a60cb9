import { describe, expect, test } from 'vitest';
import { type Holds, holds, platformOfName, platformOfRustc, platformOfTriple } from './cfg.js';

const PRINTED = 'x86_64-unknown-linux-gnu\npanic="unwind"\ntarget_arch="x86_64"\ntarget_os="linux"\nunix\n';

describe('what rustc prints tells all', () => {
  test.each<[string | null, Holds]>([
    [null, true],
    ['x86_64-unknown-linux-gnu', true],
    ['aarch64-apple-darwin', false],
    ['cfg(unix)', true],
    ['cfg(windows)', false],
    ['cfg(target_os = "linux")', true],
    ['cfg(target_os="macos")', false],
    ['cfg(not(windows))', true],
    ['cfg(all(unix, target_arch = "x86_64"))', true],
    ['cfg(all(unix, not(target_os = "linux"),))', false],
    ['cfg(any())', false],
    ['cfg(all())', true],
    ['cfg(any(windows, all(unix)))', true],
    ['cfg(true)', true],
    ['cfg(not(false))', true],
    ['cfg(tokio_unstable)', false],
    ['cfg(unix', undefined],
    ['cfg(sometimes(unix))', undefined],
    ['cfg(not(unix, windows))', undefined],
    ['cfg(unix) or so', undefined],
    ['cfg(@unix)', undefined],
  ])('%s: %s', (spec, answer) => {
    const platform = platformOfRustc(PRINTED);
    if (platform === undefined) throw new Error('the platform is not read');
    expect(holds(spec, platform)).toBe(answer);
  });

  test('another triple than the host is what is meant where one is configured', () => {
    expect(platformOfRustc(PRINTED, 'wasm32-unknown-unknown')?.triple).toBe('wasm32-unknown-unknown');
  });

  test('an answer that is none is no platform', () => {
    expect(platformOfRustc('error: unknown print request\n')).toBeUndefined();
  });
});

describe('a name tells what is in it, and no more', () => {
  test.each<[string, string, Holds]>([
    ['cfg(unix)', 'linux-x64', true],
    ['cfg(windows)', 'linux-x64', false],
    ['cfg(target_os = "macos")', 'darwin-arm64', true],
    ['cfg(target_os = "macos")', 'linux-x64', false],
    ['cfg(any(windows, target_os = "linux"))', 'linux-x64', true],
    ['cfg(all(unix, not(target_os = "macos")))', 'darwin-arm64', false],
    ['cfg(all(windows, target_env = "gnu"))', 'linux-x64', false],
    ['cfg(all(unix, target_env = "musl"))', 'linux-x64', undefined],
    ['cfg(target_arch = "wasm32")', 'linux-x64', false],
    ['cfg(any(target_arch = "x86_64", target_feature = "sse2"))', 'linux-x64', true],
    ['cfg(target_feature = "sse2")', 'linux-x64', undefined],
    ['cfg(target_family = "wasm")', 'linux-x64', false],
    ['cfg(tokio_unstable)', 'linux-x64', undefined],
    ['x86_64-pc-windows-msvc', 'linux-x64', false],
    ['x86_64-unknown-linux-gnu', 'linux-x64', undefined],
    ['aarch64-unknown-linux-gnu', 'linux-x64', false],
    ['thumbv7em-none-eabihf', 'linux-x64', undefined],
  ])('%s on %s: %s', (spec, name, answer) => {
    expect(holds(spec, platformOfName(name))).toBe(answer);
  });
});

describe('a triple tells what is in it, and no more', () => {
  test.each<[string, string, Holds]>([
    ['wasm32-unknown-unknown', 'wasm32-unknown-unknown', true],
    ['cfg(target_arch = "wasm32")', 'wasm32-unknown-unknown', true],
    ['cfg(unix)', 'wasm32-unknown-unknown', false],
    ['cfg(windows)', 'x86_64-pc-windows-gnu', true],
    ['cfg(target_os = "macos")', 'aarch64-apple-darwin', true],
    ['cfg(target_os = "none")', 'thumbv7em-none-eabihf', undefined],
    ['aarch64-apple-darwin', 'x86_64-apple-darwin', false],
  ])('%s for %s: %s', (spec, triple, answer) => {
    expect(holds(spec, platformOfTriple(triple))).toBe(answer);
  });
});
