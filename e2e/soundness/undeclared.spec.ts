import { symlinkSync } from 'node:fs';
import { expect } from 'vitest';
import { crate, lock } from '../support/cargo.js';
import type { Workspace } from '../support/workspace.js';
import { forget, option, set, trusting } from './support/mutations.js';
import { theme } from './support/theme.js';

const BUILD = ['build', 'app'];

/** A path that no literal spells out. */
const COMPUTED = `fn main() {
    let folder = ["..", "..", "shared"].join("/");
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed={folder}/motd.txt");
    let text = std::fs::read_to_string(format!("{folder}/motd.txt")).unwrap();
    println!("cargo:rustc-env=MOTD={}", text.trim());
}
`;

const GIT = `fn main() {
    println!("cargo:rerun-if-changed=../../.git/logs/HEAD");
    let out = std::process::Command::new("git").args(["rev-parse", "HEAD"]).output().unwrap();
    println!("cargo:rustc-env=COMMIT={}", String::from_utf8_lossy(&out.stdout).trim());
}
`;

/** app prints what util says, and util has a build script. */
function withScript(script: string, says: string): Record<string, string> {
  return {
    'Cargo.toml': '[workspace]\nresolver = "2"\nmembers = ["crates/*"]\n',
    'Cargo.lock': lock([{ name: 'app', dependencies: ['util'] }, { name: 'util' }]),
    ...crate(
      'crates/app',
      'app',
      { 'src/main.rs': 'fn main() {\n    println!("{}", util::say());\n}\n' },
      'util = { path = "../util" }',
    ),
    ...crate('crates/util', 'util', {
      'build.rs': script,
      'src/lib.rs': `pub fn say() -> &'static str {\n    ${says}\n}\n`,
    }),
    'shared/motd.txt': 'one',
  };
}

function declare(workspace: Workspace, lines: string): void {
  workspace.append('crates/util/Cargo.toml', `\n[package.metadata.nx]\n${lines}\n`);
}

async function said(workspace: Workspace): Promise<string> {
  return (await workspace.run('target/debug/app', [])).stdout;
}

const UNCHECKED = { 'nobody compares what was read': trusting };

/** It reads what lies above all crates, and says so; and it names a library that cargo does not look at. */
const NATIVE = `fn main() {
    let root = std::path::PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").unwrap()).join("..").join("..");
    let manifest = root.join("Cargo.toml");
    println!("cargo:rerun-if-changed={}", manifest.display());
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rustc-link-search=native={}", root.join("native").display());
    println!("cargo:rustc-link-lib=static=word");
    let text = std::fs::read_to_string(manifest).unwrap();
    let word = text.lines().find_map(|line| line.strip_prefix("taste = ")).unwrap_or("none").to_owned();
    println!("cargo:rustc-env=TASTE={}", word.trim_matches('"'));
}
`;

/** A library of C with one number in it, as another tool leaves it. */
async function makeLibrary(workspace: Workspace, number: number): Promise<void> {
  workspace.write('native/word.c', `int word(void) { return ${number}; }\n`);
  await workspace.run('sh', [
    '-c',
    'cd native && cc -c -o /tmp/word-$$.o word.c && rm -f libword.a && ar rcsD libword.a /tmp/word-$$.o && rm /tmp/word-$$.o',
  ]);
}

