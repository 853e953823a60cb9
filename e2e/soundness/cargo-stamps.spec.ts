import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { temporaryFolder } from '../support/adoption.js';
import { crate, lock } from '../support/cargo.js';
import { type Workspace, workspaceAt } from '../support/workspace.js';
import { add, forget, option, set } from './support/mutations.js';
import { theme } from './support/theme.js';

const BUILD = ['build', 'app'];
const GIT = '^runtime:.*fingerprint\\.js git ';

/** NB it names no file of git, so that cargo by itself runs it once and never again. */
const SCRIPT = `fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let ask = |args: &[&str]| std::process::Command::new("git").args(args).output().unwrap().stdout;
    let commit = ask(&["rev-parse", "HEAD"]);
    let dirty = ask(&["diff", "--name-only"]).is_empty();
    println!("cargo:rustc-env=COMMIT={} {dirty}", String::from_utf8_lossy(&commit).trim());
}
`;

/** app prints what util says, which has a build script; other is compiled from neither. */
function stamped(script = SCRIPT): Record<string, string> {
  return {
    'Cargo.toml': '[workspace]\nresolver = "2"\nmembers = ["crates/*"]\n',
    'Cargo.lock': lock([{ name: 'app', dependencies: ['util'] }, { name: 'other' }, { name: 'util' }]),
    ...crate(
      'crates/app',
      'app',
      { 'src/main.rs': 'fn main() {\n    println!("{}", util::SAYS);\n}\n' },
      'util = { path = "../util" }',
    ),
    ...crate('crates/util', 'util', {
      'build.rs': script,
      'src/lib.rs': 'pub const SAYS: &str = env!("COMMIT");\n',
    }),
    ...crate('crates/other', 'other', { 'src/lib.rs': '' }),
    'notes.txt': 'one',
  };
}

async function said(workspace: Workspace): Promise<string> {
  return (await workspace.run('target/debug/app', [])).stdout.trim();
}

async function head(workspace: Workspace): Promise<string> {
  return (await workspace.run('git', ['rev-parse', 'HEAD'])).stdout.trim();
}

/** Another folder at the same commit, which shares nothing with the first but what Nx keeps. */
async function elsewhere(
  workspace: Workspace,
  make: (root: string) => readonly string[],
): Promise<Workspace> {
  const root = join(temporaryFolder(), 'elsewhere');
  await workspace.run('git', make(root));
  await workspace.run('cp', ['-al', 'node_modules', join(root, 'node_modules')]);
  return workspaceAt(root, {
    NX_CACHE_DIRECTORY: join(workspace.root, '.nx/cache'),
    NX_WORKSPACE_DATA_DIRECTORY: join(workspace.root, '.nx/workspace-data'),
  });
}

export const cargoStamps = theme('Results that say their commit', [
  {
    name: 'a program says the commit it was built at, whoever asked cargo before; checks are hits across commits',
    files: stamped(),
    first: ['run-many', '-t', 'build', 'check', 'lint'],
    mutants: {
      'the commit is in no key': forget(GIT),
      'cargo is believed': option('gitFacts', undefined, ':build$'),
      'checks have it in the key': add({ runtime: 'git rev-parse HEAD' }, ':check$'),
      'so has what does not ask': add({ runtime: 'git rev-parse HEAD' }, 'crates/other:'),
    },
    story: async (workspace) => {
      const checks = await workspace.nx(['run-many', '-t', 'check', 'lint']);
      expect(checks.misses).toEqual([]);
      expect((await workspace.nx(['run-many', '-t', 'build'])).misses).toEqual(['app:build', 'util:build']);
      expect(await said(workspace)).toBe(`${await head(workspace)} true`);
      expect((await workspace.nx(BUILD)).hits).toEqual(['app:build']);
      // By hand at the next commit, and back.
      await workspace.commit('next');
      workspace.append('crates/util/build.rs', '// more\n');
      await workspace.run('cargo', ['build', '--quiet']);
      await workspace.run('git', ['checkout', '--quiet', '.']);
      await workspace.run('git', ['checkout', '--quiet', '--detach', 'HEAD~1']);
      expect((await workspace.nx([...BUILD, '--skip-nx-cache'])).exitCode).toBe(0);
      expect(await said(workspace)).toBe(`${await head(workspace)} true`);
    },
  },
  {
    name: 'another checkout of the commit, and a git worktree, take what is there; an edit that makes the tree dirty does not',
    files: stamped(),
    first: BUILD,
    mutants: {
      'no state of git is in a key': forget(GIT),
      'the folder is in the key': add({ workingDirectory: 'absolute' }),
    },
    story: async (workspace) => {
      await workspace.nx(BUILD);
      const commit = await head(workspace);
      const places = [
        (root: string) => ['clone', '--quiet', '.', root],
        (root: string) => ['worktree', 'add', '--quiet', '--detach', root],
      ];
      for (const make of places) {
        const other = await elsewhere(workspace, make);
        expect((await other.nx(BUILD)).hits).toEqual(['app:build']);
        expect(await said(other)).toBe(`${commit} true`);
        other.write('notes.txt', 'two');
        await other.nx(BUILD);
        expect(await said(other)).toBe(`${commit} false`);
        other.write('notes.txt', 'three');
        expect((await other.nx(BUILD)).hits).toEqual(['app:build']);
      }
    },
  },
  {
    name: 'many crates with one cargo process say the commit too, and without a repository none',
    files: stamped(),
    first: ['run-many', '-t', 'build', '--batch'],
    mutants: {
      'no state of git is in a key': forget(GIT),
      'cargo is believed': option('gitFacts', undefined, ':build$'),
    },
    story: async (workspace) => {
      await workspace.nx(['run-many', '-t', 'build', '--batch']);
      expect(await said(workspace)).toBe(`${await head(workspace)} true`);
      renameSync(join(workspace.root, '.git'), join(workspace.root, '.nx/git'));
      expect((await workspace.nx(['run-many', '-t', 'build', '--batch'])).exitCode).toBe(0);
      expect(await said(workspace)).toBe('true');
    },
  },
  {
    name: 'one line lets an older commit be in the result: doctor offers it and counts what it gives',
    files: stamped(),
    first: BUILD,
    mutants: { 'it is in the key all the same': add({ runtime: 'git rev-parse HEAD' }, ':build$') },
    story: async (workspace) => {
      const doctor = await workspace.run('node', ['node_modules/polynx/dist/cli.js', 'doctor']);
      expect(doctor.output).toContain(
        '6 tasks run again with every commit, for which crates/util/build.rs asks git',
      );
      const line = '[package.metadata.nx]\nallowUndeclared = ["git"]';
      for (const part of line.split('\n')) expect(doctor.output).toContain(part);
      workspace.append('crates/util/Cargo.toml', `\n${line}\n`);
      await workspace.commit('accepted');
      await workspace.nx(BUILD);
      await workspace.commit('one more');
      expect((await workspace.nx(BUILD)).hits).toEqual(['app:build']);
    },
  },
  {
    name: 'a script that only brings something from git, or names a repository, stamps nothing',
    files: stamped(
      'fn main() {\n    let url = "https://example.org/x/y.git";\n    if std::env::var_os("NEVER").is_some() {\n        std::process::Command::new("git").args(["clone", url]).status().unwrap();\n    }\n    println!("cargo:rustc-env=COMMIT=any");\n}\n',
    ),
    first: BUILD,
    mutants: { 'it is not cached': set({ cache: false }, 'crates/app:build') },
    story: async (workspace) => {
      await workspace.commit('next');
      expect((await workspace.nx(BUILD)).hits).toEqual(['app:build']);
    },
  },
]);
