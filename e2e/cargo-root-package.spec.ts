/** A crate at the repository's root, with everything else below it: each change reruns it only when cargo would see it. */
import { expect, test } from 'vitest';
import { crate, lock } from './support/cargo.js';
import { createWorkspace } from './support/workspace.js';

const FILES = {
  'Cargo.toml':
    '[package]\nname = "root"\nversion = "0.1.0"\nedition = "2021"\n\n[dependencies]\nused = { path = "crates/used" }\n\n[workspace]\nmembers = ["crates/*"]\n',
  'Cargo.lock': lock([{ name: 'other' }, { name: 'root', dependencies: ['used'] }, { name: 'used' }]),
  'README.md': '# Root\n',
  'CHANGELOG.md': '# Changes\n',
  '.github/workflows/ci.yml': 'name: ci\n',
  'src/lib.rs': '#![doc = include_str!("../README.md")]\npub use used::it;\n',
  'build.rs': 'fn main() {\n    println!("cargo:rerun-if-changed=crates/other/schema");\n}\n',
  'templates/page.html': '<p>\n',
  ...crate('crates/used', 'used', { 'src/lib.rs': 'pub fn it() {}\n' }),
  ...crate('crates/other', 'other', {
    'src/lib.rs': 'pub fn other() {}\n',
    'schema/api.proto': 'syntax = "proto3";\n',
  }),
  'service/go.mod': 'module example.com/service\n\ngo 1.24\n',
  'service/main.go': 'package main\n\nfunc main() {}\n',
};

test('what the root crate sees', async () => {
  const workspace = await createWorkspace(FILES);
  const isHit = async () => (await workspace.nx(['run', 'root:build'])).hits.includes('root:build');
  expect((await workspace.nx(['run', 'root:build'])).exitCode).toBe(0);
  expect(await isHit()).toBe(true);

  const unseen = ['CHANGELOG.md', '.github/workflows/ci.yml', 'crates/other/src/lib.rs', 'service/main.go'];
  for (const file of unseen)
    workspace.append(file, file.endsWith('.rs') || file.endsWith('.go') ? '// x\n' : 'x\n');
  workspace.write('crates/third/Cargo.toml', '[package]\nname = "third"\nversion = "0.1.0"\n');
  workspace.write('crates/third/src/lib.rs', '');
  workspace.write(
    'Cargo.lock',
    workspace.read('Cargo.lock').concat('\n[[package]]\nname = "third"\nversion = "0.1.0"\n'),
  );
  expect(await isHit()).toBe(true);

  for (const file of [
    'README.md',
    'crates/other/schema/api.proto',
    'crates/used/src/lib.rs',
    'templates/page.html',
  ]) {
    workspace.append(file, file.endsWith('.html') ? '<p>\n' : '// x\n');
    expect(await isHit(), file).toBe(false);
    expect(await isHit(), file).toBe(true);
  }
  workspace.write('Cargo.toml', `${FILES['Cargo.toml']}\n[profile.dev]\nopt-level = 1\n`);
  expect(await isHit()).toBe(false);
});