export const undeclared = theme('What no source spells out', [
  {
    name: "the workspace's own manifest that a build script watches, and a library that it has linked, fail the task until they are inputs; then a change of them is linked",
    files: {
      ...withScript(
        NATIVE,
        '{ unsafe extern "C" { fn word() -> i32; } if unsafe { word() } == 1 { concat!(env!("TASTE"), " one") } else { concat!(env!("TASTE"), " two") } }',
      ),
      'Cargo.toml':
        '[workspace]\nresolver = "2"\nmembers = ["crates/*"]\n\n[workspace.metadata.flavour]\ntaste = "sweet"\n',
    },
    mutants: UNCHECKED,
    story: async (workspace) => {
      await makeLibrary(workspace, 1);
      const refused = await workspace.nx(BUILD);
      expect(refused.exitCode).not.toBe(0);
      expect(refused.output).toContain('reads = ["../../Cargo.toml", "../../native/libword.a"]');
      declare(workspace, 'reads = ["../../Cargo.toml", "../../native/libword.a"]');
      workspace.commit();
      expect((await workspace.nx(BUILD)).exitCode).toBe(0);
      expect(await said(workspace)).toBe('sweet one');
      await makeLibrary(workspace, 2);
      expect((await workspace.nx(BUILD)).exitCode).toBe(0);
      expect(await said(workspace)).toBe('sweet two');
      workspace.write('Cargo.toml', workspace.read('Cargo.toml').replace('sweet', 'sour'));
      expect((await workspace.nx(BUILD)).exitCode).toBe(0);
      expect(await said(workspace)).toBe('sour two');
    },
  },
  {
    name: 'a source behind a symbolic link fails the task until its own place is an input: Nx does not look behind links',
    files: {
      ...withScript('fn main() {}\n', 'linked::MOTD'),
      'shared/linked.rs': 'pub const MOTD: &str = "one";\n',
    },
    mutants: UNCHECKED,
    story: async (workspace) => {
      symlinkSync('../../../shared/linked.rs', `${workspace.root}/crates/util/src/linked.rs`);
      workspace.append('crates/util/src/lib.rs', 'mod linked;\n');
      const run = await workspace.nx(BUILD);
      expect(run.exitCode).not.toBe(0);
      expect(run.output).toContain('reads = ["../../shared/linked.rs"]');
      declare(workspace, 'reads = ["../../shared/linked.rs"]');
      expect((await workspace.nx(BUILD)).exitCode).toBe(0);
      workspace.write('shared/linked.rs', 'pub const MOTD: &str = "two";\n');
      await workspace.nx(BUILD);
      expect(await said(workspace)).toBe('two');
    },
  },
  {
    name: 'a file of the repository that was read and is no input fails the task, with the setting that makes it one',
    files: withScript(COMPUTED, 'env!("MOTD")'),
    mutants: UNCHECKED,
    story: async (workspace) => {
      const run = await workspace.nx(BUILD);
      expect(run.exitCode).not.toBe(0);
      const setting = 'reads = ["../../shared/motd.txt"]';
      expect(run.output).toContain(`Add to crates/util/Cargo.toml:\n  [package.metadata.nx]\n  ${setting}`);
      expect(workspace.has('target/debug/app')).toBe(false);
      for (const target of ['check', 'test', 'lint'])
        expect((await workspace.nx([target, 'util'])).output).toContain(setting);
      declare(workspace, setting);
      expect((await workspace.nx(BUILD)).exitCode).toBe(0);
      expect((await workspace.nx(BUILD)).hits).toEqual(['app:build']);
      workspace.write('shared/motd.txt', 'two');
      expect((await workspace.nx(BUILD)).misses).toEqual(['app:build']);
      expect(await said(workspace)).toBe('two');
    },
  },
  {
    name: 'a file that git ignores is found although it lies in the crate',
    files: withScript('fn main() {}', 'include_str!(concat!("gen", "erated.txt"))'),
    options: { ignore: ['generated.txt'] },
    mutants: UNCHECKED,
    story: async (workspace) => {
      workspace.write('crates/util/src/generated.txt', 'made by somebody');
      const run = await workspace.nx(BUILD);
      expect(run.exitCode).not.toBe(0);
      expect(run.output).toContain('reads = ["src/generated.txt"]');
      declare(workspace, 'reads = ["src/generated.txt"]');
      expect((await workspace.nx(BUILD)).exitCode).toBe(0);
      workspace.write('crates/util/src/generated.txt', 'made anew');
      expect((await workspace.nx(BUILD)).hits).toEqual([]);
      expect(await said(workspace)).toBe('made anew');
    },
  },
  {
    name: 'what is allowed to be undeclared fails nothing, and nothing fails where nothing is cached',
    files: withScript(COMPUTED, 'env!("MOTD")'),
    mutants: {
      'the task does not hear of it': option('allowUndeclared'),
      'it is cached all the same': set({ cache: true }, 'crates/util:build'),
    },
    story: async (workspace) => {
      const manifest = workspace.read('crates/util/Cargo.toml');
      declare(workspace, 'allowUndeclared = ["../../shared/motd.txt"]');
      expect((await workspace.nx(BUILD)).exitCode).toBe(0);
      workspace.write('crates/util/Cargo.toml', manifest);
      declare(workspace, 'targets.build.cache = false');
      expect((await workspace.nx(['build', 'util'])).exitCode).toBe(0);
      expect((await workspace.nx(['build', 'util'])).hits).toEqual([]);
    },
  },
  {
    name: 'variables that macros and build scripts name are in the key',
    files: withScript(
      'fn main() {\n    println!("cargo:rerun-if-env-changed=GREETING");\n}\n',
      'option_env!("FLAVOUR").unwrap_or("plain")',
    ),
    first: BUILD,
    mutants: {
      'those of macros are not': forget('^env:FLAVOUR'),
      'those of build scripts are not': forget('^env:GREETING'),
    },
    story: async (workspace) => {
      for (const env of [{ GREETING: 'x' }, { FLAVOUR: 'sweet' }])
        expect((await workspace.nx(BUILD, { env })).misses).toEqual(['app:build']);
      expect(await said(workspace)).toBe('sweet');
    },
  },
  {
    name: 'a variable that no source spells out fails the task, with the setting to add',
    files: withScript(
      'fn main() {\n    println!("cargo:rerun-if-env-changed={}", ["GREET", "ING"].concat());\n}\n',
      '"util"',
    ),
    mutants: UNCHECKED,
    story: async (workspace) => {
      const run = await workspace.nx(['build', 'util']);
      expect(run.exitCode).not.toBe(0);
      expect(run.output).toContain('env = ["GREETING"]');
      declare(workspace, 'env = ["GREETING"]');
      expect((await workspace.nx(['build', 'util'])).exitCode).toBe(0);
      expect((await workspace.nx(['build', 'util'], { env: { GREETING: 'x' } })).hits).toEqual([]);
    },
  },
  {
    name: 'a build script that stamps in words of its own fails, with the answer',
    files: withScript(
      GIT.replace('../../.git/logs/HEAD"', '{}", ["../../.gi", "t/HEAD"].concat()').replace(
        /let out.*\n.*COMMIT.*\n/,
        'println!("cargo:rustc-env=COMMIT=x");\n',
      ),
      'env!("COMMIT")',
    ),
    mutants: UNCHECKED,
    story: async (workspace) => {
      const run = await workspace.nx(['build', 'util']);
      expect(run.exitCode).not.toBe(0);
      expect(run.output).toContain('allowUndeclared = ["git"]');
    },
  },
]);
