import { expect } from 'vitest';
import { cargoWorkspace, crate, lock } from '../support/cargo.js';
import type { Workspace } from '../support/workspace.js';
import { add, forget, hide, withEdge } from './support/mutations.js';
import { theme } from './support/theme.js';

const BUILD = ['run-many', '-t', 'build'];

/** After the change the program says something else, and nx affected knew. */
async function says(workspace: Workspace, text: string): Promise<void> {
  expect(await workspace.affected('build')).toContain('app');
  await workspace.nx(['build', 'app']);
  expect((await workspace.run('target/debug/app', [])).stdout).toBe(text);
}

export const cargoReads = theme('What macros name, and what only tests see', [
  {
    name: 'files that no build compiles rebuild nothing: change logs, tests, modules behind cfg(test), snapshots, test data',
    files: {
      ...cargoWorkspace(),
      'crates/util/src/lib.rs':
        "#[cfg(test)]\nmod tests;\nmod words;\n\npub fn say() -> &'static str {\n    words::UTIL\n}\n",
      'crates/util/src/words.rs': `pub const UTIL: &str = "util";

#[cfg(all(test, unix))]
mod data {
    mod deep;

    #[test]
    fn t() {
        assert_eq!(include_str!("../../../shared/one.txt"), std::fs::read_to_string("resources/test/two.txt").unwrap());
    }
}
`,
      'crates/util/src/words/data/deep.rs': '',
      'crates/util/src/tests.rs': '#[test]\nfn t() {}\n',
      'crates/util/src/snapshots/util__t.snap': 'x\n',
      'crates/util/resources/test/two.txt': '1\n',
      'shared/one.txt': '1\n',
      'crates/util/tests/it.rs': '#[test]\nfn t() {}\n',
      'crates/util/CHANGELOG.md': '# Changes\n',
    },
    first: ['run-many', '-t', 'build', 'test'],
    mutants: {
      'all files of the crates count': forget('^!'),
      'what tests include counts': add('{workspaceRoot}/shared/**/*', 'crates/core:build'),
    },
    story: async (workspace) => {
      for (const file of ['tests/it.rs', 'src/tests.rs', 'src/words/data/deep.rs'])
        workspace.append(`crates/util/${file}`, '// more\n');
      for (const file of ['CHANGELOG.md', 'src/snapshots/util__t.snap', 'resources/test/two.txt'])
        workspace.append(`crates/util/${file}`, 'more\n');
      workspace.append('shared/one.txt', 'more\n');
      expect((await workspace.nx(BUILD)).misses).toEqual([]);
      expect(await workspace.affected('build')).toEqual([]);
      const tests = await workspace.nx(['run-many', '-t', 'test']);
      expect(tests.misses).toEqual(['util:test']);
      expect(tests.exitCode).toBe(0);
    },
  },
  {
    name: 'a file of the root that a crate reads affects its readers, and the other files of the root do not; what a macro names is relative to its file alone',
    files: {
      'Cargo.toml':
        '[package]\nname = "root"\nversion = "0.1.0"\nedition = "2021"\n\n[workspace]\nmembers = ["crates/*"]\n',
      'Cargo.lock': lock([
        { name: 'app', dependencies: ['util'] },
        { name: 'apart' },
        { name: 'root' },
        { name: 'util' },
      ]),
      'src/lib.rs': '',
      'versions.txt': 'one',
      'crates/README.md': '# Crates\n',
      '.github/workflows/ci.yml': 'name: ci\n',
      ...crate('crates/util', 'util', {
        'src/lib.rs':
          '#![doc = include_str!("../README.md")]\npub const WORD: &str = include_str!("../../../versions.txt");\n',
        'README.md': '# util\n',
      }),
      ...crate(
        'crates/app',
        'app',
        { 'src/main.rs': 'fn main() {\n    println!("{}", util::WORD);\n}\n' },
        'util = { path = "../util" }',
      ),
      ...crate('crates/apart', 'apart', {
        'src/lib.rs': '#![doc = include_str!(".././README.md")]\n',
        'README.md': '# apart\n',
      }),
    },
    first: BUILD,
    mutants: {
      'readers depend on the root': withEdge('util', 'root'),
      'a file beside the crate is an input': add('{workspaceRoot}/crates/README.md', 'crates/apart:build'),
      'the file of the root decides nothing': hide('versions.txt'),
    },
    story: async (workspace) => {
      const affected = async (...files: string[]) => {
        const args = ['show', 'projects', '--affected', `--files=${files.join(',')}`, '--json'];
        return (JSON.parse((await workspace.nx(args)).stdout) as string[])
          .filter((name) => name !== 'root')
          .sort();
      };
      expect(await affected('.github/workflows/ci.yml')).toEqual([]);
      expect(await affected('versions.txt')).toEqual(['app', 'util']);
      workspace.append('crates/README.md', 'more\n');
      workspace.append('.github/workflows/ci.yml', '# more\n');
      expect((await workspace.nx(['run-many', '-t', 'build', '--projects=app,util,apart'])).misses).toEqual(
        [],
      );
      workspace.write('versions.txt', 'two');
      await says(workspace, 'two');
    },
  },
  {
    name: 'a macro that looks for one kind of file in a folder around the crate has these files as inputs, and not the folder',
    files: {
      'Cargo.toml': '[workspace]\nresolver = "2"\nmembers = ["crates/app"]\n',
      'Cargo.lock': lock([{ name: 'app' }]),
      'crates/app/Cargo.toml': '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n',
      'crates/app/src/main.rs': `macro_rules! generate {
    ({ path: $path:literal }) => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/", $path, "/api.wit"))
    };
}

fn main() {
    println!("{}", generate!({ path: ".." }));
}
`,
      'crates/api.wit': 'one',
      'crates/notes.txt': 'one',
    },
    first: BUILD,
    mutants: {
      'they are none': hide('crates/**/*.wit'),
      'all of the folder is': add('{workspaceRoot}/crates/**/*'),
    },
    story: async (workspace) => {
      workspace.write('crates/notes.txt', 'two');
      expect((await workspace.nx(BUILD)).misses).toEqual([]);
      workspace.write('crates/api.wit', 'two');
      await says(workspace, 'two');
    },
  },
]);
