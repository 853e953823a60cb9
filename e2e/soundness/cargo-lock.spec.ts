import { expect } from 'vitest';
import { cargoWorkspace, crate, lock, lockEntry } from '../support/cargo.js';
import { crateRegistry, lockedEntry, REGISTRY } from '../support/registry.js';
import { add, hide, option, set, withoutOwner, withoutSlice } from './support/mutations.js';
import { theme } from './support/theme.js';

const BUILD = ['run-many', '-t', 'build'];
const IGNORED = { ignore: [REGISTRY] };

const INNERS = ['1.0.0', '1.0.1'].map((version) => ({ name: 'inner', version }));

interface Versions {
  readonly inner?: string;
  readonly other?: string;
  readonly helper?: string;
}

/** app and core link outer, which brings inner; lone links other; util's tests use helper. */
function thirdParty(versions: Versions = {}): Record<string, string> {
  const files = cargoWorkspace();
  return {
    ...files,
    ...crateRegistry([
      { name: 'outer', version: '1.0.0', dependencies: ['inner'] },
      ...['inner', 'other', 'helper'].flatMap((name) => [
        { name, version: '1.0.0' },
        { name, version: '1.0.1' },
      ]),
    ]),
    ...crate(
      'crates/core',
      'core',
      { 'src/lib.rs': 'pub fn say() -> String {\n    format!("{} {}", util::say(), outer::it())\n}\n' },
      'util = { path = "../util" }\nouter = "1"',
    ),
    ...crate('crates/lone', 'lone', { 'src/lib.rs': 'pub use other::it;\n' }, 'other = "1"'),
    'crates/util/Cargo.toml': `${files['crates/util/Cargo.toml']}\n[dev-dependencies]\nhelper = "1"\n`,
    'Cargo.lock': locked(versions),
  };
}

function locked({ inner = '1.0.0', other = '1.0.0', helper = '1.0.0' }: Versions = {}): string {
  return [
    'version = 4\n',
    lockEntry({ name: 'app', dependencies: ['core'] }),
    lockEntry({ name: 'core', dependencies: ['outer', 'util'] }),
    lockedEntry({ name: 'helper', version: helper }),
    lockedEntry({ name: 'inner', version: inner }),
    lockEntry({ name: 'lone', dependencies: ['other'] }),
    lockedEntry({ name: 'other', version: other }),
    lockedEntry({ name: 'outer', version: '1.0.0', dependencies: ['inner'] }),
    lockEntry({ name: 'util', dependencies: ['helper'] }),
  ].join('\n');
}

