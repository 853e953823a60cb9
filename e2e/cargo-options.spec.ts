/** What decides a result is in its key, and what only decides how it is made is not. */
import { expect, it } from 'vitest';
import { crate, lock } from './support/cargo.js';
import { createWorkspace, type Workspace } from './support/workspace.js';

const MANIFEST = `[package]
name = "app"
version = "0.1.0"
edition = "2021"

[features]
default = ["loud"]
loud = []
polite = []

[[bin]]
name = "app"
path = "src/main.rs"

[[bin]]
name = "shout"
path = "src/shout.rs"
required-features = ["loud"]

[package.metadata.nx.targets.build.configurations]
polite = { features = ["polite"] }
quiet = { noDefaultFeatures = true }
`;

const files = {
  ...crate('.', 'app', {
    'src/main.rs':
      'fn main() {\n    println!("{} {}", cfg!(feature = "loud"), cfg!(feature = "polite"));\n}\n',
    'src/shout.rs': 'fn main() {\n    println!("HELLO");\n}\n',
    'tests/it.rs':
      '#[test]\nfn runs() {\n    std::fs::write("target/ran", "").unwrap();\n    panic!("planted");\n}\n',
  }),
  'Cargo.toml': MANIFEST,
  'Cargo.lock': lock([{ name: 'app' }]),
};

async function says(workspace: Workspace): Promise<string> {
  return (await workspace.run('target/debug/app', [])).stdout.trim();
}

it('features of a configuration give its own result at the same place, whichever comes from the cache', async () => {
  const workspace = await createWorkspace(files);
  const build = (...args: string[]) => workspace.nx(['build', 'app', ...args]);
  const all = async (expected: 'misses' | 'hits') => {
    const found = async (id: string, ...args: string[]) => {
      expect((await build(...args))[expected]).toEqual([id]);
      return `${await says(workspace)} ${workspace.has('target/debug/shout')}`;
    };
    expect(await found('app:build')).toBe('true false true');
    expect(await found('app:build:polite', '-c', 'polite')).toBe('true true true');
    // NB Nx removes nothing that an entry does not have. As with cargo, the program of another configuration
    // then stays.
    if (expected === 'hits') workspace.remove('target');
    // Cargo leaves out a program whose features are off: what another configuration left does not pass for
    // this one's.
    expect(await found('app:build:quiet', '-c', 'quiet')).toBe('false false false');
  };
  await all('misses');
  await all('hits');
  expect((await build('--features=polite', '--noDefaultFeatures')).misses).toEqual(['app:build']);
  expect(await says(workspace)).toBe('false true');
  expect(Object.keys((await workspace.showProject('app')).targets['build']?.configurations ?? {})).toEqual(
    expect.arrayContaining(['release', 'polite', 'quiet']),
  );
  // NB by itself Nx takes the defaults, and answers with what the plain build left.
  const misspelt = await build('-c', 'plite');
  expect(misspelt.output).toContain('No target has a configuration plite. Did you mean polite?');
  expect(misspelt.exitCode).toBe(1);
});

