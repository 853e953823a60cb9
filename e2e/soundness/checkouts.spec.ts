import { join } from 'node:path';
import { expect } from 'vitest';
import { temporaryFolder } from '../support/adoption.js';
import { cargoWorkspace, crate, lock } from '../support/cargo.js';
import { goWorkspace } from '../support/go.js';
import { type Workspace, workspaceAt } from '../support/workspace.js';
import { add, forget, outputs, placeless, project, set, withoutSetting } from './support/mutations.js';
import { theme } from './support/theme.js';

const BUILD = ['run-many', '-t', 'build', '--projects=app,services/api'];

/** A fresh clone in another folder that shares nothing with the first but what Nx keeps. */
async function clone(workspace: Workspace): Promise<Workspace> {
  const root = join(temporaryFolder(), 'clone');
  await workspace.run('git', ['clone', '--quiet', '.', root]);
  await workspace.run('cp', ['-al', 'node_modules', join(root, 'node_modules')]);
  return workspaceAt(root, {
    NX_CACHE_DIRECTORY: join(workspace.root, '.nx/cache'),
    NX_WORKSPACE_DATA_DIRECTORY: join(workspace.root, '.nx/workspace-data'),
  });
}

export const checkouts = theme('Other checkouts, and settings of the user', [
  {
    name: 'a fresh clone in another folder takes everything from the cache, and the programs run there',
    peers: ['monodon: a clone compiles 14 of 25 crates again'],
    files: { ...cargoWorkspace(), ...goWorkspace() },
    first: BUILD,
    mutants: {
      'the folder is in the key': add({ workingDirectory: 'absolute' }),
      'the artifacts are no outputs': outputs([], ':build$'),
    },
    story: async (workspace) => {
      const other = await clone(workspace);
      expect((await other.nx(BUILD)).misses).toEqual([]);
      expect(other.has('target/debug/app')).toBe(true);
      expect((await other.run('target/debug/app', [])).stdout).toBe('app says core says util');
      other.append('crates/util/src/lib.rs', '// more\n');
      expect((await other.nx(BUILD)).misses).toEqual(['app:build']);
    },
  },
  {
    name: 'a program that its own folder is compiled into is not that of another checkout',
    files: {
      ...cargoWorkspace(),
      'crates/app/src/main.rs': 'fn main() {\n    println!("{}", env!("CARGO_MANIFEST_DIR"));\n}\n',
    },
    first: ['build', 'app'],
    mutants: { 'the folder is not in the key': placeless() },
    story: async (workspace) => {
      const other = await clone(workspace);
      await other.nx(['build', 'app']);
      expect((await other.run('target/debug/app', [])).stdout).toBe(join(other.root, 'crates/app'));
    },
  },
  {
    name: 'a common targetDefaults.build with ^build and production inputs replaces nothing of ours',
    files: cargoWorkspace(),
    options: {
      nxJson: {
        namedInputs: { production: ['{projectRoot}/src/**/*'] },
        targetDefaults: {
          'polynx:cargo': {},
          build: { dependsOn: ['^build'], inputs: ['production', '^production'], outputs: [], cache: true },
        },
      },
    },
    first: ['build', 'app'],
    mutants: {
      'init has not written its line': withoutSetting('targetDefaults/polynx:cargo'),
      'the executor is that of somebody else': set({ inputs: ['production', '^production'] }, ':build$'),
    },
    story: async (workspace) => {
      workspace.append('crates/core/Cargo.toml', '\n[features]\nmore = []\n');
      expect((await workspace.nx(['build', 'app'])).misses).toEqual(['app:build']);
      workspace.remove('target');
      expect((await workspace.nx(['build', 'app'])).misses).toEqual([]);
      expect(workspace.has('target/debug/app')).toBe(true);
    },
  },
  {
    name: 'a worktree or a clone inside the repository takes no name, and its files decide nothing',
    files: {
      'src/main.rs': 'fn main() {}\n',
      ...crate('crates/app', 'app', { 'src/main.rs': 'fn main() {\n    print!("this branch");\n}\n' }),
      'Cargo.lock': lock([{ name: 'app' }, { name: 'top' }]),
      'Cargo.toml':
        '[workspace]\nresolver = "2"\nmembers = ["crates/*"]\nexclude = [".claude", "aa-clone"]\n\n[package]\nname = "top"\nversion = "0.1.0"\nedition = "2021"\n',
    },
    first: ['run-many', '-t', 'build'],
    mutants: {
      'the files of the worktree count': forget(String.raw`\.claude/worktrees`),
      'the name goes to another': project('crates/app', { name: 'crates/app' }),
    },
    story: async (workspace) => {
      const projects = await workspace.projects();
      const tree = '.claude/worktrees/agent';
      await workspace.run('git', ['worktree', 'add', '--quiet', '-b', 'agent', tree]);
      workspace.write(`${tree}/crates/app/src/main.rs`, 'fn main() {\n    print!("the other branch");\n}\n');
      expect(await workspace.projects()).toEqual(projects);
      expect((await workspace.nx(['run', 'app:run'])).output).toContain('this branch');
      expect((await workspace.nx(['run-many', '-t', 'build'])).misses).toEqual([]);
      await workspace.run('git', ['clone', '--quiet', '.', 'aa-clone']);
      expect((await workspace.nx(['run', 'app:run'])).output).toContain('this branch');
    },
  },
]);
