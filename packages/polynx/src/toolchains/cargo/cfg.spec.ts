import { expect, test } from 'vitest';
import { cfgOfPlatform, cfgOfTriple, type Holds, holds } from './cfg.js';

test.each<[string, string, Holds]>([
  ['cfg(unix)', 'linux-x64', true],
  ['cfg(windows)', 'linux-x64', false],
  ['cfg(not(windows))', 'linux-x64', true],
  ['cfg(target_os = "macos")', 'darwin-arm64', true],
  ['cfg(target_os = "macos")', 'linux-x64', false],
  ['cfg(any(windows, target_os = "linux"))', 'linux-x64', true],
  ['cfg(all(unix, not(target_os = "macos")))', 'darwin-arm64', false],
  ['cfg(all(windows, target_env = "gnu"))', 'linux-x64', false],
  ['cfg(all(unix, target_env = "musl"))', 'linux-x64', 'maybe'],
  ['cfg(target_arch = "wasm32")', 'linux-x64', false],
  ['cfg(any(target_arch = "x86_64", target_feature = "sse2"))', 'linux-x64', true],
  ['cfg(target_feature = "sse2")', 'linux-x64', 'maybe'],
  ['cfg(target_family = "wasm")', 'linux-x64', false],
  ['cfg(all())', 'linux-x64', true],
  ['cfg(any())', 'linux-x64', false],
  ['cfg(tokio_unstable)', 'linux-x64', 'maybe'],
  ['x86_64-pc-windows-msvc', 'linux-x64', false],
  ['x86_64-unknown-linux-gnu', 'linux-x64', 'maybe'],
  ['aarch64-unknown-linux-gnu', 'linux-x64', false],
  ['thumbv7em-none-eabihf', 'linux-x64', 'maybe'],
])('%s on %s: %s', (spec, platform, answer) => {
  expect(holds(spec, cfgOfPlatform(platform))).toBe(answer);
});

test.each<[string, string, Holds]>([
  ['wasm32-unknown-unknown', 'wasm32-unknown-unknown', true],
  ['cfg(target_arch = "wasm32")', 'wasm32-unknown-unknown', true],
  ['cfg(unix)', 'wasm32-unknown-unknown', false],
  ['cfg(windows)', 'x86_64-pc-windows-gnu', true],
  ['cfg(target_os = "macos")', 'aarch64-apple-darwin', true],
  ['cfg(target_os = "none")', 'thumbv7em-none-eabihf', 'maybe'],
  ['aarch64-apple-darwin', 'x86_64-apple-darwin', false],
])('%s for %s: %s', (spec, triple, answer) => {
  expect(holds(spec, cfgOfTriple(triple))).toBe(answer);
});
