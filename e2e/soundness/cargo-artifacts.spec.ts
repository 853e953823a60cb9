import { statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { expect } from 'vitest';
import { crate, lock } from '../support/cargo.js';
import type { Workspace } from '../support/workspace.js';
import { option, outputs, runs } from './support/mutations.js';
import { theme } from './support/theme.js';
import { shadow } from './support/tools.js';

const BUILD = ['build', 'app'];
const MANIFEST = '[workspace]\nresolver = "2"\nmembers = ["crates/*"]\n';

function prints(text: string): string {
  return `fn main() {\n    println!("${text}");\n}\n`;
}

function app(more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    'Cargo.toml': MANIFEST,
    'Cargo.lock': lock([{ name: 'app' }]),
    ...crate('crates/app', 'app', { 'src/main.rs': prints('one') }),
    ...more,
  };
}

async function said(workspace: Workspace, path = 'target/debug/app'): Promise<string> {
  return workspace.has(path) ? (await workspace.run(path, [])).stdout : 'nothing, it is not there';
}

/** As many scripts ask git. The first time it takes until somebody ends it. */
const ASKS = `use std::{fs, path::Path, process::Command};
fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let seconds = if Path::new("asked.txt").exists() { "0" } else { "600" };
    fs::write("asked.txt", "").unwrap();
    let knows = Command::new("sleep").arg(seconds).status().unwrap().success();
    println!("cargo::rustc-env=ANSWER={}", if knows { "the answer" } else { "unknown" });
}
`;

const TELLS = 'fn main() {\n    println!("{}", env!("ANSWER"));\n}\n';

/** What a plugin does that only starts cargo. */
const PLAIN = { 'cargo is started in place': runs('cargo build --package app', 'crates/app:build') };

/** And with everything that is then there as its output. */
const WHOLE_FOLDER = [...Object.values(PLAIN), outputs(['{workspaceRoot}/target'], 'crates/app:build')];