export const cargoLock = theme('Cargo.lock and the manifest of the workspace', [
  {
    name: 'a bump of a package deep in the lock reruns the crates that link it, and no other',
    peers: ['rust.md 3: Cargo.lock entry of another crate', 'monodon: transitive bump in Cargo.lock'],
    files: thirdParty(),
    options: IGNORED,
    first: BUILD,
    mutants: {
      'the part of the lock does not count': withoutSlice(),
      'the whole lock counts': add('{workspaceRoot}/Cargo.lock'),
    },
    story: async (workspace) => {
      workspace.write('Cargo.lock', locked({ inner: '1.0.1' }));
      expect((await workspace.nx(BUILD)).misses).toEqual(['app:build', 'core:build']);
      expect((await workspace.run('target/debug/app', [])).stdout).toContain('inner 1.0.1');
    },
  },
  {
    name: 'nx affected sees a bump in the lock',
    files: thirdParty(),
    options: IGNORED,
    mutants: { 'the lock has no owner': withoutOwner() },
    story: async (workspace) => {
      workspace.write('Cargo.lock', locked({ inner: '1.0.1' }));
      expect(await workspace.affected('build')).toEqual(expect.arrayContaining(['app', 'core']));
    },
  },
  {
    name: 'a bump of a dev-dependency reruns the tests that use it, and no build',
    files: thirdParty(),
    options: IGNORED,
    first: ['run-many', '-t', 'build', 'test', '--projects=util,lone'],
    mutants: {
      'builds count the whole lock': add('{workspaceRoot}/Cargo.lock', ':build$'),
      'tests see no lock': withoutSlice(':test$'),
    },
    story: async (workspace) => {
      workspace.write('Cargo.lock', locked({ helper: '1.0.1' }));
      const run = await workspace.nx(['run-many', '-t', 'build', 'test', '--projects=util,lone']);
      expect(run.misses).toEqual(['util:test']);
    },
  },
  {
    name: 'a new member of the workspace reruns nothing that was there',
    files: cargoWorkspace(),
    first: BUILD,
    mutants: {
      'the whole manifest counts': add('{workspaceRoot}/Cargo.toml'),
      'the whole lock counts': add('{workspaceRoot}/Cargo.lock'),
    },
    story: async (workspace) => {
      for (const [path, text] of Object.entries(crate('crates/extra', 'extra', { 'src/lib.rs': '' })))
        workspace.write(path, text);
      workspace.append('Cargo.toml', '# extra\n');
      workspace.append('Cargo.lock', `\n${lockEntry({ name: 'extra' })}`);
      expect((await workspace.nx(BUILD)).misses).toEqual(['extra:build']);
    },
  },
  {
    name: 'a changed profile rebuilds every crate, and nx affected says so',
    peers: ['monodon: root [profile]'],
    files: cargoWorkspace(),
    first: BUILD,
    mutants: {
      'the part of the manifest does not count': withoutSlice(),
      'the manifest has no owner': withoutOwner(),
    },
    story: async (workspace) => {
      workspace.append('Cargo.toml', '\n[profile.dev]\nopt-level = 1\n');
      expect(await workspace.affected('build')).toEqual(['app', 'core', 'util']);
      expect((await workspace.nx(BUILD)).hits).toEqual([]);
    },
  },
  {
    name: 'a field of the manifest that nobody inherits rebuilds nothing',
    files: cargoWorkspace(),
    first: BUILD,
    mutants: { 'the whole manifest counts': add('{workspaceRoot}/Cargo.toml') },
    story: async (workspace) => {
      workspace.append('Cargo.toml', '\n[workspace.package]\nauthors = ["someone"]\n');
      expect((await workspace.nx(BUILD)).misses).toEqual([]);
    },
  },
  {
    name: 'a dependency inherited with workspace = true is what the workspace says, for those that inherit it',
    peers: ['rust.md 3: dep.workspace = true'],
    files: {
      ...cargoWorkspace(),
      'Cargo.toml':
        '[workspace]\nresolver = "2"\nmembers = ["crates/*"]\n\n[workspace.dependencies]\nutil = { path = "crates/util" }\n',
      'crates/util/Cargo.toml':
        '[package]\nname = "util"\nversion = "0.1.0"\nedition = "2021"\n\n[features]\nloud = []\n',
      'crates/util/src/lib.rs':
        'pub fn say() -> &\'static str {\n    if cfg!(feature = "loud") { "LOUD" } else { "util" }\n}\n',
      'crates/core/Cargo.toml':
        '[package]\nname = "core"\nversion = "0.1.0"\nedition = "2021"\n\n[dependencies]\nutil.workspace = true\n',
    },
    first: BUILD,
    mutants: {
      'the part of the manifest does not count': withoutSlice(),
      'the whole manifest counts': add('{workspaceRoot}/Cargo.toml'),
      'what is inherited from there is not seen': hide('crates/util/**/*', 'crates/(core|app):'),
    },
    story: async (workspace) => {
      const manifest = workspace.read('Cargo.toml');
      workspace.write('Cargo.toml', manifest.replace('"crates/util"', '"crates/util", features = ["loud"]'));
      expect((await workspace.nx(BUILD)).misses).toEqual(['app:build', 'core:build']);
      expect((await workspace.run('target/debug/app', [])).stdout).toContain('LOUD');
      workspace.append('crates/util/src/lib.rs', '// more\n');
      expect((await workspace.nx(BUILD)).misses).toEqual(['app:build', 'core:build', 'util:build']);
    },
  },
  {
    name: 'a [patch] to a folder of the repository makes that folder an input, however deep the patched package is',
    peers: ['rust.md 3: [patch] to a local path', 'turborepo: FULL TURBO after an edit of the patch'],
    files: {
      ...thirdParty(),
      'Cargo.toml':
        '[workspace]\nresolver = "2"\nmembers = ["crates/*"]\nexclude = ["patches"]\n\n[patch.crates-io]\ninner = { path = "patches/inner" }\n',
      'patches/inner/Cargo.toml': '[package]\nname = "inner"\nversion = "1.0.9"\nedition = "2021"\n',
      'patches/inner/src/lib.rs': 'pub fn it() -> String {\n    "patched once".to_string()\n}\n',
      'Cargo.lock': locked().replace(
        lockedEntry({ name: 'inner', version: '1.0.0' }),
        lockEntry({ name: 'inner', version: '1.0.9' }),
      ),
    },
    options: IGNORED,
    first: BUILD,
    mutants: { 'the patch is no input': hide('patches/**/*') },
    story: async (workspace) => {
      const source = workspace.read('patches/inner/src/lib.rs');
      workspace.write('patches/inner/src/lib.rs', source.replace('once', 'twice'));
      expect(await workspace.affected('build')).toEqual(['app', 'core', 'inner']);
      expect((await workspace.nx(BUILD)).misses).toEqual(['app:build', 'core:build', 'inner:build']);
      expect((await workspace.run('target/debug/app', [])).stdout).toContain('patched twice');
      // The same where the configuration says it.
      const manifest = workspace.read('Cargo.toml');
      const at = manifest.indexOf('[patch.crates-io]');
      workspace.write('Cargo.toml', manifest.slice(0, at));
      workspace.append('.cargo/config.toml', `\n${manifest.slice(at)}`);
      await workspace.commit();
      expect((await workspace.nx(BUILD)).exitCode).toBe(0);
      workspace.write('patches/inner/src/lib.rs', source.replace('once', 'thrice'));
      expect((await workspace.nx(BUILD)).misses).toEqual(['app:build', 'core:build', 'inner:build']);
      expect((await workspace.run('target/debug/app', [])).stdout).toContain('patched thrice');
    },
  },
  {
    name: 'without a lock that git knows, what links third-party crates is not cached',
    files: thirdParty(),
    options: { ignore: [REGISTRY, 'Cargo.lock'] },
    first: BUILD,
    mutants: { 'it is cached all the same': set({ cache: true }, 'crates/(app|core|lone):build') },
    story: async (workspace) => {
      workspace.write('Cargo.lock', locked({ inner: '1.0.1' }));
      expect((await workspace.nx(BUILD)).hits).toEqual(['util:build']);
      expect((await workspace.run('target/debug/app', [])).stdout).toContain('inner 1.0.1');
    },
  },
  {
    name: 'a lock that is behind the manifests fails the task instead of being rewritten after its key was computed',
    files: cargoWorkspace(),
    mutants: { 'cargo may change the lock': option('locked', false) },
    story: async (workspace) => {
      const stale = lock([{ name: 'app', dependencies: ['core'] }, { name: 'core' }, { name: 'util' }]);
      workspace.write('Cargo.lock', stale);
      const run = await workspace.nx(['build', 'app']);
      expect(run.exitCode).not.toBe(0);
      expect(run.output).toContain('--locked');
      expect(workspace.read('Cargo.lock')).toBe(stale);
    },
  },
  {
    name: 'two workspaces have two locks: a bump in one reruns nothing in the other',
    peers: [
      'rust.md 3: two workspaces, standalone, nested [workspace]',
      'monodon: a second workspace is invisible',
    ],
    files: { ...crateRegistry(INNERS), ...ownWorkspace('one'), ...ownWorkspace('two') },
    options: IGNORED,
    first: BUILD,
    mutants: {
      'every lock counts everywhere': add('{workspaceRoot}/**/Cargo.lock'),
      'its own lock does not count': withoutSlice(),
    },
    story: async (workspace) => {
      workspace.write('one/Cargo.lock', ownLock('one', '1.0.1'));
      expect((await workspace.nx(BUILD)).misses).toEqual(['lib-one:build']);
    },
  },
]);

function ownWorkspace(name: string): Record<string, string> {
  return {
    [`${name}/Cargo.toml`]: '[workspace]\nresolver = "2"\nmembers = ["*"]\n',
    ...crate(`${name}/lib-${name}`, `lib-${name}`, { 'src/lib.rs': 'pub use inner::it;\n' }, 'inner = "1"'),
    [`${name}/Cargo.lock`]: ownLock(name, '1.0.0'),
  };
}

function ownLock(folder: string, version: string): string {
  return [
    'version = 4\n',
    lockedEntry({ name: 'inner', version }),
    lockEntry({ name: `lib-${folder}`, dependencies: ['inner'] }),
  ].join('\n');
}
