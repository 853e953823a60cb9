import { expect, it } from 'vitest';
import { analyseFiles } from '../../../testing/analyse-files.js';
import { cargo } from '../index.js';

const crate = (name: string, more = '') => `[package]\nname = "${name}"\nversion = "1.0.0"\n${more}`;

it.each([
  [
    'what a crate of another workspace inherits from',
    'thiserror.workspace = true',
    ['Cargo.toml', 'fuzz/Cargo.toml'],
  ],
  ['not a workspace that says nothing of its crate', 'thiserror = "2"', ['fuzz/Cargo.toml']],
])('names for nx affected %s', (_, dependency, expected) => {
  const { planned } = analyseFiles(
    {
      'Cargo.toml':
        '[workspace]\nmembers = ["lib"]\nexclude = ["fuzz"]\n[workspace.dependencies]\nthiserror = "2"\n',
      'lib/Cargo.toml': crate('lib', `[dependencies]\n${dependency}\n`),
      'lib/src/lib.rs': '',
      'fuzz/Cargo.toml': crate('fuzz', '[dependencies]\nlib = { path = "../lib" }\n[workspace]\n'),
      'fuzz/src/main.rs': '',
    },
    [cargo],
  );
  const fuzz = planned.find(({ project }) => project.root === 'fuzz');
  const build = fuzz?.tasks.find(({ intent }) => intent === 'build');
  expect([...(build?.inputs.shared ?? [])].sort()).toEqual(expected);
});
