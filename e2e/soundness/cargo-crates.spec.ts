import { join, relative } from 'node:path';
import { expect } from 'vitest';
import { temporaryFolder } from '../support/adoption.js';
import { crate, lock, lockEntry } from '../support/cargo.js';
import { crateRegistry, lockedEntry, REGISTRY } from '../support/registry.js';
import { type Workspace, workspaceAt } from '../support/workspace.js';
import { add, forget, hide, option, set, withEdge, withoutEdge } from './support/mutations.js';
import { theme } from './support/theme.js';

const BUILD = ['run-many', '-t', 'build'];

/** user and helper, tied by whatever the story is about. */
function pair(
  manifest: string,
  sources: Readonly<Record<string, string>>,
  helper = 'pub const IT: &str = "one";\n',
): Record<string, string> {
  return {
    'Cargo.toml': '[workspace]\nresolver = "2"\nmembers = ["crates/*"]\n',
    'Cargo.lock': lock([{ name: 'helper' }, { name: 'user', dependencies: ['helper'] }]),
    ...crate('crates/helper', 'helper', { 'src/lib.rs': helper }),
    'crates/user/Cargo.toml': `[package]\nname = "user"\nversion = "0.1.0"\nedition = "2021"\n\n${manifest}\n`,
    ...Object.fromEntries(Object.entries(sources).map(([file, text]) => [`crates/user/${file}`, text])),
  };
}

const PRINTS = { 'src/main.rs': 'fn main() {\n    println!("{}", helper::IT);\n}\n' };

/** The helper says something else, and the user's binary must say it too. */
async function changeHelper(
  workspace: Workspace,
  build: readonly string[] = ['build', 'user'],
): Promise<void> {
  const source = workspace.read('crates/helper/src/lib.rs');
  workspace.write('crates/helper/src/lib.rs', source.replace('one', 'two'));
  expect(await workspace.affected('build')).toContain('user');
  expect((await workspace.nx(build)).misses).toContain('user:build');
  expect((await workspace.run('target/debug/user', [])).stdout).toContain('two');
}

/**
 * Two crates that app does not compile, and that could have util compiled otherwise. The edition of the root
 * package says how features are resolved.
 */
function unified(): Record<string, string> {
  const uses = '[dependencies]\nutil = { path = "../util" }\n';
  const manifest = (name: string, more: string) =>
    `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\n\n${more}`;
  return {
    'Cargo.toml':
      '[package]\nname = "root"\nversion = "0.1.0"\nedition.workspace = true\n\n[workspace]\nmembers = ["crates/*"]\n\n[workspace.package]\nedition = "2018"\n',
    'src/lib.rs': '',
    'Cargo.lock': lock([
      { name: 'app', dependencies: ['helper', 'util', 'win'] },
      { name: 'helper', dependencies: ['util'] },
      { name: 'root' },
      { name: 'util' },
      { name: 'win', dependencies: ['util'] },
    ]),
    'crates/app/Cargo.toml': manifest(
      'app',
      `${uses}\n[dev-dependencies]\nhelper = { path = "../helper" }\n\n[target."cfg(windows)".dependencies]\nwin = { path = "../win" }\n`,
    ),
    'crates/app/src/main.rs': 'fn main() {\n    println!("{}", util::SAYS);\n}\n',
    'crates/util/Cargo.toml': manifest('util', '[features]\nloud = []\n'),
    'crates/util/src/lib.rs':
      'pub const SAYS: &str = if cfg!(feature = "loud") { "loud" } else { "quiet" };\n',
    'crates/helper/Cargo.toml': manifest('helper', uses),
    'crates/helper/src/lib.rs': '',
    'crates/win/Cargo.toml': manifest('win', uses),
    'crates/win/src/lib.rs': '',
  };
}

const HIDDEN = { 'the helper is no input': hide('crates/helper/**/*', 'crates/user:') };

