import { expect } from 'vitest';
import { cargoWorkspace, crate, lock } from '../support/cargo.js';
import type { Workspace } from '../support/workspace.js';
import { forget, hide } from './support/mutations.js';
import { theme } from './support/theme.js';

const BUILD = ['run-many', '-t', 'build'];

/** One crate that prints what `expression` gives. */
function printing(expression: string, others: Readonly<Record<string, string>>): Record<string, string> {
  return {
    'Cargo.toml': '[workspace]\nresolver = "2"\nmembers = ["crates/*"]\n',
    'Cargo.lock': lock([{ name: 'app' }]),
    ...crate('crates/app', 'app', { 'src/main.rs': `fn main() {\n    println!("{}", ${expression});\n}\n` }),
    ...others,
  };
}

/** A build script that puts everything it finds into one text, and tells cargo to look at all of it again. */
const GATHER = `use std::{env, fs, path::Path};

fn gather(path: &Path, all: &mut Vec<String>) {
    println!("cargo:rerun-if-changed={}", path.display());
    if path.is_dir() {
        let mut entries: Vec<_> = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        entries.iter().for_each(|entry| gather(entry, all));
    } else {
        all.push(fs::read_to_string(path).unwrap());
    }
}

fn main() {
    let root = env::var("CARGO_MANIFEST_DIR").unwrap();
    let mut all = Vec::new();
    for name in ["README.md", "examples", "templates"] {
        gather(&Path::new(&root).join(name), &mut all);
    }
    fs::write(format!("{}/all.txt", env::var("OUT_DIR").unwrap()), all.join(" ")).unwrap();
}
`;

/** After the change the program says something else, and nx affected knew. */
async function says(workspace: Workspace, text: string): Promise<void> {
  expect(await workspace.affected('build')).toContain('app');
  await workspace.nx(['build', 'app']);
  expect((await workspace.run('target/debug/app', [])).stdout).toBe(text);
}