export const cargoArtifacts = theme('What a Rust task leaves', [
  {
    name: 'debug, release and a custom profile are built side by side and restored apart',
    peers: ['monodon: debug and release are coupled'],
    files: app({ 'Cargo.toml': `${MANIFEST}\n[profile.dist]\ninherits = "release"\n` }),
    mutants: {
      'every profile declares the same file': outputs(['{workspaceRoot}/target/debug/app'], ':build$'),
      'the whole folder is an output': outputs(['{workspaceRoot}/target'], ':build$'),
    },
    story: async (workspace) => {
      const profiles = { debug: [], release: ['-c', 'release'], dist: ['-c', 'dist'] };
      for (const args of Object.values(profiles))
        expect((await workspace.nx([...BUILD, ...args])).exitCode).toBe(0);
      workspace.remove('target');
      const there = () => Object.keys(profiles).filter((folder) => workspace.has(`target/${folder}/app`));
      for (const [index, [folder, args]] of Object.entries(profiles).entries()) {
        expect((await workspace.nx([...BUILD, ...args])).hits).toHaveLength(1);
        expect(there()).toEqual(Object.keys(profiles).slice(0, index + 1));
        expect(await said(workspace, `target/${folder}/app`)).toBe('one');
      }
    },
  },
  {
    name: 'two crates that leave files of one name have places of their own, C libraries too, alone and together',
    peers: ['cargo: one over the other, with a warning where both are built at once'],
    files: {
      'Cargo.toml': MANIFEST,
      'Cargo.lock': lock(['alpha', 'beta', 'ca', 'cb'].map((name) => ({ name }))),
      ...Object.fromEntries(
        ['alpha', 'beta'].flatMap((name) =>
          Object.entries(crate(`crates/${name}`, name, { 'src/bin/serve.rs': prints(name) })),
        ),
      ),
      ...Object.fromEntries(
        ['ca', 'cb'].flatMap((name) =>
          Object.entries({
            ...crate(`crates/${name}`, name, {
              'src/lib.rs': `#[unsafe(no_mangle)]\npub extern "C" fn from_${name}() {}\n`,
            }),
            [`crates/${name}/Cargo.toml`]: `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\n\n[lib]\nname = "plug"\ncrate-type = ["cdylib"]\n`,
          }),
        ),
      ),
    },
    mutants: {
      'the places are one': [
        outputs(['{workspaceRoot}/target/{options.profile}/serve'], '(alpha|beta):build$'),
        outputs(['{workspaceRoot}/target/{options.profile}/libplug.so'], 'c[ab]:build$'),
        option('apart'),
      ],
    },
    story: async (workspace) => {
      const holds = async () => {
        for (const name of ['alpha', 'beta'])
          expect(await said(workspace, `target/debug/crates/${name}/serve`)).toBe(name);
        for (const name of ['ca', 'cb']) {
          const path = `target/debug/crates/${name}/libplug.so`;
          const { stdout } = await workspace.run('grep', ['-c', `from_${name}`, path]);
          expect(Number(stdout)).toBeGreaterThan(0);
        }
      };
      const all = ['run-many', '-t', 'build'];
      expect((await workspace.nx(all)).exitCode).toBe(0);
      await holds();
      workspace.append('crates/ca/src/lib.rs', '// more\n');
      expect((await workspace.nx(all)).exitCode).toBe(0);
      await holds();
      expect((await workspace.nx([...all, '--batch', '--skipNxCache'])).exitCode).toBe(0);
      await holds();
    },
  },
  {
    name: 'an entry of the cache holds the artifact and nothing of what cargo keeps for itself',
    peers: ['monodon: 7.0 GB of cache for 50 crates'],
    files: app(),
    first: BUILD,
    mutants: { 'the target folder is the output': WHOLE_FOLDER },
    story: async (workspace) => {
      const { stdout } = await workspace.run('find', ['.nx/cache', '-type', 'f', '-path', '*/target/*']);
      const stored = stdout.split('\n').map((file) => file.slice(file.indexOf('/target/') + 1));
      expect(stored).toEqual(['target/debug/app']);
    },
  },
  {
    name: 'a removed target folder comes back from the cache, and the program runs',
    peers: ['monodon and moon without outputs: cached, and the binary does not exist'],
    files: app(),
    first: BUILD,
    mutants: { 'the artifact is no output': outputs([], ':build$') },
    story: async (workspace) => {
      workspace.remove('target');
      expect((await workspace.nx(BUILD)).hits).toEqual(['app:build']);
      expect(await said(workspace)).toBe('one');
      expect(statSync(`${workspace.root}/target/debug/app`).mode & 0o777).toBe(0o755);
    },
  },
  {
    name: "a hit puts the artifact back and touches nothing of cargo's own: what cargo builds next is what the sources say",
    peers: ['monodon: restored modification times do not go with the sources'],
    files: app(),
    first: BUILD,
    mutants: { 'the target folder is the output': WHOLE_FOLDER },
    story: async (workspace) => {
      workspace.write('crates/app/src/main.rs', prints('two'));
      await workspace.nx(BUILD);
      const before = await ofCargo(workspace);
      workspace.write('crates/app/src/main.rs', prints('one'));
      expect((await workspace.nx(BUILD)).hits).toEqual(['app:build']);
      expect(await said(workspace)).toBe('one');
      expect(await ofCargo(workspace)).toBe(before);
      expect((await workspace.run('cargo', ['build'])).exitCode).toBe(0);
      expect(await said(workspace)).toBe('one');
    },
  },
  {
    name: 'cargo test does not replace what cargo build left by a binary with the features of the tests',
    files: {
      'Cargo.toml': MANIFEST,
      'Cargo.lock': lock([{ name: 'app', dependencies: ['util'] }, { name: 'util' }]),
      'crates/app/Cargo.toml':
        '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n\n[dependencies]\nutil = { path = "../util" }\n\n[dev-dependencies]\nutil = { path = "../util", features = ["loud"] }\n',
      'crates/app/src/main.rs': 'fn main() {\n    println!("{}", util::say());\n}\n',
      'crates/app/tests/cli.rs':
        '#[test]\nfn runs() {\n    assert!(std::path::Path::new(env!("CARGO_BIN_EXE_app")).exists());\n}\n',
      'crates/util/Cargo.toml':
        '[package]\nname = "util"\nversion = "0.1.0"\nedition = "2021"\n\n[features]\nloud = []\n',
      'crates/util/src/lib.rs':
        'pub fn say() -> &\'static str {\n    if cfg!(feature = "loud") { "LOUD" } else { "quiet" }\n}\n',
    },
    first: BUILD,
    mutants: { 'cargo test runs in place': runs('cargo test --package app', 'crates/app:test') },
    story: async (workspace) => {
      expect((await workspace.nx(['test', 'app'])).exitCode).toBe(0);
      expect(await said(workspace)).toBe('quiet');
    },
  },
  {
    name: 'a failed build leaves all earlier artifacts as they were, not some of each, and caches nothing',
    files: app({ 'crates/app/src/bin/second.rs': prints('one') }),
    first: BUILD,
    mutants: PLAIN,
    story: async (workspace) => {
      workspace.write('crates/app/src/main.rs', prints('two'));
      workspace.write('crates/app/src/bin/second.rs', `${prints('two')}fn broken( {\n`);
      for (let attempt = 0; attempt < 2; attempt++) {
        const run = await workspace.nx(BUILD);
        expect(run.exitCode).not.toBe(0);
        expect(run.hits).toEqual([]);
      }
      expect(await said(workspace)).toBe('one');
      expect(await said(workspace, 'target/debug/second')).toBe('one');
    },
  },
  {
    name: 'a build that is killed leaves earlier artifacts as they were and caches nothing; the next one heals',
    files: app({ 'crates/app/src/bin/slow.rs': prints('one') }),
    first: BUILD,
    mutants: PLAIN,
    story: async (workspace) => {
      workspace.write('crates/app/src/main.rs', prints('two'));
      workspace.write('crates/app/src/bin/slow.rs', `${prints('two')}${ENDLESS}`);
      await killWhen(workspace, () => madeSince(workspace, 'app'));
      expect(await said(workspace)).toBe('one');
      expect(await said(workspace, 'target/debug/slow')).toBe('one');
      workspace.write('crates/app/src/bin/slow.rs', prints('two'));
      const run = await workspace.nx(BUILD);
      expect([run.exitCode, run.hits]).toEqual([0, []]);
      expect(await said(workspace)).toBe('two');
    },
  },
  {
    // NB a stopped Nx ends `sleep`, waits until it is gone, and only then ends the script that asked it.
    name: 'what a build script makes of a program that was ended because Nx was stopped is not believed',
    files: app({ 'crates/app/build.rs': ASKS, 'crates/app/src/main.rs': TELLS }),
    mutants: PLAIN,
    story: async (workspace) => {
      const nx = workspace.start(BUILD);
      await until(() => workspace.has('crates/app/asked.txt'));
      await sleep(300);
      process.kill(nx.pid, 'SIGTERM');
      await nx.ended;
      const run = await workspace.nx(BUILD);
      expect([run.exitCode, run.hits]).toEqual([0, []]);
      expect(await said(workspace)).toBe('the answer');
    },
  },
  {
    name: 'a tool that succeeds without leaving the artifact fails the task, and nothing is cached',
    files: app(),
    mutants: PLAIN,
    story: async (workspace) => {
      const env = shadow(workspace, 'cargo', 'echo "cargo 1.95.0"');
      const run = await workspace.nx(BUILD, { env });
      expect(run.exitCode).not.toBe(0);
      expect(run.output).toContain('did not leave target/debug/app');
      expect((await workspace.nx(BUILD)).hits).toEqual([]);
      expect(await said(workspace)).toBe('one');
    },
  },
  {
    name: '--release as an argument is refused with the option that does it right, and nothing turns green',
    files: app(),
    mutants: PLAIN,
    story: async (workspace) => {
      const run = await workspace.nx([...BUILD, '--release']);
      expect(run.exitCode).not.toBe(0);
      expect(run.output).toContain('-c release');
      expect(workspace.has('target/release/app')).toBe(false);
    },
  },
  {
    name: 'no variable makes a task succeed without doing anything',
    peers: ['monodon: VERCEL=1 succeeds without building, and that success is served later'],
    files: app(),
    mutants: {
      'a variable does': runs('test -n "$VERCEL" || cargo build --package app', 'crates/app:build'),
    },
    story: async (workspace) => {
      await workspace.nx(BUILD, { env: { VERCEL: '1' } });
      await workspace.nx(BUILD);
      expect(await said(workspace)).toBe('one');
    },
  },
]);

