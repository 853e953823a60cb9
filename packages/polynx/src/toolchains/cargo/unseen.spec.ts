import { expect, test } from 'vitest';
import { analyse } from '../../analysis/analyse.js';
import { readOptions } from '../../analysis/options.js';
import { createTree } from '../../model/tree.js';

const LINKED = {
  'crates/util/Cargo.toml': '[package]\nname = "util"\nversion = "0.1.0"\n',
  'crates/util/src/lib.rs': '',
};

const LISTED: Readonly<Record<string, string>> = {
  'Cargo.toml': '[workspace]\nmembers = ["crates/*"]\n',
  'Cargo.lock': 'version = 4\n\n[[package]]\nname = "app"\nversion = "0.1.0"\n',
  'crates/app/Cargo.toml':
    '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n\n[lib]\ncrate-type = ["cdylib"]\n\n[dependencies]\nutil = { path = "../util" }\nnapi = "2"\n',
  'crates/app/src/lib.rs': '',
};

function buildOf(onDisk: Readonly<Record<string, string>>) {
  const all = { ...LISTED, ...onDisk };
  const tree = createTree(Object.keys(LISTED).sort(), (file) => all[file]);
  const { planned } = analyse(tree.files, tree, readOptions({}));
  return planned.flatMap(({ tasks }) => tasks).find(({ target }) => target === 'build');
}

test('what lies behind a symbolic link is compiled, and nothing of it is in a key: the task is not cached and says so', () => {
  const build = buildOf(LINKED);
  expect(build?.cache).toBe(false);
  expect(build?.description).toContain('crates/util is compiled too, and Nx does not see it');
});

test('a dependency that is not there is for cargo to report', () => {
  expect(buildOf({})?.description).not.toContain('Nx does not see it');
});

test('a crate that links napi leaves a module of Node', () => {
  expect(buildOf({})?.outputs).toEqual(['target/{options.profile}/app.node']);
});

test('a member that is a symbolic link is a project that says so, whether or not another crate depends on it', () => {
  const files = {
    'Cargo.toml': '[workspace]\nmembers = ["crates/*"]\n',
    'other/Cargo.toml': '[package]\nname = "other"\nversion = "0.1.0"\n',
    'other/src/lib.rs': '',
  };
  const listed = createTree(Object.keys(files).sort(), (file) => files[file as keyof typeof files]);
  const tree = { ...listed, links: [{ path: 'crates/linked', to: 'other' }] };
  const { planned } = analyse(tree.files, tree, readOptions({}));
  expect(planned.find(({ project }) => project.root === 'other')?.project.error?.message).toBe(
    'Cargo.toml: workspace.members: crates/linked is a symbolic link to other, and Nx sees nothing behind a link\n' +
      '  Name other in members instead of the link, and in dependencies.',
  );
});
