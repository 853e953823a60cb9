import { expect, it } from 'vitest';
import { nodePlatform } from './node-platform.js';

it.each([
  ['linux-x64', 'x86_64-unknown-linux-gnu', 'linux-x64-gnu'],
  ['linux-arm64-musl', 'aarch64-unknown-linux-musl', 'linux-arm64-musl'],
  ['linux-arm64-musl', undefined, 'linux-arm64-musl'],
  ['armv7-unknown-linux-gnueabihf', undefined, 'linux-arm-gnueabihf'],
  ['riscv64gc-unknown-linux-gnu', undefined, 'linux-riscv64-gnu'],
  ['darwin-arm64', 'aarch64-apple-darwin', 'darwin-arm64'],
  ['darwin-universal', undefined, 'darwin-universal'],
  ['windows-x64', 'x86_64-pc-windows-msvc', 'win32-x64-msvc'],
  ['windows-x64-gnu', 'x86_64-pc-windows-gnu', 'win32-x64-gnu'],
  ['windows-arm64', undefined, 'win32-arm64-msvc'],
  ['wasi', 'wasm32-wasip1', undefined],
])('%s (%s) is %s', (platform, triple, expected) => {
  expect(nodePlatform(platform, triple)).toBe(expected);
});
