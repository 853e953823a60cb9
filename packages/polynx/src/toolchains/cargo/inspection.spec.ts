import { expect, it } from 'vitest';
import { createTree } from '../../model/tree.js';
import { inspection } from './inspection.js';

it.each<[string, Record<string, string>, readonly (readonly [string, boolean | undefined])[]]>([
  ['of a crate', { 'Cargo.toml': '[package]\nrust-version = "1.96"\n' }, [['Rust 1.96 or later', false]]],
  ['that is older', { 'Cargo.toml': "[package]\nrust-version='1.85.1'\n" }, [['Rust 1.85.1 or later', true]]],
  [
    'of a workspace',
    { 'Cargo.toml': '[workspace.package]\nrust-version = "1.95"' },
    [['Rust 1.95 or later', true]],
  ],
  ['that members take over', { 'Cargo.toml': '[package]\nrust-version.workspace = true\n' }, []],
  [
    'beside a pin',
    { 'Cargo.toml': 'rust-version = "1.90"\n', 'rust-toolchain': '1.94.0\n' },
    [
      ['1.94.0', false],
      ['Rust 1.90 or later', true],
    ],
  ],
])('doctor compares the rust-version %s', (_, files, expected) => {
  const pins =
    inspection.pins?.(
      '.',
      createTree(Object.keys(files), (file) => files[file]),
    ) ?? [];
  const running = 'cargo 1.95.0 (f2d3ce0bd 2026-03-21)';
  expect(pins.map(({ says, agrees }) => [says, agrees(running)])).toEqual(expected);
});