/** Names and times of all that cargo keeps for itself. */
async function ofCargo(workspace: Workspace): Promise<string> {
  const { stdout } = await workspace.run('find', [
    'target',
    '-type',
    'f',
    '!',
    '-path',
    'target/debug/app',
    '-printf',
    '%p %T@\n',
  ]);
  return stdout.split('\n').sort().join('\n');
}

/** Keeps rustc busy for hours: it is computed when the program is compiled. */
const ENDLESS =
  '\n#[allow(long_running_const_eval)]\npub const N: u64 = {\n    let mut n = 0u64;\n    while n < 1 << 60 {\n        n += 1;\n    }\n    n\n};\n#[unsafe(no_mangle)]\npub static M: u64 = N;\n';

/**
 * Whether rustc is done with one of the binaries: there is one in the folder of intermediate files that
 * prints the new text.
 */
async function madeSince(workspace: Workspace, name: string): Promise<boolean> {
  const made = await workspace.run('sh', [
    '-c',
    `for file in target/debug/deps/${name}-*; do test -x "$file" && test ! -d "$file" && "$file"; done; true`,
  ]);
  return made.stdout.includes('two');
}

/** Nx and everything below it are gone at once, as when a machine loses power. */
async function killWhen(workspace: Workspace, isTime: () => Promise<boolean>): Promise<void> {
  const nx = workspace.start(BUILD);
  await until(isTime);
  await sleep(1000); // for a tool that works in place to put into place what it has just made
  for (const pid of [nx.pid, ...(await descendantsOf(nx.pid))]) process.kill(pid, 'SIGKILL');
  await nx.ended;
}

async function until(isTime: () => boolean | Promise<boolean>): Promise<void> {
  for (let patience = 0; !(await isTime()); patience++) {
    if (patience > 600) throw new Error('the build never came that far');
    await sleep(100);
  }
}

/** NB not by process group: cargo has one of its own. */
async function descendantsOf(pid: number): Promise<number[]> {
  const { stdout } = await execa('ps', ['-eo', 'pid=,ppid=']);
  const parents = stdout.split('\n').map((line) => line.trim().split(/\s+/).map(Number));
  const below = [pid];
  for (const one of below)
    below.push(...parents.flatMap(([child, parent]) => (parent === one && child ? [child] : [])));
  return below.slice(1);
}
