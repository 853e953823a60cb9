import { cpSync, renameSync, utimesSync } from 'node:fs';
import { expect } from 'vitest';
import { crate, lock } from '../support/cargo.js';
import type { Workspace } from '../support/workspace.js';
import { runs } from './support/mutations.js';
import { theme } from './support/theme.js';

const BUILD = ['build', 'app'];

/** What a plugin does that only starts cargo: cargo compares times. */
const PLAIN = {
  'cargo alone says what is fresh': [
    runs('cargo build --package app', 'crates/app:build'),
    runs('cargo test --package util', 'crates/util:test'),
  ],
};

const files = {
  'Cargo.toml': '[workspace]\nresolver = "2"\nmembers = ["crates/*"]\n',
  'Cargo.lock': lock([{ name: 'app', dependencies: ['util'] }, { name: 'util' }]),
  ...crate('crates/app', 'app', {
    'src/main.rs': 'fn main() {\n    println!("{} {}", util::word(), env!("COLOUR"));\n}\n',
    'build.rs': `fn main() {
    println!("cargo::rerun-if-changed=colours");
    println!("cargo::rustc-env=COLOUR={}", std::fs::read_to_string("colours/today.txt").unwrap());
}
`,
    'colours/today.txt': 'red',
  }),
  'crates/app/Cargo.toml':
    '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n\n[dependencies]\nutil = { path = "../util" }\n',
  ...crate('crates/util', 'util', { 'src/lib.rs': says('one') }),
};

/** Its test knows the word that is right. */
function says(word: string): string {
  return `pub fn word() -> &'static str {\n    "${word}"\n}\n\n#[test]\nfn is_right() {\n    assert_eq!(word(), "one");\n}\n`;
}

let year = 2000;

/** As `mv`, `cp -p`, `tar` and `rsync -t` bring a file along: older than what was compiled. */
function replace(workspace: Workspace, path: string, text: string): void {
  workspace.write(`${path}.new`, text);
  const time = new Date(`${year++}-01-01`);
  utimesSync(`${workspace.root}/${path}.new`, time, time);
  renameSync(`${workspace.root}/${path}.new`, `${workspace.root}/${path}`);
}

/** When the library was. */
async function compiled(workspace: Workspace): Promise<string> {
  const { stdout } = await workspace.run('find', ['target', '-name', 'libutil-*.rlib', '-printf', '%T@ ']);
  return stdout;
}

async function said(workspace: Workspace): Promise<string> {
  return (await workspace.run('target/debug/app', [])).stdout;
}

export const cargoFreshness = theme('What cargo takes for compiled', [
  {
    name: 'a source that an older file replaces is compiled: the program says what the source says, and a test that fails is not reported as passed',
    peers: [
      'rust.md 3: a file whose time stamp is older',
      'monodon and moon: cargo says fresh, and the old result is stored',
    ],
    files,
    first: ['run-many', '-t', 'build', 'test'],
    mutants: PLAIN,
    story: async (workspace) => {
      replace(workspace, 'crates/util/src/lib.rs', says('two'));
      expect((await workspace.nx(['test', 'util'])).exitCode).not.toBe(0);
      expect((await workspace.nx(BUILD)).exitCode).toBe(0);
      expect(await said(workspace)).toBe('two red');
      replace(workspace, 'crates/app/colours/today.txt', 'blue');
      expect((await workspace.nx(BUILD)).hits).toEqual([]);
      expect(await said(workspace)).toBe('two blue');
      // Many crates in one process.
      replace(workspace, 'crates/util/src/lib.rs', says('three'));
      expect((await workspace.nx(['run-many', '-t', 'build', '--batch'])).exitCode).toBe(0);
      expect(await said(workspace)).toBe('three blue');
    },
  },
  {
    name: 'what the user compiled by hand is taken over, and what was replaced since is compiled again',
    files,
    mutants: PLAIN,
    story: async (workspace) => {
      await workspace.run('cargo', ['build']);
      const byHand = await compiled(workspace);
      expect((await workspace.nx(BUILD)).exitCode).toBe(0);
      expect(await compiled(workspace)).toBe(byHand);
      workspace.write('crates/util/src/lib.rs', says('two'));
      await workspace.run('cargo', ['build']);
      replace(workspace, 'crates/util/src/lib.rs', says('three'));
      expect((await workspace.nx(BUILD)).exitCode).toBe(0);
      expect(await said(workspace)).toBe('three red');
    },
  },
  {
    name: 'two checkouts that share a target folder get what their own sources say, also where one of them starts cargo by hand',
    files,
    mutants: PLAIN,
    story: async (workspace) => {
      const env = { CARGO_TARGET_DIR: `${workspace.root}-target` };
      const other = `${workspace.root}-other`;
      cpSync(`${workspace.root}/crates`, `${other}/crates`, { recursive: true, preserveTimestamps: true });
      for (const file of ['Cargo.toml', 'Cargo.lock'])
        cpSync(`${workspace.root}/${file}`, `${other}/${file}`);
      await workspace.run('sh', ['-c', `echo '${says('other')}' > ${other}/crates/util/src/lib.rs`]);
      await workspace.run('cargo', ['build', '--manifest-path', `${other}/Cargo.toml`], { env });
      expect((await workspace.nx(BUILD, { env })).exitCode).toBe(0);
      expect(await said(workspace)).toBe('one red');
      await workspace.run('rm', ['-rf', other, `${workspace.root}-target`]);
    },
  },
]);
