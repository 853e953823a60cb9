/** Design rules: what enters the key of a Rust task, and what does not. Each test names the way a cache could lie or be too big. */
import { describe, expect, it } from 'vitest';
import { cargoWorkspace, crate } from '../support/cargo.js';
import { createWorkspace, pathWithout, type Workspace } from '../support/workspace.js';

const BUILD_ALL = ['run-many', '-t', 'build'];

async function built(files = cargoWorkspace(), options = {}): Promise<Workspace> {
  const workspace = await createWorkspace(files, options);
  const run = await workspace.nx(BUILD_ALL);
  expect(run.output).toContain('Successfully ran target build');
  await workspace.commit('built');
  return workspace;
}

describe('the environment', () => {
  it('RUSTFLAGS is in the key, and going back is a hit again', async () => {
    const workspace = await built();
    const flagged = await workspace.nx(BUILD_ALL, { env: { RUSTFLAGS: '-Cdebuginfo=0' } });
    expect(flagged.hits).toEqual([]);
    expect((await workspace.nx(BUILD_ALL)).misses).toEqual([]);
  });

  it('sccache as a wrapper, and the number of jobs, change no result and no key', async () => {
    const workspace = await built();
    const run = await workspace.nx(BUILD_ALL, { env: { CARGO_BUILD_JOBS: '1', CARGO_INCREMENTAL: '0' } });
    expect(run.misses).toEqual([]);
  });

  it('a machine without Rust takes the artifacts of a pinned workspace from the cache', async () => {
    const version = /(\d+\.\d+\.\d+)/.exec(
      (await (await createWorkspace({})).run('rustc', ['--version'], PINNED)).output,
    )?.[1];
    const workspace = await createWorkspace({
      ...cargoWorkspace(),
      'rust-toolchain.toml': `[toolchain]\nchannel = "${version}"\n`,
    });
    const first = await workspace.nx(BUILD_ALL, PINNED);
    expect(first.output).toContain('Successfully ran');
    workspace.remove('target');
    const without = await workspace.nx(BUILD_ALL, { env: { ...PINNED.env, PATH: pathWithout('cargo') } });
    expect(without.misses).toEqual([]);
    expect((await workspace.run('target/debug/app', [])).stdout).toContain('app says');
  });

  it('a pin that the running compiler does not have fails the task instead of lying in the key', async () => {
    const workspace = await createWorkspace({ ...cargoWorkspace(), 'rust-toolchain': '1.2.3\n' });
    const run = await workspace.nx(['build', 'util'], PINNED);
    expect(run.exitCode).not.toBe(0);
  });
});

const PINNED = { env: { RUSTUP_TOOLCHAIN: undefined } };

describe('files', () => {
  it('a test-only file of a dependency does not rebuild its users', async () => {
    const workspace = await built({ ...cargoWorkspace(), 'crates/util/tests/it.rs': '#[test]\nfn t() {}\n' });
    workspace.append('crates/util/tests/it.rs', '// more\n');
    expect((await workspace.nx(BUILD_ALL)).misses).toEqual([]);
    expect(await workspace.affected('test')).toEqual(['util']);
  });

  it('a file outside the crate that include_str! reads is an input', async () => {
    const files = cargoWorkspace();
    const workspace = await built({
      ...files,
      'shared/motd.txt': 'one',
      'crates/util/src/lib.rs':
        'pub fn say() -> &\'static str {\n    include_str!("../../../shared/motd.txt")\n}\n',
    });
    workspace.write('shared/motd.txt', 'two');
    expect(await workspace.affected('build')).toEqual(['app', 'core', 'util']);
    await workspace.nx(BUILD_ALL);
    expect((await workspace.run('target/debug/app', [])).stdout).toContain('two');
  });

  it('a dev-dependency changes the key of tests, not of builds', async () => {
    const files = cargoWorkspace();
    const workspace = await built({
      ...files,
      ...crate('crates/helper', 'helper', { 'src/lib.rs': 'pub fn help() {}\n' }),
      'crates/util/Cargo.toml': `${files['crates/util/Cargo.toml']}\n[dev-dependencies]\nhelper = { path = "../helper" }\n`,
      'Cargo.lock': (files['Cargo.lock'] ?? '')
        .replace(
          'name = "util"\nversion = "0.1.0"',
          'name = "util"\nversion = "0.1.0"\ndependencies = [\n "helper",\n]',
        )
        .replace(
          '[[package]]\nname = "util"',
          '[[package]]\nname = "helper"\nversion = "0.1.0"\n\n[[package]]\nname = "util"',
        ),
    });
    workspace.append('crates/helper/src/lib.rs', '// more\n');
    expect((await workspace.nx(BUILD_ALL)).misses).toEqual(['helper:build']);
    expect(await workspace.affected('test')).toEqual(['helper', 'util']);
  });
});
