import { expect, test } from 'vitest';
import { createTree } from '../../../model/tree.js';
import { readConfig } from './config.js';
import { configuredAbove } from './lint-config.js';
import { findToolchainFile } from './workspace-root.js';

const MINE = '[build]\ntarget = "wasm32-unknown-unknown"\ntarget-dir = "out"\n';

/** What git ignores is on the disk and not in the list. */
function treeOf(listed: Readonly<Record<string, string>>, ignored: Readonly<Record<string, string>>) {
  const all = { ...listed, ...ignored };
  return createTree(Object.keys(listed).sort(), (file) => all[file]);
}

test.each([
  ['beside the workspace', 'rust/.cargo/config.toml', 'rust/out'],
  ['above it', '.cargo/config.toml', 'out'],
  ['in the old form', 'rust/.cargo/config', 'rust/out'],
])('configuration that git ignores is obeyed %s', (_, file, targetDirectory) => {
  const { triple, targetDirectory: found } = readConfig(
    'rust',
    treeOf({ 'rust/Cargo.toml': '' }, { [file]: MINE }),
  );
  expect([triple, found]).toEqual(['wasm32-unknown-unknown', targetDirectory]);
});

test('a pin that git ignores is in no key: the compiler is asked', () => {
  const pin = { 'rust-toolchain.toml': '[toolchain]\nchannel = "1.88.0"\n' };
  expect(findToolchainFile('.', treeOf({}, pin))?.pin).toBeUndefined();
  expect(findToolchainFile('.', treeOf(pin, {}))?.pin).toBe('1.88.0');
  expect(findToolchainFile('rust', treeOf(pin, { 'rust/rust-toolchain': 'nightly' }))?.channel).toBe(
    'nightly',
  );
});

test.each<[string, Record<string, string>, string[], string[]]>([
  ['listed', {}, ['clippy.toml'], []],
  [
    'ignored by name',
    { '.gitignore': 'target\n/crates/*/clippy.toml\n' },
    ['clippy.toml'],
    ['crates/a/clippy.toml'],
  ],
  ['ignored by ending', { 'crates/.gitignore': '*.toml\n' }, ['clippy.toml'], ['crates/a/clippy.toml']],
  ['ignored with all else', { 'crates/a/.gitignore': '*\n' }, ['clippy.toml'], ['crates/a/clippy.toml']],
  ['no rule that could mean it', { '.gitignore': 'target\n*.log\nnode_modules/\n' }, ['clippy.toml'], []],
])('configuration of clippy: %s', (_, rules, files, ignored) => {
  const tree = treeOf({ 'clippy.toml': '', ...rules }, { 'crates/a/clippy.toml': '' });
  expect(configuredAbove(['clippy.toml'], tree)('crates/a')).toEqual({ files, ignored });
});
