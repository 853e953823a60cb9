import { expect, it } from 'vitest';
import { analyse } from '../../analysis/analyse.js';
import { readOptions } from '../../analysis/options.js';
import { createTree } from '../../model/tree.js';
import { adviseCargo } from './unlisted.js';

function advice(texts: Readonly<Record<string, string>>): string[] {
  const files = Object.keys(texts).sort();
  const tree = createTree(files, (file) => texts[file]);
  const projects = analyse(files, tree, readOptions({})).planned.map(({ project }) => project);
  const manifests = files.filter((file) => file.endsWith('Cargo.toml'));
  return adviseCargo({ projects, manifests, tree, workspaceRoot: '/' }).map(
    ({ state, says, fix }) => `${state}: ${says}. ${fix}`,
  );
}

const crate = (name: string) => ({
  [`crates/${name}/Cargo.toml`]: `[package]\nname = "${name}"\n`,
  [`crates/${name}/src/lib.rs`]: '',
});
const root = (more: string) => ({ 'Cargo.toml': `[workspace]\n${more}\n` });

it.each<[string, Record<string, string>, string[]]>([
  [
    'a crate that members forgot',
    { ...root('members = ["crates/one"]'), ...crate('one'), ...crate('two') },
    [
      'advice: crates/two/Cargo.toml lies below a workspace that does not list it: cargo refuses it, and it is no project. Add "crates/two" to members in Cargo.toml, or to exclude.',
    ],
  ],
  [
    'one that is excluded',
    { ...root('members = ["crates/one"]\nexclude = ["crates/two"]'), ...crate('one'), ...crate('two') },
    [],
  ],
  [
    'a member that is missing',
    { ...root('members = ["crates/one", "crates/gone"]'), ...crate('one') },
    [
      'problem: Cargo.toml: workspace.members: crates/gone has no Cargo.toml: cargo refuses the whole workspace. Remove it from members; in a sparse checkout: git sparse-checkout add crates/gone',
    ],
  ],
  [
    'a path dependency that is missing, as in a sparse checkout',
    {
      ...root('members = ["crates/*"]'),
      'crates/app/Cargo.toml':
        '[package]\nname = "app"\n[dependencies]\ncore = { path = "../core" }\nother = { path = "../../../other" }\n',
      'crates/app/src/lib.rs': '',
    },
    [
      'problem: crates/app/Cargo.toml: core.path: crates/core has no Cargo.toml: cargo refuses the whole workspace. Correct the path; in a sparse checkout: git sparse-checkout add crates/core',
    ],
  ],
  ['a glob that matches nothing', { ...root('members = ["crates/*", "tools/*"]'), ...crate('one') }, []],
  [
    'a manifest that cannot be read',
    { ...root('members = ["crates/one"]'), ...crate('one'), 'crates/two/Cargo.toml': '[package' },
    [],
  ],
])('%s', (_, files, expected) => {
  expect(advice(files)).toEqual(expected);
});