it('jobs and verbose of the environment change no key, and tests are compiled without being run', async () => {
  const workspace = await createWorkspace(files);
  const env = { CARGO_BUILD_JOBS: '1', NX_VERBOSE_LOGGING: 'true' };
  const verbose = await workspace.nx(['build', 'app', '-c', 'release'], { env });
  expect(verbose.output).toContain('--crate-name app');
  // What it runs and what is in its key, before what cargo says.
  const plan = verbose.output.slice(
    verbose.output.indexOf('\napp:build'),
    verbose.output.indexOf('Compiling'),
  );
  for (const line of [
    /^ {2}runs {4}cargo build .*--package app .*--verbose$/m,
    /^ {2}sets {4}CARGO_TARGET_DIR=target\/\.polynx\/app\/build$/m,
    /^ {2}leaves {2}target\/release\/app, target\/release\/shout$/m,
    /^ {2}key {5}files: .*\n {10}what it uses of: Cargo\.toml, Cargo\.lock\n {10}tool and machine: cargo 1\./m,
    /^ {2}cached {2}yes; every input: nx show target app:build inputs$/m,
  ])
    expect(plan).toMatch(line);
  expect(verbose.output).toMatch(/^target\/release\/app: [\d,.]+ kB$/m);
  expect((await workspace.nx(['build', 'app', '-c', 'release'])).hits).toEqual(['app:build:release']);
  workspace.append('src/main.rs', '#[no_mangle]\npub static TABLE: [u8; 200_000] = [7; 200_000];\n');
  workspace.write(
    'src/main.rs',
    workspace
      .read('src/main.rs')
      .replace('println!(', 'println!("{}", std::hint::black_box(&TABLE)[9]);\n    println!('),
  );
  const larger = await workspace.nx(['build', 'app', '-c', 'release', '--jobs=1', '--verbose']);
  expect(larger.output).toMatch(/^target\/release\/app: [\d,.]+ kB \(\+20\d(\.\d)? kB, \+\d+\.\d %\)$/m);
  expect(larger.output).toMatch(/^target\/release\/shout: [\d,.]+ kB \(as before\)$/m);

  const compiled = await workspace.nx(['test', 'app', '--no-run']);
  expect([compiled.exitCode, compiled.misses, workspace.has('target/ran')]).toEqual([0, ['app:test'], false]);
  expect((await workspace.nx(['test', 'app', '--no-run'])).hits).toEqual(['app:test']);
  expect((await workspace.nx(['test', 'app', '-c', 'no-run'])).exitCode).toBe(0);
  expect(workspace.has('target/ran')).toBe(false);
  const run = await workspace.nx(['test', 'app']);
  expect([run.exitCode, workspace.has('target/ran')]).toEqual([1, true]);
  workspace.append('tests/it.rs', 'fn broken() -> u8 {}\n');
  expect((await workspace.nx(['test', 'app', '-c', 'no-run'])).exitCode).toBe(1);
});

it('where cargo or rustup refuses, the task names the cause and the command that helps', async () => {
  const workspace = await createWorkspace({
    'Cargo.toml': '[workspace]\nresolver = "2"\nmembers = ["crates/*"]\n',
    'Cargo.lock': lock([{ name: 'app', dependencies: ['core'] }, { name: 'core' }]),
    ...crate('crates/app', 'app', { 'src/main.rs': 'fn main() {}\n' }, 'core = { path = "../core" }'),
    ...crate('crates/core', 'core', { 'src/lib.rs': 'pub fn core() { let unused = 1; }\n' }),
  });
  const said = async (args: readonly string[], words: readonly string[], env = {}) => {
    const run = await workspace.nx(args, { env });
    for (const word of words) expect(run.output).toContain(word);
    expect(run.output).not.toMatch(/^\s+at .*\(?node:/m);
    return run.exitCode;
  };
  // What follows the first -- is for clippy.
  expect(await said(['lint', 'core', '--', '-D', 'warnings'], ['error: unused variable: `unused`'])).toBe(1);

  const elsewhere = { CARGO_BUILD_TARGET: 'riscv64gc-unknown-linux-gnu' };
  const because = 'because CARGO_BUILD_TARGET=riscv64gc-unknown-linux-gnu is set in the environment';
  expect(await said(['check', 'core'], [because], elsewhere)).toBe(1);

  workspace.write('rust-toolchain.toml', '[toolchain]\nchannel = "1.80.0"\n');
  const install = 'Run: rustup toolchain install 1.80.0';
  expect(await said(['check', 'core'], ['rust-toolchain.toml asks for Rust 1.80.0', install])).toBe(1);
  const other = { RUSTUP_TOOLCHAIN: 'stable' };
  const overrides =
    'RUSTUP_TOOLCHAIN=stable overrides rust-toolchain.toml, which pins 1.80.0: this is cargo 1.';
  expect(await said(['run-many', '--batch', '-t', 'check'], [overrides], other)).toBe(0);
  workspace.remove('rust-toolchain.toml');

  workspace.remove('crates/core');
  const missing = 'crates/app depends on crates/core by its path, and it is not there.';
  const sparse = 'in a sparse checkout: git sparse-checkout add crates/core';
  expect(await said(['check', 'app'], [missing, sparse])).toBe(1);
});
