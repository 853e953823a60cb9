import { describe, expect, test } from 'vitest';
import { allDependencies, parseCargoToml } from './cargo-toml.js';

const parse = (text: string) => parseCargoToml({ path: 'a/Cargo.toml', text });

describe('a manifest that cargo would refuse', () => {
  test.each([
    ['[package]\nversion = "1.0.0"\n', 'a/Cargo.toml:1: package.name: is missing'],
    ['[package]\nname = ""\n', 'a/Cargo.toml:2: package.name: must not be empty'],
    ['[package]\nname = 5\n', 'a/Cargo.toml:2: package.name: must be a string'],
    [
      '[package]\nname = "a"\n\n[lib]\ncrate-type = "cdylib"\n',
      'a/Cargo.toml:5: lib.crate-type: must be an array',
    ],
    ['[workspace]\nmembers = ["a", 5]\n', 'a/Cargo.toml:2: workspace.members.1: must be a string'],
    ['[dependencies]\n', 'a/Cargo.toml: has neither [package] nor [workspace]'],
    ['[package\n', 'a/Cargo.toml:1: '],
    [`[a${'.a'.repeat(5_000)}]\n`, 'a/Cargo.toml:1: nests deeper than 500 levels'],
  ])('%j', (text, message) => {
    expect(() => parse(text)).toThrow(message);
  });
});

test('[project] is what [package] was called', () => {
  expect(parse('[project]\nname = "old"\n').package?.name).toBe('old');
});

test('dependencies of every table, with their kind', () => {
  const manifest = parse(`[package]
name = "a"
[dependencies]
plain = "1"
renamed = { package = "real", path = "../real", optional = true }
[dev_dependencies]
tool.workspace = true
[build-dependencies]
generator = { path = "generator" }
[target.'cfg(windows)'.dependencies]
winapi = "0.3"
[target.x86_64-unknown-linux-gnu.dev-dependencies]
plain = "2"
`);
  const found = allDependencies(manifest).map(
    ({ kind, key, name, path, inherited }) => `${kind} ${key} ${name} ${path ?? '-'} ${inherited}`,
  );
  expect(found).toEqual([
    'normal plain plain - false',
    'normal renamed real ../real false',
    'build generator generator generator false',
    'dev tool tool - true',
    'normal winapi winapi - false',
    'dev plain plain - false',
  ]);
});