export const cargoCrates = theme('The crates that a crate is compiled from', [
  {
    name: 'a dev-dependency is an input of tests, and not of builds',
    peers: [
      'rust.md 3: dev-dependencies',
      'nxrust: dropped, so tests are stale',
      'turborepo: in the build key too',
    ],
    files: pair('[dev-dependencies]\nhelper = { path = "../helper" }', {
      'src/lib.rs': '#[test]\nfn says() {\n    assert_eq!(helper::IT, "one");\n}\n',
    }),
    first: ['run-many', '-t', 'build', 'test'],
    mutants: {
      'builds count it': add('{workspaceRoot}/crates/helper/**/*', 'crates/user:build'),
      'tests do not count it': hide('crates/helper/**/*', 'crates/user:test'),
    },
    story: async (workspace) => {
      workspace.write('crates/helper/src/lib.rs', 'pub const IT: &str = "two";\n');
      expect((await workspace.nx(BUILD)).misses).toEqual(['helper:build']);
      expect((await workspace.nx(['test', 'user'])).exitCode).not.toBe(0);
    },
  },
  {
    name: 'a circle of dev-dependencies builds and tests',
    peers: ['rust.md 3: dev-dependency cycle'],
    files: {
      ...pair('[dev-dependencies]\nhelper = { path = "../helper" }', {
        'src/lib.rs': 'pub fn own() {}\n\n#[test]\nfn says() {\n    helper::it();\n}\n',
      }),
      ...crate(
        'crates/helper',
        'helper',
        { 'src/lib.rs': 'pub fn it() {\n    user::own();\n}\n' },
        'user = { path = "../user" }',
      ),
      'Cargo.lock': lock([
        { name: 'helper', dependencies: ['user'] },
        { name: 'user', dependencies: ['helper'] },
      ]),
    },
    mutants: { 'tests wait for the tests of dependencies': set({ dependsOn: ['^test'] }, ':test$') },
    story: async (workspace) => {
      expect((await workspace.nx(['run-many', '-t', 'build', 'test'])).exitCode).toBe(0);
    },
  },
  {
    name: 'a crate that the build script uses is an input',
    peers: ['rust.md 3: build-dependencies'],
    files: pair('[build-dependencies]\nhelper = { path = "../helper" }', {
      'build.rs': 'fn main() {\n    println!("cargo:rustc-env=IT={}", helper::IT);\n}\n',
      'src/main.rs': 'fn main() {\n    println!("{}", env!("IT"));\n}\n',
    }),
    first: BUILD,
    mutants: HIDDEN,
    story: changeHelper,
  },
  {
    name: 'a dependency under a cfg that holds here is an input; one that does not is an edge and nothing else',
    peers: [
      'rust.md 3: target-specific dependencies',
      'turborepo: editing a Windows-only crate invalidates Linux builds',
    ],
    files: {
      ...pair(
        '[target."cfg(unix)".dependencies]\nhelper = { path = "../helper" }\n\n[target."cfg(windows)".dependencies]\nwin = { path = "../win" }',
        PRINTS,
      ),
      ...crate('crates/win', 'win', { 'src/lib.rs': 'pub fn it() {}\n' }),
      'Cargo.lock': lock([
        { name: 'helper' },
        { name: 'user', dependencies: ['helper', 'win'] },
        { name: 'win' },
      ]),
    },
    first: BUILD,
    mutants: {
      ...HIDDEN,
      'the other platform is forgotten': withoutEdge('user', 'win'),
      'the other platform counts': add('{workspaceRoot}/crates/win/**/*', 'crates/user:build'),
    },
    story: async (workspace) => {
      expect((await workspace.edges())['user']).toEqual(['helper', 'win']);
      workspace.append('crates/win/src/lib.rs', '// more\n');
      expect((await workspace.nx(['build', 'user'])).misses).toEqual([]);
      await changeHelper(workspace);
    },
  },
  {
    name: 'resolver 1 unifies features with dependencies of tests and of other platforms: their manifests are inputs, and the edition says so',
    files: unified(),
    first: ['build', 'app'],
    mutants: {
      'the manifest of the crate for tests is no input': hide('crates/helper/Cargo.toml'),
      'nor is that of the crate for Windows': hide('crates/win/Cargo.toml'),
    },
    story: async (workspace) => {
      const app = async () => {
        expect(await workspace.affected('build')).toContain('app');
        await workspace.nx(['build', 'app']);
        return (await workspace.run('target/debug/app', [])).stdout;
      };
      for (const giver of ['helper', 'win']) {
        const file = `crates/${giver}/Cargo.toml`;
        const manifest = workspace.read(file);
        workspace.write(file, manifest.replace('"../util" }', '"../util", features = ["loud"] }'));
        expect(await app()).toBe('loud');
        await workspace.commit();
        workspace.write(
          'Cargo.toml',
          workspace.read('Cargo.toml').replace('edition = "2018"', 'edition = "2021"'),
        );
        expect(await app()).toBe('quiet');
        workspace.write(
          'Cargo.toml',
          workspace.read('Cargo.toml').replace('edition = "2021"', 'edition = "2018"'),
        );
        workspace.write(file, manifest);
        await workspace.commit();
      }
      workspace.append('crates/helper/src/lib.rs', '\npub fn more() {}\n');
      expect((await workspace.nx(['build', 'app'])).hits).toEqual(['app:build']);
    },
  },
  {
    name: 'a renamed dependency is the crate that is meant',
    peers: ['rust.md 3: renamed (package =)'],
    files: pair('[dependencies]\nother-name = { package = "helper", path = "../helper" }', {
      'src/main.rs': 'fn main() {\n    println!("{}", other_name::IT);\n}\n',
    }),
    first: BUILD,
    mutants: HIDDEN,
    story: changeHelper,
  },
  {
    name: 'an optional dependency is an input of the build that turns it on',
    peers: ['rust.md 3: optional dependencies and features'],
    files: pair('[dependencies]\nhelper = { path = "../helper", optional = true }', {
      'src/main.rs':
        'fn main() {\n    #[cfg(feature = "helper")]\n    println!("{}", helper::IT);\n    #[cfg(not(feature = "helper"))]\n    println!("alone");\n}\n',
    }),
    first: ['build', 'user', '--features=helper'],
    mutants: HIDDEN,
    story: async (workspace) => {
      expect((await workspace.nx(['build', 'user'])).hits).toEqual([]);
      expect((await workspace.run('target/debug/user', [])).stdout).toBe('alone');
      await changeHelper(workspace, ['build', 'user', '--features=helper']);
    },
  },
  {
    name: 'members by globs, by path, and excluded ones: each is built by the workspace it belongs to',
    peers: [
      'rust.md 3: excluded path dependency in the repository',
      'rust.md 3: virtual globs',
      'turborepo: hard error for all tasks',
    ],
    files: {
      'Cargo.toml':
        '[workspace]\nresolver = "2"\nmembers = ["crates/*"]\nexclude = ["crates/apart", "other"]\n',
      'Cargo.lock': lock([
        { name: 'excluded' },
        { name: 'joined' },
        { name: 'user', dependencies: ['excluded', 'joined'] },
      ]),
      ...crate(
        'crates/user',
        'user',
        { 'src/main.rs': 'fn main() {\n    println!("{} {}", joined::IT, excluded::IT);\n}\n' },
        'joined = { path = "../../libs/joined" }\nexcluded = { path = "../../other/excluded" }',
      ),
      ...crate('crates/apart', 'apart', { 'src/lib.rs': '' }),
      'crates/apart/Cargo.lock': lock([{ name: 'apart' }]),
      ...crate('libs/joined', 'joined', { 'src/lib.rs': 'pub const IT: &str = "one";\n' }),
      ...crate('other/excluded', 'excluded', { 'src/lib.rs': 'pub const IT: &str = "three";\n' }),
      'other/excluded/Cargo.lock': lock([{ name: 'excluded' }]),
    },
    mutants: {
      'cargo starts at the root': option('workspace', undefined, 'crates/apart:'),
      'what joined by its path is no input': hide('libs/joined/**/*', 'crates/user:'),
      'what is excluded is no input': hide('other/excluded/**/*', 'crates/user:'),
    },
    story: async (workspace) => {
      expect((await workspace.nx(BUILD)).exitCode).toBe(0);
      for (const file of ['libs/joined/src/lib.rs', 'other/excluded/src/lib.rs']) {
        workspace.append(file, '// more\n');
        expect((await workspace.nx(['build', 'user'])).misses).toEqual(['user:build']);
      }
    },
  },
  {
    name: 'a path dependency outside the repository cannot be hashed: what links it is not cached',
    peers: ['rust.md 3: path dependency outside the repository', 'monodon: the old binary from the cache'],
    files: {
      ...crate('user', 'user', PRINTS),
      'user/Cargo.lock': lock([{ name: 'helper' }, { name: 'user', dependencies: ['helper'] }]),
    },
    mutants: { 'it is cached all the same': set({ cache: true }, 'user:build') },
    story: async (workspace) => {
      const outside = workspaceAt(temporaryFolder());
      for (const [path, text] of Object.entries(
        crate('.', 'helper', { 'src/lib.rs': 'pub const IT: &str = "one";\n' }),
      ))
        outside.write(path, text);
      workspace.append(
        'user/Cargo.toml',
        `helper = { path = "${relative(join(workspace.root, 'user'), outside.root)}" }\n`,
      );
      expect((await workspace.nx(['build', 'user'])).exitCode).toBe(0);
      outside.write('src/lib.rs', 'pub const IT: &str = "two";\n');
      await workspace.nx(['build', 'user']);
      expect((await workspace.run('user/target/debug/user', [])).stdout).toBe('two');
    },
  },
  {
    name: 'two crates of one name are told apart, by project, by cargo and by the cache',
    peers: ['rust.md 3: same crate name twice', 'nxrust: the first version found by name wins'],
    files: {
      ...pair(
        '[dependencies]\nhelper = { path = "../helper" }\nsecond = { package = "helper", path = "../../other/helper" }',
        {
          'src/main.rs': 'fn main() {\n    println!("{} {}", helper::IT, second::IT);\n}\n',
        },
      ),
      'other/helper/Cargo.toml': '[package]\nname = "helper"\nversion = "0.2.0"\nedition = "2021"\n',
      'other/helper/src/lib.rs': 'pub const IT: &str = "three";\n',
      'other/helper/src/main.rs': 'fn main() {\n    println!("{}", helper::IT);\n}\n',
      'other/helper/Cargo.lock': lockEntry({ name: 'helper', version: '0.2.0' }),
      'Cargo.toml': '[workspace]\nresolver = "2"\nmembers = ["crates/*"]\nexclude = ["other"]\n',
      'Cargo.lock': `version = 4\n\n${[
        lockEntry({ name: 'helper' }),
        lockEntry({ name: 'helper', version: '0.2.0' }),
        lockEntry({ name: 'user', dependencies: ['helper 0.1.0', 'helper 0.2.0'] }),
      ].join('\n')}`,
    },
    mutants: {
      'the second is built where the first is': option('workspace', undefined, 'other/helper:'),
      'the second is no input': hide('other/**/*', 'crates/user:'),
    },
    story: async (workspace) => {
      expect(await workspace.projects()).toEqual(expect.arrayContaining(['crates/helper', 'other/helper']));
      expect((await workspace.nx(BUILD)).exitCode).toBe(0);
      expect((await workspace.run('other/helper/target/debug/helper', [])).stdout).toBe('three');
      workspace.append('other/helper/src/lib.rs', '// more\n');
      expect((await workspace.nx(BUILD)).misses).toEqual(['other/helper:build', 'user:build']);
    },
  },
  {
    name: 'a project that is not called like its crate keeps edges, inputs and what cargo is told',
    peers: ['rust.md 3: Nx name and crate name differ', 'monodon: edges vanish, cargo -p fails'],
    files: {
      ...pair('[dependencies]\nhelper = { path = "../helper" }', PRINTS),
      'crates/helper/project.json': JSON.stringify({ name: 'assistant' }),
      'crates/user/Cargo.toml':
        '[package]\nname = "user"\nversion = "0.1.0"\nedition = "2021"\n\n[dependencies]\nhelper = { path = "../helper" }\n\n[package.metadata.nx]\nname = "consumer"\n',
    },
    mutants: {
      'cargo is told the name in Nx': option('package', 'assistant', 'crates/helper:build'),
      'the edge vanishes': withoutEdge('consumer', 'assistant'),
    },
    story: async (workspace) => {
      expect((await workspace.edges())['consumer']).toEqual(['assistant']);
      expect((await workspace.nx(BUILD)).exitCode).toBe(0);
      workspace.append('crates/helper/src/lib.rs', '// more\n');
      expect((await workspace.nx(BUILD)).misses).toEqual(['assistant:build', 'consumer:build']);
    },
  },
  {
    name: 'a package of the repository called like a third-party crate has nothing to do with it',
    peers: ['rust.md 3: JS project named like an external crate', 'monodon: the JS project took the edge'],
    files: {
      ...crateRegistry([{ name: 'inner', version: '1.0.0' }]),
      ...crate('user', 'user', { 'src/lib.rs': 'pub use inner::it;\n' }, 'inner = "1"'),
      'user/Cargo.lock': `version = 4\n\n${lockedEntry({ name: 'inner', version: '1.0.0' })}\n${lockEntry({ name: 'user', dependencies: ['inner'] })}`,
      'js/inner/package.json': JSON.stringify({ name: 'inner', version: '1.0.0' }),
      'js/inner/index.js': 'export const it = 1;\n',
    },
    options: { packageJson: { workspaces: ['js/*'] }, ignore: [REGISTRY] },
    first: BUILD,
    mutants: {
      'it is taken for the crate': withEdge('user', 'inner'),
      'its files are inputs': add({ fileset: '{workspaceRoot}/js/**/*' }, 'user:'),
    },
    story: async (workspace) => {
      workspace.append('js/inner/index.js', '// more\n');
      expect((await workspace.nx(BUILD)).misses).toEqual([]);
      expect((await workspace.edges())['user']).toEqual([]);
    },
  },
  {
    name: 'the crate at the root of the repository sees what cargo would see there, and nothing else',
    peers: ['rust.md 3: root package', 'monodon: the root package is invisible'],
    files: rootCrate(),
    first: ['run', 'root:build'],
    mutants: {
      'everything below it counts': forget('^!'),
      'documents never count': hide('README.md'),
      'a named folder in another crate does not count': hide('crates/other/schema/**/*'),
    },
    story: async (workspace) => {
      const isHit = async () => (await workspace.nx(['run', 'root:build'])).hits.includes('root:build');
      for (const file of ['CHANGELOG.md', '.github/workflows/ci.yml']) workspace.append(file, 'x\n');
      for (const file of ['crates/other/src/lib.rs', 'service/main.go']) workspace.append(file, '// x\n');
      for (const [path, text] of Object.entries(crate('crates/third', 'third', { 'src/lib.rs': '' })))
        workspace.write(path, text);
      workspace.append('Cargo.lock', `\n${lockEntry({ name: 'third' })}`);
      expect(await isHit()).toBe(true);
      for (const file of [
        'README.md',
        'crates/other/schema/api.proto',
        'crates/used/src/lib.rs',
        'templates/page.html',
      ]) {
        workspace.append(file, '// x\n');
        expect(await isHit(), file).toBe(false);
      }
      workspace.append('Cargo.toml', '\n[profile.dev]\nopt-level = 1\n');
      expect(await isHit()).toBe(false);
    },
  },
]);

function rootCrate(): Record<string, string> {
  return {
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
}