export const cargoFiles = theme('Files that a crate reads', [
  {
    name: 'a file outside the crate that include_str! reads is an input, of those that use the crate too',
    peers: ['rust.md 3: include_str!("../../x")', 'turborepo, monodon: the same key'],
    files: {
      ...cargoWorkspace(),
      'shared/motd.txt': 'one',
      'crates/util/src/lib.rs':
        'pub fn say() -> &\'static str {\n    include_str!("../../../shared/motd.txt")\n}\n',
    },
    first: BUILD,
    mutants: { 'the file is no input': hide('shared/motd.txt') },
    story: async (workspace) => {
      workspace.write('shared/motd.txt', 'two');
      expect(await workspace.affected('build')).toEqual(['app', 'core', 'util']);
      await workspace.nx(BUILD);
      expect((await workspace.run('target/debug/app', [])).stdout).toContain('two');
    },
  },
  {
    name: 'what a build script watches outside the crate is an input',
    peers: ['rust.md 3: build.rs reading outside', 'turborepo, monodon: stale'],
    files: printing('env!("WORD")', {
      'crates/app/build.rs':
        'fn main() {\n    println!("cargo:rerun-if-changed=../../words/word.txt");\n    let word = std::fs::read_to_string("../../words/word.txt").unwrap();\n    println!("cargo:rustc-env=WORD={word}");\n}\n',
      'words/word.txt': 'one',
    }),
    first: BUILD,
    mutants: { 'the file is no input': hide('words/**/*') },
    story: async (workspace) => {
      workspace.write('words/word.txt', 'two');
      await says(workspace, 'two');
    },
  },
  {
    name: 'a module that lies outside the crate is an input, and what it includes',
    files: printing('outside::WORD', {
      'crates/app/src/main.rs':
        '#[path = "../../../common/outside.rs"]\nmod outside;\n\nfn main() {\n    println!("{}", outside::WORD);\n}\n',
      'common/outside.rs': 'pub const WORD: &str = include_str!("word.txt");\n',
      'common/word.txt': 'one',
    }),
    first: BUILD,
    mutants: {
      'the module is no input': hide('common/outside.rs'),
      'what it includes is no input': hide('common/word.txt'),
    },
    story: async (workspace) => {
      workspace.write('common/word.txt', 'two');
      await says(workspace, 'two');
      workspace.write('common/outside.rs', 'pub const WORD: &str = "three";\n');
      await says(workspace, 'three');
    },
  },
  {
    name: 'what a build script spells out is an input: a README, examples, a template with a manifest of its own',
    files: printing('include_str!(concat!(env!("OUT_DIR"), "/all.txt"))', {
      'crates/app/build.rs': GATHER,
      'crates/app/README.md': 'one',
      'crates/app/examples/a.txt': 'two',
      'crates/app/templates/page/package.json': '{"name":"page"}',
      'crates/app/templates/page/index.js': 'three',
    }),
    first: BUILD,
    mutants: {
      'documents are none': hide('crates/app/README.md'),
      'examples are none': hide('crates/app/examples/**/*'),
      'a project inside is none': hide('crates/app/templates/page/**/*'),
    },
    story: async (workspace) => {
      workspace.write('crates/app/README.md', 'four');
      await says(workspace, 'four two three {"name":"page"}');
      workspace.write('crates/app/examples/b.txt', 'five');
      await says(workspace, 'four two five three {"name":"page"}');
      workspace.write('crates/app/templates/page/index.js', 'six');
      await says(workspace, 'four two five six {"name":"page"}');
    },
  },
  {
    name: 'files that the configuration of cargo includes or names are inputs: settings, linkers, what linkers read',
    files: {
      ...printing('if cfg!(special) { "special" } else { "plain" }', {}),
      '.cargo/config.toml':
        'include = [{ path = "../settings/flags.toml" }]\n\n[target.\'cfg(all())\']\nrustflags = ["-Clink-arg=@tools/link.args"]\n',
      'settings/flags.toml': '[profile.dev]\ndebug = false\n',
      'tools/link.args': '-Wl,--build-id=0x01\n',
    },
    first: BUILD,
    mutants: {
      'what is included is none': hide('settings/*'),
      'what is named is none': hide('tools/*'),
    },
    story: async (workspace) => {
      workspace.append('settings/flags.toml', '\n[target.\'cfg(unix)\']\nrustflags = ["--cfg=special"]\n');
      await says(workspace, 'special');
      workspace.write('tools/link.args', '-Wl,--build-id=0x02\n');
      expect(await workspace.affected('build')).toEqual(['app']);
      expect((await workspace.nx(BUILD)).misses).toEqual(['app:build']);
    },
  },
  {
    name: 'a file of the crate that is no Rust is an input',
    peers: ['nxrust: src/**/*.rs alone'],
    files: printing('include_str!("query.sql")', { 'crates/app/src/query.sql': 'one' }),
    first: BUILD,
    mutants: { 'only Rust counts': hide('**/*.sql') },
    story: async (workspace) => {
      workspace.write('crates/app/src/query.sql', 'two');
      await says(workspace, 'two');
    },
  },
  {
    name: 'a file that was deleted, and one that was renamed, change the key of what listed them',
    files: printing('env!("NAMES")', {
      'crates/app/build.rs':
        'fn main() {\n    println!("cargo:rerun-if-changed=pages");\n    let mut names: Vec<_> = std::fs::read_dir("pages").unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();\n    names.sort();\n    println!("cargo:rustc-env=NAMES={}", names.join(" "));\n}\n',
      'crates/app/pages/a.html': '<p>a\n',
      'crates/app/pages/b.html': '<p>b\n',
    }),
    first: BUILD,
    mutants: { 'the folder is no input': hide('crates/app/pages/**/*') },
    story: async (workspace) => {
      workspace.remove('crates/app/pages/a.html');
      await says(workspace, 'b.html');
      await workspace.commit('deleted');
      await workspace.run('git', ['mv', 'crates/app/pages/b.html', 'crates/app/pages/c.html']);
      await says(workspace, 'c.html');
    },
  },
  {
    name: 'files that no build compiles rebuild nothing: tests of a dependency, change logs',
    files: {
      ...cargoWorkspace(),
      'crates/util/tests/it.rs': '#[test]\nfn t() {}\n',
      'crates/util/CHANGELOG.md': '# Changes\n',
    },
    first: BUILD,
    mutants: { 'all files of the crates count': forget('^!') },
    story: async (workspace) => {
      workspace.append('crates/util/tests/it.rs', '// more\n');
      workspace.append('crates/util/CHANGELOG.md', 'more\n');
      expect((await workspace.nx(BUILD)).misses).toEqual([]);
      expect(await workspace.affected('build')).toEqual([]);
    },
  },
  {
    name: 'a configuration of cargo above the workspace is an input',
    peers: ['rust.md 3: .cargo/config.toml', 'nxrust: root and crate only', 'monodon: stale'],
    files: {
      'Cargo.toml': '[workspace]\nmembers = []\nexclude = ["rust"]\n',
      '.cargo/config.toml': '[env]\nWORD = "one"\n',
      'rust/Cargo.toml': '[workspace]\nresolver = "2"\nmembers = ["app"]\n',
      'rust/Cargo.lock': lock([{ name: 'app' }]),
      ...crate('rust/app', 'app', { 'src/main.rs': 'fn main() {\n    println!("{}", env!("WORD"));\n}\n' }),
    },
    first: ['build', 'app'],
    mutants: { 'it is no input': hide('.cargo/config.toml') },
    story: async (workspace) => {
      workspace.write('.cargo/config.toml', '[env]\nWORD = "two"\n');
      expect(await workspace.affected('build')).toContain('app');
      await workspace.nx(['build', 'app']);
      expect((await workspace.run('rust/target/debug/app', [])).stdout).toBe('two');
    },
  },
  {
    name: 'settings of clippy and rustfmt decide lint and format-check, and no build',
    files: {
      ...printing('1', {}),
      'clippy.toml': 'too-many-arguments-threshold = 7\n',
      'rustfmt.toml': 'max_width = 100\n',
      'crates/app/src/main.rs':
        'fn sum(a: u8, b: u8, c: u8) -> u8 {\n    a + b + c\n}\n\nfn main() {\n    println!("{}", sum(1, 2, 3));\n}\n',
    },
    first: ['run-many', '-t', 'lint', 'format-check', 'build'],
    mutants: {
      'clippy.toml is no input': hide('clippy.toml'),
      'rustfmt.toml is no input': hide('rustfmt.toml'),
    },
    story: async (workspace) => {
      workspace.write('clippy.toml', 'too-many-arguments-threshold = 2\n');
      const lint = await workspace.nx(['run-many', '-t', 'lint', 'build']);
      expect(lint.misses).toEqual(['app:lint']);
      expect(lint.output).toContain('too many arguments');
      workspace.write('rustfmt.toml', 'tab_spaces = 2\n');
      expect((await workspace.nx(['format-check', 'app'])).exitCode).not.toBe(0);
    },
  },
]);
