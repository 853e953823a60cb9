/**
 * Many tasks with one process: each is cached, logged and failed on its own, and is what it would be alone.
 */
import { createHash } from 'node:crypto';
import { chmodSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { findProgram } from '../packages/polynx/src/adapters/programs.js';
import type { Report } from '../packages/polynx/src/cli/report/report.js';
import { cargoWorkspace, crate, lock } from './support/cargo.js';
import { goWorkspace } from './support/go.js';
import { polynx } from './support/polynx.js';
import { createWorkspace, QUIET, type Workspace } from './support/workspace.js';

/** A program of that name, first on PATH, that writes its arguments down and then is the real one. */
function watched(workspace: Workspace, program: string) {
  const log = join(workspace.root, '.nx', `${program}.log`);
  const real = findProgram(program);
  if (real === undefined) throw new Error(`${program} is not installed`);
  workspace.write(`.nx/bin/${program}`, `#!/bin/sh\necho "$*" >> '${log}'\nexec '${real}' "$@"\n`);
  workspace.write(`.nx/${program}.log`, '');
  chmodSync(join(workspace.root, '.nx/bin', program), 0o755);
  return {
    env: { PATH: `${join(workspace.root, '.nx/bin')}${delimiter}${QUIET.PATH}` },
    /** Since the last time it was asked; without questions for a version, facts and settings. */
    calls: () => {
      const lines = readFileSync(log, 'utf8').trim().split('\n');
      workspace.write(`.nx/${program}.log`, '');
      return lines.filter((line) => line !== '' && !/^(-|version|metadata|env|list)/.test(line));
    },
  };
}

const digest = (workspace: Workspace, path: string) =>
  createHash('sha256')
    .update(readFileSync(join(workspace.root, path)))
    .digest('hex');

const BATCH = ['run-many', '--output-style=static', '-t'];

/** One process per task. */
const ALONE = ['run-many', '--no-batch', '-t'];

/** The log of one task, as Nx prints it. */
function logOf(output: string, task: string): string {
  const [, text = ''] = output.split(`nx run ${task}`);
  return text.split(/^[✔✖>»\s]*nx run /m, 1)[0] ?? '';
}

async function until(condition: () => boolean): Promise<void> {
  for (let waited = 0; !condition(); waited++) {
    if (waited > 600) throw new Error('it never happened');
    await sleep(100);
  }
}

function isAlive(pid: number): boolean {
  try {
    // A zombie is over, though its parent has not looked yet.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

describe('Rust', () => {
  it('one cargo for all crates; each task has its own cache entry and artifact', async () => {
    const workspace = await createWorkspace(cargoWorkspace());
    const cargo = watched(workspace, 'cargo');
    const first = await workspace.nx([...BATCH, 'build'], cargo);
    expect(first.exitCode, first.output).toBe(0);
    expect(cargo.calls()).toEqual([
      expect.stringMatching(/^build --package app --package core --package util --locked --keep-going/),
    ]);
    expect((await workspace.run('target/debug/app', [])).output).toContain('app says core says util');
    expect(workspace.has('target/.polynx/batch/debug/build')).toBe(false);

    workspace.append('crates/core/src/lib.rs', '// another word\n');
    const second = await workspace.nx([...BATCH, 'build'], cargo);
    expect(second.hits).toEqual(['util:build']);
    expect(cargo.calls()).toHaveLength(1);

    workspace.remove('target');
    const third = await workspace.nx([...BATCH, 'build'], cargo);
    expect(third.hits).toEqual(['app:build', 'core:build', 'util:build']);
    expect(cargo.calls()).toEqual([]);
    expect(workspace.has('target/debug/app')).toBe(true);
  });

  it('check, lint and test too; an integration test finds the program of its crate', async () => {
    const workspace = await createWorkspace({
      ...cargoWorkspace(),
      'crates/app/tests/cli.rs':
        '#[test]\nfn starts() {\n    let app = env!("CARGO_BIN_EXE_app");\n    assert!(std::process::Command::new(app).status().unwrap().success());\n}\n',
    });
    const cargo = watched(workspace, 'cargo');
    const run = await workspace.nx([...BATCH, 'check', 'lint', 'test'], cargo);
    expect(run.exitCode, run.output).toBe(0);
    const calls = cargo.calls();
    expect(calls.filter((line) => line.startsWith('check '))).toHaveLength(1);
    expect(calls.filter((line) => line.startsWith('clippy '))).toHaveLength(1);
    expect(calls.filter((line) => line.startsWith('build --tests'))).toEqual([
      expect.stringMatching(/--package core --package util /),
    ]);
    expect(logOf(run.output, 'app:test')).toContain('test starts ... ok');
    expect(logOf(run.output, 'core:test')).toContain('test tests::says ... ok');
    expect(logOf(run.output, 'core:test')).toContain('Doc-tests core');
    // Compiled by the one before: nothing is compiled again.
    expect(logOf(run.output, 'core:test')).not.toContain('Compiling core');
  });

  it('an error fails its crate and those above it, which say whose it is; the rest is kept', async () => {
    const workspace = await createWorkspace({
      ...cargoWorkspace(),
      'crates/core/src/lib.rs': 'pub fn say() -> String {\n    missing\n}\n',
    });
    await workspace.run('mkdir', ['-p', 'target/debug']);
    workspace.write('target/debug/app', 'an earlier one');
    const run = await workspace.nx([...BATCH, 'build']);
    expect(run.exitCode).not.toBe(0);
    expect(logOf(run.output, 'core:build')).toContain('cannot find value `missing`');
    expect(logOf(run.output, 'app:build')).toContain(
      '`app` was not compiled, since it uses `core`, which cannot be compiled.',
    );
    expect(workspace.read('target/debug/app')).toBe('an earlier one');
    const again = await workspace.nx([...BATCH, 'build']);
    expect(again.hits).toEqual(['util:build']);
  });

  it("a task's log has its warnings, and those of what it uses; from the cache as well", async () => {
    const workspace = await createWorkspace({
      ...cargoWorkspace(),
      'crates/util/src/lib.rs': 'fn unused() {}\npub fn say() -> &\'static str {\n    "util"\n}\n',
    });
    const first = await workspace.nx([...BATCH, 'build']);
    for (const run of [first, await workspace.nx([...BATCH, 'build'])]) {
      for (const name of ['util', 'core', 'app'])
        expect(logOf(run.output, `${name}:build`)).toContain('function `unused` is never used');
    }
  });

  it('a crate that reads a file it has not declared fails alone', async () => {
    const workspace = await createWorkspace({
      ...cargoWorkspace(),
      'crates/app/build.rs':
        'fn main() {\n    let up = ["..", "..", "notes.txt"].join("/");\n    println!("cargo::rerun-if-changed={up}");\n}\n',
      'notes.txt': 'seen by the build script\n',
    });
    const run = await workspace.nx([...BATCH, 'build']);
    expect(run.exitCode).not.toBe(0);
    expect(logOf(run.output, 'app:build')).toContain('reads = ["../../notes.txt"]');
    const again = await workspace.nx([...BATCH, 'build']);
    expect(again.hits).toEqual(['core:build', 'util:build']);
  });

  describe('features', () => {
    /** `one` and `two` use `shared` with the features given, and print what it has. */
    const workspaceOf = (one: string, two: string) => ({
      'Cargo.toml': '[workspace]\nresolver = "2"\nmembers = ["crates/*"]\n',
      'Cargo.lock': lock([
        { name: 'one', dependencies: ['shared'] },
        { name: 'shared' },
        { name: 'two', dependencies: ['shared'] },
      ]),
      ...user('one', one),
      ...user('two', two),
      ...crate('crates/shared', 'shared', {
        'src/lib.rs':
          'pub fn has() -> &\'static str {\n    if cfg!(feature = "loud") { "LOUD" } else { "quiet" }\n}\n',
      }),
      'crates/shared/Cargo.toml':
        '[package]\nname = "shared"\nversion = "0.1.0"\nedition = "2021"\n\n[features]\nloud = []\n',
    });
    const user = (name: string, features: string) =>
      crate(
        `crates/${name}`,
        name,
        { 'src/main.rs': `fn main() {\n    println!("${name} {}", shared::has());\n}\n` },
        `shared = { path = "../shared", features = [${features}] }`,
      );

    it('crates that ask for different ones do not share a process, and get what they get alone', async () => {
      const workspace = await createWorkspace(workspaceOf('"loud"', ''));
      const cargo = watched(workspace, 'cargo');
      await workspace.nx([...ALONE, 'build']);
      const alone = ['one', 'two'].map((name) => digest(workspace, `target/debug/${name}`));
      workspace.remove('target');
      await workspace.nx(['reset']);
      cargo.calls();
      const run = await workspace.nx([...BATCH, 'build'], cargo);
      expect(run.exitCode, run.output).toBe(0);
      expect(run.hits).toEqual([]);
      expect((await workspace.run('target/debug/one', [])).output).toBe('one LOUD');
      expect((await workspace.run('target/debug/two', [])).output).toBe('two quiet');
      expect(['one', 'two'].map((name) => digest(workspace, `target/debug/${name}`))).toEqual(alone);
      const calls = cargo.calls();
      expect(
        calls.filter((line) => line.includes('--package one') && line.includes('--package two')),
      ).toEqual([]);
      const { records } = JSON.parse((await polynx(workspace, ['report', '--json'])).stdout) as Report;
      const two = records.at(-1)?.tasks.find(({ id }) => id === 'two:build');
      expect(two?.steps?.map(({ tasks, apart }) => [tasks, apart])).toEqual([
        [2, ['features of shared: none / loud']],
      ]);
    });

    it('crates that agree share one, with the same bytes', async () => {
      const workspace = await createWorkspace(workspaceOf('"loud"', '"loud"'));
      const cargo = watched(workspace, 'cargo');
      await workspace.nx([...ALONE, 'build', '-p', 'one', 'two']);
      const alone = ['one', 'two'].map((name) => digest(workspace, `target/debug/${name}`));
      workspace.remove('target');
      await workspace.nx(['reset']);
      cargo.calls();
      await workspace.nx([...BATCH, 'build', '-p', 'one', 'two'], cargo);
      expect(cargo.calls()).toEqual([expect.stringMatching(/^build --package one --package two /)]);
      expect(['one', 'two'].map((name) => digest(workspace, `target/debug/${name}`))).toEqual(alone);
    });
  });

  it('a package of build scripts that the program beside it links keeps its debug information to itself', async () => {
    const speaks = (name: string, words: string) => ({
      'src/main.rs': `fn main() {\n    println!("${name} {} {}", ${words}, middle::says());\n}\n`,
    });
    const script = (name: string) =>
      `fn main() {\n    println!("cargo::rustc-env=${name}={}", tool::says());\n}\n`;
    const workspace = await createWorkspace({
      'Cargo.toml': '[workspace]\nresolver = "2"\nmembers = ["crates/*"]\n',
      'Cargo.lock': lock([
        { name: 'links', dependencies: ['middle', 'tool'] },
        { name: 'middle', dependencies: ['tool'] },
        { name: 'only-builds', dependencies: ['middle', 'tool'] },
        { name: 'tool' },
      ]),
      ...crate('crates/tool', 'tool', { 'src/lib.rs': 'pub fn says() -> &\'static str {\n    "tool"\n}\n' }),
      ...crate('crates/middle', 'middle', {
        'src/lib.rs': 'pub fn says() -> &\'static str {\n    env!("MIDDLE")\n}\n',
        'build.rs': script('MIDDLE'),
      }),
      'crates/middle/Cargo.toml':
        '[package]\nname = "middle"\nversion = "0.1.0"\nedition = "2021"\n\n[build-dependencies]\ntool = { path = "../tool" }\n',
      ...crate(
        'crates/links',
        'links',
        speaks('links', 'tool::says()'),
        'middle = { path = "../middle" }\ntool = { path = "../tool" }',
      ),
      ...crate(
        'crates/only-builds',
        'only-builds',
        { ...speaks('only-builds', 'env!("OWN")'), 'build.rs': script('OWN') },
        'middle = { path = "../middle" }\n\n[build-dependencies]\ntool = { path = "../tool" }',
      ),
    });
    const names = ['links', 'only-builds'];
    const cargo = watched(workspace, 'cargo');
    await workspace.nx([...ALONE, 'build', '-p', ...names]);
    const alone = names.map((name) => digest(workspace, `target/debug/${name}`));
    // The trap: side by side cargo gives one of them other bytes.
    const env = { CARGO_TARGET_DIR: 'target/beside' };
    await workspace.run('cargo', ['build', '-p', 'links', '-p', 'only-builds'], { env });
    expect(names.map((name) => digest(workspace, `target/beside/debug/${name}`))).not.toEqual(alone);
    workspace.remove('target');
    await workspace.nx(['reset']);
    const run = await workspace.nx([...BATCH, 'build'], cargo);
    expect(run.hits, run.output).toEqual([]);
    expect(cargo.calls().filter((line) => line.includes('--keep-going'))).toHaveLength(2);
    expect(names.map((name) => digest(workspace, `target/debug/${name}`))).toEqual(alone);
  });

  it('a `.env` of the project decides its task, and no other', async () => {
    const says = 'fn main() {\n    println!("{}", option_env!("WHO").unwrap_or("nobody"));\n}\n';
    const workspace = await createWorkspace({
      'Cargo.toml': '[workspace]\nresolver = "2"\nmembers = ["crates/*"]\n',
      'Cargo.lock': lock([{ name: 'a' }, { name: 'b' }, { name: 'c' }]),
      ...crate('crates/a', 'a', { 'src/main.rs': says }),
      ...crate('crates/b', 'b', { 'src/main.rs': says }),
      ...crate('crates/c', 'c', { 'src/main.rs': says }),
      ...Object.fromEntries(
        ['a', 'b', 'c'].map((name) => [
          `crates/${name}/Cargo.toml`,
          `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\n\n[package.metadata.nx]\nenv = ["WHO"]\n`,
        ]),
      ),
      'crates/b/.env': 'WHO=somebody\n',
    });
    const run = await workspace.nx([...BATCH, 'build']);
    expect(run.exitCode, run.output).toBe(0);
    const words = async () =>
      Promise.all(
        ['a', 'b', 'c'].map(async (name) => (await workspace.run(`target/debug/${name}`, [])).output),
      );
    expect(await words()).toEqual(['nobody', 'somebody', 'nobody']);
    workspace.write('crates/b/.env', 'WHO=another\n');
    const second = await workspace.nx([...BATCH, 'build']);
    expect(second.hits).toEqual(['a:build', 'c:build']);
    expect(await words()).toEqual(['nobody', 'another', 'nobody']);
  });

  it('killed in the middle, nothing is half there, and the next run makes it whole', async () => {
    const workspace = await createWorkspace({
      ...cargoWorkspace(),
      // Time to be killed in.
      'crates/core/build.rs':
        'fn main() {\n    std::fs::write("started.txt", "").unwrap();\n    std::thread::sleep(std::time::Duration::from_secs(3));\n}\n',
    });
    const nx = execa(process.execPath, ['node_modules/nx/dist/bin/nx.js', ...BATCH, 'build'], {
      cwd: workspace.root,
      env: QUIET,
      reject: false,
      stdin: 'ignore',
      detached: true,
    });
    await until(() => workspace.has('crates/core/started.txt'));
    if (nx.pid !== undefined) process.kill(-nx.pid, 'SIGKILL');
    await nx;
    expect(workspace.has('target/debug/app')).toBe(false);
    workspace.remove('crates/core/started.txt');
    workspace.write('crates/core/build.rs', 'fn main() {}\n');
    const run = await workspace.nx([...BATCH, 'build']);
    expect(run.exitCode, run.output).toBe(0);
    expect((await workspace.run('target/debug/app', [])).output).toContain('app says');
  });

  it('a stopped batch ends what it started', async () => {
    const sleeps =
      'fn main() {\n    std::fs::create_dir_all("pids").unwrap();\n    std::fs::write(format!("pids/{}", std::process::id()), "").unwrap();\n    std::thread::sleep(std::time::Duration::from_secs(600));\n}\n';
    const workspace = await createWorkspace({ ...cargoWorkspace(), 'crates/core/build.rs': sleeps });
    const pids = () =>
      workspace.has('crates/core/pids')
        ? readdirSync(join(workspace.root, 'crates/core/pids')).map(Number)
        : [];
    const nx = execa(process.execPath, ['node_modules/nx/dist/bin/nx.js', ...BATCH, 'check'], {
      cwd: workspace.root,
      env: QUIET,
      reject: false,
      stdin: 'ignore',
    });
    await until(() => pids().length > 0);
    nx.kill('SIGTERM');
    await nx;
    await until(() => !pids().some(isAlive));
  });

  it('--no-batch is one cargo each; a command for one project shows what cargo prints as it comes', async () => {
    const workspace = await createWorkspace({
      ...cargoWorkspace(),
      // Time to be read in.
      'crates/core/tests/slow.rs':
        '#[test]\nfn slow() {\n    std::thread::sleep(std::time::Duration::from_secs(3));\n}\n',
    });
    const cargo = watched(workspace, 'cargo');
    await workspace.nx([...ALONE, 'check'], cargo);
    expect(cargo.calls()).toHaveLength(3);
    const printed: { at: number; text: string }[] = [];
    const one = execa(process.execPath, ['node_modules/nx/dist/bin/nx.js', 'test', 'core'], {
      cwd: workspace.root,
      // What a run that names no style prints; `static` waits for the end.
      env: { ...QUIET, NX_DEFAULT_OUTPUT_STYLE: undefined },
      all: true,
      stdin: 'ignore',
    });
    one.all.on('data', (chunk) => printed.push({ at: Date.now(), text: String(chunk) }));
    await one;
    const end = Date.now();
    const running = printed.find(({ text }) => text.includes('tests/slow.rs'));
    expect(end - (running?.at ?? end)).toBeGreaterThan(2000);
    // In a batch Nx would say which executor runs it.
    expect(printed.map(({ text }) => text).join('')).not.toContain('polynx:cargo');
  });
});

describe('Go', () => {
  it('one go for the modules of a go.work; each program is the one that is built alone', async () => {
    const workspace = await createWorkspace(goWorkspace());
    const go = watched(workspace, 'go');
    const { output } = await workspace.nx([...ALONE, 'build']);
    const names = ['api', 'worker'];
    const path = (name: string) => `dist/services/${name}/linux-x64/${name}`;
    const alone = names.map((name) => digest(workspace, path(name)));
    workspace.remove('dist');
    await workspace.nx(['reset']);
    go.calls();
    const run = await workspace.nx([...BATCH, 'build', 'vet', 'test'], go);
    expect(run.exitCode, output + run.output).toBe(0);
    const calls = go.calls();
    expect(calls.filter((line) => line.startsWith('build -o'))).toHaveLength(1);
    expect(calls.filter((line) => line.startsWith('vet '))).toHaveLength(1);
    expect(calls.filter((line) => line.startsWith('test '))).toEqual([
      expect.stringMatching(
        /^test .*\.\/libs\/text\/\.\.\. \.\/services\/api\/\.\.\. \.\/services\/worker\/\.\.\.$/,
      ),
    ]);
    expect(names.map((name) => digest(workspace, path(name)))).toEqual(alone);
    const again = await workspace.nx([...BATCH, 'build', 'vet', 'test'], go);
    expect(again.misses).toEqual([]);
    expect(go.calls()).toEqual([]);
  });

  it('libraries beside programs are compiled together, and go is asked for its version once', async () => {
    const tools = (name: string) => ({
      [`${name}/go.mod`]: `module example.com/${name}\n\ngo 1.22\n`,
      [`${name}/cmd/${name}-run/main.go`]: 'package main\n\nfunc main() {}\n',
      [`${name}/jobs/jobs.go`]: 'package jobs\n\nfunc Next() string { return "next" }\n',
    });
    const files = goWorkspace();
    const workspace = await createWorkspace({
      ...files,
      ...tools('hammer'),
      ...tools('saw'),
      'go.work': files['go.work']?.replace('use (', 'use (\n\t./hammer\n\t./saw') ?? '',
    });
    const go = watched(workspace, 'go');
    const log = () => workspace.read('.nx/go.log').split('\n');
    const run = await workspace.nx([...BATCH, 'build'], go);
    expect(run.exitCode, run.output).toBe(0);
    expect(log().filter((line) => line === 'version')).toHaveLength(1);
    const builds = go.calls().filter((line) => line.startsWith('build '));
    expect(builds.filter((line) => line.startsWith('build -o '))).toHaveLength(1);
    expect(builds.filter((line) => !line.startsWith('build -o '))).toEqual([
      expect.stringMatching(/example\.com\/hammer\/jobs .*example\.com\/saw\/jobs/),
    ]);
    workspace.write('saw/jobs/jobs.go', 'package jobs\n\nfunc Next() string { return 1 }\n');
    const broken = await workspace.nx([...BATCH, 'build'], go);
    expect(broken.exitCode).not.toBe(0);
    expect(broken.output).toContain('jobs.go:3');
    expect((await workspace.nx([...BATCH, 'build'], go)).misses).toEqual(['saw:build']);
  });

  it('a failing test fails its module alone, with its words; the others are kept', async () => {
    const workspace = await createWorkspace({
      ...goWorkspace(),
      'services/api/extra_test.go':
        'package main\n\nimport "testing"\n\nfunc TestBad(t *testing.T) { t.Error("not good at all") }\n',
    });
    const go = watched(workspace, 'go');
    const run = await workspace.nx([...BATCH, 'test', '--verbose'], go);
    expect(run.exitCode).not.toBe(0);
    expect(go.calls()).toHaveLength(1);
    // Each task says what it shares, and what is in its own key.
    const shown = logOf(run.output, 'libs/text:test');
    expect(shown).toMatch(/^ {2}runs {4}go test .* \(one process for 3 tasks\)$/m);
    expect(shown).toMatch(/^ {2}key {5}files: .*libs\/text/m);
    expect(logOf(run.output, 'services/api:test')).toContain('extra_test.go:5: not good at all');
    expect(logOf(run.output, 'services/worker:test')).not.toContain('not good');
    expect(logOf(run.output, 'services/worker:test')).toMatch(/ok\s+example\.com\/worker/);
    const again = await workspace.nx([...BATCH, 'test'], go);
    expect(again.hits).toEqual(['libs/text:test', 'services/worker:test']);
  });

  it('a module that does not compile, or that vet complains of, keeps none of the others', async () => {
    const workspace = await createWorkspace({
      ...goWorkspace(),
      'services/api/bad.go':
        'package main\n\nimport "fmt"\n\nfunc bad() { fmt.Printf("%d\\n", "no number") }\n',
      'services/worker/bad.go': 'package main\n\nfunc bad() int { return "no number" }\n',
    });
    const vet = await workspace.nx([...BATCH, 'vet']);
    expect(logOf(vet.output, 'services/api:vet')).toContain('bad.go:5');
    expect(logOf(vet.output, 'services/worker:vet')).toContain('bad.go:3');
    const build = await workspace.nx([...BATCH, 'build']);
    expect(logOf(build.output, 'services/worker:build')).toContain('bad.go:3');
    expect((await workspace.nx([...BATCH, 'vet'])).hits).toEqual(['libs/text:vet']);
    expect((await workspace.nx([...BATCH, 'build'])).hits).toContain('services/api:build');
  });
});
