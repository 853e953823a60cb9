import { delimiter } from 'node:path';
import { expect } from 'vitest';
import { crate, lock } from '../support/cargo.js';
import { pathWithout, type Workspace } from '../support/workspace.js';
import {
  add,
  anyHost,
  anyProcessor,
  anyVersion,
  blindTo,
  forget,
  hide,
  option,
  outputs,
  unpinned,
} from './support/mutations.js';
import { theme } from './support/theme.js';
import { shadow } from './support/tools.js';

const BUILD = ['build', 'app'];
const RUNNER = 'CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUNNER';
/** The pin of the workspace decides, not the developer's own choice. */
const FREE = { RUSTUP_TOOLCHAIN: undefined };

function app(more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    'Cargo.toml': '[workspace]\nresolver = "2"\nmembers = ["crates/*"]\n',
    'Cargo.lock': lock([{ name: 'app' }]),
    ...crate('crates/app', 'app', { 'src/main.rs': 'fn main() {\n    println!("app");\n}\n' }),
    ...more,
  };
}

async function versionOf(workspace: Workspace): Promise<string> {
  const { stdout } = await workspace.run('rustc', ['--version'], { env: FREE });
  return /\d+\.\d+\.\d+/.exec(stdout)?.[0] ?? '';
}

export const cargoEnvironment = theme('The environment of Rust', [
  {
    name: 'RUSTFLAGS is in the key, and going back is a hit again',
    peers: ['monodon: RUSTFLAGS'],
    files: app(),
    first: BUILD,
    mutants: { 'nobody looks at RUSTFLAGS': blindTo('RUSTFLAGS') },
    story: async (workspace) => {
      expect((await workspace.nx(BUILD, { env: { RUSTFLAGS: '-Cdebuginfo=0' } })).hits).toEqual([]);
      expect((await workspace.nx(BUILD)).misses).toEqual([]);
    },
  },
  {
    name: 'a profile changed by a variable is in the key',
    files: app({
      'crates/app/src/main.rs': 'fn main() {\n    println!("{}", cfg!(debug_assertions));\n}\n',
    }),
    first: BUILD,
    mutants: { 'nobody looks at it': blindTo('CARGO_PROFILE_DEV_DEBUG_ASSERTIONS') },
    story: async (workspace) => {
      await workspace.nx(BUILD, { env: { CARGO_PROFILE_DEV_DEBUG_ASSERTIONS: 'false' } });
      expect((await workspace.run('target/debug/app', [])).stdout).toBe('false');
    },
  },
  {
    name: 'what changes no result changes no key: jobs, incremental, a wrapper such as sccache, which is not turned off either',
    peers: ['monodon: RUSTC_WRAPPER is forced to nothing'],
    files: app(),
    first: BUILD,
    mutants: {
      'jobs count': add({ env: 'CARGO_BUILD_JOBS' }),
      'the wrapper counts': add({ env: 'RUSTC_WRAPPER' }),
    },
    story: async (workspace) => {
      shadow(workspace, 'sccache', 'exec "$@"');
      const wrapper = `${workspace.root}/.nx/bin/sccache`;
      const env = { CARGO_BUILD_JOBS: '1', CARGO_INCREMENTAL: '0', RUSTC_WRAPPER: wrapper };
      expect((await workspace.nx(BUILD, { env })).misses).toEqual([]);
      workspace.append('crates/app/src/main.rs', '// more\n');
      expect((await workspace.nx(BUILD, { env: { RUSTC_WRAPPER: '/bin/false' } })).exitCode).not.toBe(0);
    },
  },
  {
    name: 'a wrapper of the compiler that is no cache is in the key with what is in it, and so is a program that tests run in',
    files: app({
      'crates/app/src/main.rs':
        'fn main() {\n    println!("{}", if cfg!(two) { 2 } else if cfg!(one) { 1 } else { 0 });\n}\n\n#[test]\nfn holds() {}\n',
    }),
    first: ['run-many', '-t', 'build', 'test'],
    mutants: {
      'the wrapper is in no key': blindTo('RUSTC_WRAPPER'),
      'the runner is in no key': blindTo(RUNNER),
    },
    story: async (workspace) => {
      const script = (name: string, text: string) => {
        shadow(workspace, name, text);
        return `${workspace.root}/.nx/bin/${name}`;
      };
      for (const [index, flag] of ['one', 'two'].entries()) {
        const RUSTC_WRAPPER = script('wrap', `exec "$@" --cfg ${flag}`);
        expect((await workspace.nx(BUILD, { env: { RUSTC_WRAPPER } })).hits).toEqual([]);
        expect((await workspace.run('target/debug/app', [])).stdout).toBe(String(index + 1));
      }
      for (const code of [0, 3]) {
        const env = { [RUNNER]: script('runner', `exit ${code}`) };
        expect((await workspace.nx(['test', 'app'], { env })).exitCode === 0).toBe(code === 0);
      }
    },
  },
  {
    name: 'variables are in the key under the names that the cc crate reads, and secrets that begin like them are not',
    files: app(),
    first: BUILD,
    mutants: {
      'CC is in no key': blindTo('CC_x86_64_unknown_linux_gnu'),
      'all that begins so counts': add({ env: 'ARM_CLIENT_SECRET' }),
    },
    story: async (workspace) => {
      const secrets = { ARM_CLIENT_SECRET: 'a', ARTIFACTORY_TOKEN: 'b', CC_TEST_REPORTER_ID: 'c' };
      expect((await workspace.nx(BUILD, { env: secrets })).misses).toEqual([]);
      expect((await workspace.nx(BUILD, { env: { CC_x86_64_unknown_linux_gnu: 'clang' } })).hits).toEqual([]);
    },
  },
  {
    name: 'configuration of cargo that git ignores is in the key, and the platform that it names is built for',
    files: app({
      '.gitignore': 'node_modules\n.nx\ntarget\n.cargo\n',
      'crates/app/src/main.rs':
        'fn main() {\n    println!("{}", option_env!("WORD").unwrap_or("none"));\n}\n',
    }),
    first: BUILD,
    mutants: { 'it is in no key': forget('^runtime:') },
    story: async (workspace) => {
      for (const word of ['mine', 'yours']) {
        workspace.write('.cargo/config.toml', `[env]\nWORD = "${word}"\n`);
        expect((await workspace.nx(BUILD)).exitCode).toBe(0);
        expect((await workspace.run('target/debug/app', [])).stdout).toBe(word);
      }
      const { stdout: triple } = await workspace.run('rustc', ['--print', 'host-tuple']);
      const env = { CARGO_BUILD_TARGET: triple };
      expect((await workspace.nx(BUILD, { env })).exitCode).toBe(0);
      workspace.write('.cargo/config.toml', `[build]\ntarget = "${triple}"\n`);
      expect((await workspace.nx(BUILD)).exitCode).toBe(0);
      expect((await workspace.run(`target/${triple}/debug/app`, [])).stdout).toBe('none');
    },
  },
  {
    name: 'another compiler is another key where none is pinned',
    peers: ['rust.md 3: rustc -vV', 'monodon: rustc version'],
    files: app(),
    first: BUILD,
    mutants: { 'nobody asks for the version': anyVersion() },
    story: async (workspace) => {
      const env = shadow(workspace, 'rustc', 'echo "rustc 1.0.0 (somebody else\'s)"');
      expect((await workspace.nx(BUILD, { env })).hits).toEqual([]);
    },
  },
  {
    name: 'another machine is another key: Nx itself does not hash the architecture',
    files: app(),
    first: BUILD,
    mutants: { 'nobody says which machine': anyHost() },
    story: async (workspace) => {
      const disguise = "data:text/javascript,Object.defineProperty(process,'arch',{value:'riscv64'})";
      const env = shadow(workspace, 'node', `exec "${process.execPath}" --import "${disguise}" "$@"`);
      expect((await workspace.nx(BUILD, { env })).hits).toEqual([]);
    },
  },
  {
    name: 'target-cpu=native puts the processor into the key, and nothing else does',
    files: app(),
    first: BUILD,
    mutants: {
      'nobody says which processor': anyProcessor(),
      'it counts always': add({ runtime: 'node --print "os.cpus()[0].model"' }),
    },
    story: async (workspace) => {
      const disguise =
        "data:text/javascript,import os from 'node:os';import{syncBuiltinESMExports as sync}from 'node:module';os.cpus=()=>[{model:'another'}];sync()";
      const other = shadow(workspace, 'node', `exec "${process.execPath}" --import "${disguise}" "$@"`);
      expect((await workspace.nx(BUILD, { env: other })).misses).toEqual([]);
      const env = { RUSTFLAGS: '-Ctarget-cpu=native' };
      expect((await workspace.nx(BUILD, { env })).hits).toEqual([]);
      expect((await workspace.nx(BUILD, { env: { ...env, ...other } })).hits).toEqual([]);
    },
  },
  {
    name: "the configuration of the user's own cargo is in the key",
    files: app({ 'crates/app/src/main.rs': 'fn main() {\n    println!("{}", env!("WORD"));\n}\n' }),
    options: { env: (root) => ({ CARGO_HOME: `${root}/.nx/cargo-home` }) },
    mutants: { 'nobody looks there': blindTo('CARGO_HOME') },
    story: async (workspace) => {
      for (const word of ['one', 'two']) {
        workspace.write('.nx/cargo-home/config.toml', `[env]\nWORD = "${word}"\n`);
        await workspace.nx(BUILD);
        expect((await workspace.run('target/debug/app', [])).stdout).toBe(word);
      }
    },
  },
  {
    name: 'a changed rust-toolchain.toml reruns everything, and nx affected says so',
    peers: ['rust.md 3: rust-toolchain(.toml)', 'monodon: stale'],
    files: app({ 'rust-toolchain.toml': '[toolchain]\nchannel = "stable"\n' }),
    options: { env: () => FREE },
    first: BUILD,
    mutants: { 'the file is no input': hide('rust-toolchain.toml') },
    story: async (workspace) => {
      const channel = await versionOf(workspace);
      workspace.write('rust-toolchain.toml', `[toolchain]\nchannel = "${channel}"\n`);
      expect(await workspace.affected('build')).toContain('app');
      expect((await workspace.nx(BUILD)).hits).toEqual([]);
    },
  },
  {
    name: 'a machine without Rust takes the artifacts of a pinned workspace from the cache, and they run',
    files: app(),
    options: { env: () => FREE },
    mutants: {
      'the compiler is asked all the same': unpinned(),
      'the artifact is no output': outputs([], ':build$'),
    },
    story: async (workspace) => {
      const channel = await versionOf(workspace);
      workspace.write('rust-toolchain.toml', `[toolchain]\nchannel = "${channel}"\n`);
      expect((await workspace.nx(BUILD)).exitCode).toBe(0);
      workspace.remove('target');
      expect((await workspace.nx(BUILD, { env: { PATH: pathWithout('cargo') } })).misses).toEqual([]);
      expect(workspace.has('target/debug/app')).toBe(true);
      expect((await workspace.run('target/debug/app', [])).stdout).toBe('app');
    },
  },
  {
    name: 'a pin that the running compiler does not have fails the task: with another tool the key would be a lie',
    files: app({ 'rust-toolchain': '1.2.3\n' }),
    options: { env: () => FREE },
    mutants: { 'the task knows of no pin': option('pin') },
    story: async (workspace) => {
      // NB rustup would obey the file; a distribution's cargo does not.
      const sysroot = await workspace.run('rustc', ['--print', 'sysroot'], {
        env: { RUSTUP_TOOLCHAIN: 'stable' },
      });
      const env = { PATH: [`${sysroot.stdout}/bin`, process.env['PATH']].join(delimiter) };
      const run = await workspace.nx(BUILD, { env });
      expect(run.exitCode).not.toBe(0);
      expect(run.output).toContain('pins version 1.2.3');
    },
  },
  {
    name: 'RUSTUP_TOOLCHAIN overrules a pin, and is in the key',
    files: app(),
    options: { env: () => FREE },
    mutants: { 'nobody looks at it': blindTo('RUSTUP_TOOLCHAIN') },
    story: async (workspace) => {
      const channel = await versionOf(workspace);
      workspace.write('rust-toolchain.toml', `[toolchain]\nchannel = "${channel}"\n`);
      expect((await workspace.nx(BUILD)).exitCode).toBe(0);
      expect((await workspace.nx(BUILD, { env: { RUSTUP_TOOLCHAIN: 'stable' } })).hits).toEqual([]);
    },
  },
]);
