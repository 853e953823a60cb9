import { expect, it } from 'vitest';
import { fileName, systemOf, systemVersion, versionIn } from './shipping.js';

it.each([
  ['linux-x64', { os: 'linux', cpu: 'x64', isMusl: false }],
  ['linux-arm64-musl', { os: 'linux', cpu: 'arm64', isMusl: true }],
  ['linux/riscv64', { os: 'linux', cpu: 'riscv64', isMusl: false }],
  ['armv7-unknown-linux-musleabihf', { os: 'linux', cpu: 'arm', isMusl: true }],
  ['aarch64-apple-darwin', { os: 'darwin', cpu: 'arm64', isMusl: false }],
  ['darwin-universal', { os: 'darwin', cpu: 'universal', isMusl: false }],
  ['x86_64-pc-windows-msvc', { os: 'windows', cpu: 'x64', isMusl: false }],
  ['wasi', { os: 'other', isMusl: false }],
])('%s', (platform, system) => {
  expect(systemOf(platform)).toEqual(system);
});

it.each([
  ['1.2.3', '1.2.3'],
  ['v1.2.3-rc.1\n', '1.2.3-rc.1'],
  ['../../etc', undefined],
  ['', undefined],
])('version in %j', (text, version) => {
  expect(versionIn(text)).toBe(version);
});

it.each([
  ['1.2.3', '1.2.3'],
  ['1.2.3-rc.1', '1.2.3~rc.1'],
  ['1.2.3-rc-1+build-5', '1.2.3~rc.1+build.5'],
])('%s for deb and rpm', (version, expected) => {
  expect(systemVersion(version)).toBe(expected);
});

it.each([
  ['@scope/tool', 'tool'],
  ['../evil', 'evil'],
  ['a b', 'a-b'],
  ['...', 'package'],
])('%s as a file', (name, expected) => {
  expect(fileName(name)).toBe(expected);
});
