/** What happens when things go wrong: no wrong artifact, a clear message, and the next run heals. */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it, onTestFinished } from 'vitest';
import { hostPlatform } from '../packages/polynx/src/model/platform.js';
import { type Fault, startCacheServer } from './support/cache-server.js';
import { cargoWorkspace } from './support/cargo.js';
import { freshClone } from './support/demo.js';
import { goWorkspace } from './support/go.js';
import { brake, hindered, mayMount, readOnly, smallDisk, until } from './support/obstacles.js';
import { polynx } from './support/polynx.js';
import {
  createIsolatedWorkspace,
  createWorkspace,
  ISOLATED,
  QUIET,
  type Run,
  type RunOptions,
  type Workspace,
} from './support/workspace.js';

const BUILD = ['run-many', '-t', 'build'];
const BINARIES = {
  app: 'target/debug/app',
  api: `dist/services/api/${hostPlatform()}/api`,
  worker: `dist/services/worker/${hostPlatform()}/worker`,
} as const;

const both = () => createIsolatedWorkspace({ ...cargoWorkspace(), ...goWorkspace() });

/** What the built programs say. */
async function words(workspace: Workspace): Promise<string[]> {
  const runs = await Promise.all(
    Object.values(BINARIES).map((file) => workspace.run(join(workspace.root, file), [])),
  );
  return runs.map(({ stdout }) => stdout);
}

const RIGHT = ['app says core says util', 'api hello', 'worker HELLO'];

/** Nx, without waiting for its end. Its own process may be killed. */
function start({ root, env }: Workspace, args: readonly string[], more: RunOptions['env'] = {}) {
  return execa(process.execPath, ['node_modules/nx/dist/bin/nx.js', ...args], {
    cwd: root,
    env: { ...QUIET, ...env, ...more },
    reject: false,
    all: true,
  });
}

describe('two nx at once in one workspace', () => {
  it('the same tasks, or different ones of the same projects: all succeed, and every program is what its sources say', async () => {
    const workspace = await both();
    for (const round of ['one', 'two', 'three']) {
      workspace.write('crates/util/src/lib.rs', `pub fn say() -> &'static str {\n    "${round}"\n}\n`);
      workspace.write('libs/text/text.go', `package text\n\nfunc Greeting() string { return "${round}" }\n`);
      const runs = await Promise.all([workspace.nx(BUILD), workspace.nx(BUILD), workspace.nx(BUILD)]);
      for (const run of runs) expect(run.exitCode, run.output).toBe(0);
      expect(await words(workspace)).toEqual([`app says core says ${round}`, `api ${round}`, 'worker HELLO']);
      await heals(workspace, [`app says core says ${round}`, `api ${round}`, 'worker HELLO']);
    }

    // Different tasks of the same projects.
    const targets = ['build', 'test', 'lint,vet', 'doc,check'];
    const runs = await Promise.all(targets.map((target) => workspace.nx(['run-many', '-t', target])));
    for (const run of runs) expect(run.exitCode, run.output).toBe(0);
    await heals(workspace, ['app says core says three', 'api three', 'worker HELLO']);
  });
});

/** All artifacts deleted: what the cache gives back is right. */
async function heals(
  workspace: Workspace,
  expected: readonly string[],
  env: RunOptions['env'] = {},
): Promise<Run> {
  for (const file of Object.values(BINARIES)) workspace.remove(file);
  const run = await workspace.nx(BUILD, { env });
  expect(run.exitCode, run.output).toBe(0);
  expect(run.misses).toEqual([]);
  expect(await words(workspace)).toEqual(expected);
  return run;
}

describe('two checkouts of one repository', () => {
  it('share what they built, wherever they lie', async () => {
    const workspace = await both();
    await workspace.commit();
    const env = homeOfItsOwn();
    const first = await workspace.nx(BUILD, { env });
    expect(first.exitCode, first.output).toBe(0);
    const other = `${workspace.root} two`;
    const cwd = relative(workspace.root, other);
    await workspace.run('git', ['worktree', 'add', '--quiet', other, 'HEAD']);
    onTestFinished(() => rmSync(other, { recursive: true, force: true }));
    symlinkSync(join(workspace.root, 'node_modules'), join(other, 'node_modules'));
    const second = await workspace.nx(BUILD, { env, cwd });
    expect(second.exitCode, second.output).toBe(0);
    expect(second.misses).toEqual([]);
    const api = await workspace.run(join(other, BINARIES.api), []);
    expect(api.stdout).toBe('api hello');
  });
});

/**
 * NB Nx shares its cache below the home folder, unless that lies in /tmp or NX_CACHE_DIRECTORY is set. So not
 * in the repository, which may lie there.
 */
function homeOfItsOwn(): NonNullable<RunOptions['env']> {
  const { HOME = '', CARGO_HOME = join(HOME, '.cargo'), RUSTUP_HOME = join(HOME, '.rustup') } = process.env;
  const home = mkdtempSync(join(homedir(), '.polynx-e2e-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  return { HOME: home, CARGO_HOME, RUSTUP_HOME, NX_CACHE_DIRECTORY: undefined };
}

describe('kill -9', () => {
  it.each(['app', 'services/api'])(
    'of the tool, and then of nx, while %s is built: nothing is kept, the next run builds',
    async (project) => {
      const workspace = await both();
      const { env, hold, release, held } = await brake();
      hold();
      const run = workspace.nx(['build', project], { env });
      process.kill(await held(), 'SIGKILL');
      const { exitCode, output } = await run;
      expect(exitCode).not.toBe(0);
      expect(output).toMatch(/SIGKILL/);
      expect(Object.values(BINARIES).filter((file) => workspace.has(file))).toEqual([]);
      const killed = start(workspace, ['build', project], env);
      const tool = await held();
      killed.kill('SIGKILL');
      await killed;
      release();
      expect(Object.values(BINARIES).filter((file) => workspace.has(file))).toEqual([]);
      // Its tool does not go on without it.
      await until(() => !isThere(tool));
      const next = await workspace.nx(BUILD, { env });
      expect(next.exitCode, next.output).toBe(0);
      expect(next.hits).toEqual([]);
      expect(await words(workspace)).toEqual(RIGHT);
      // NB a wrapper of rustc is in the key.
      await heals(workspace, RIGHT, env);
    },
  );

  it('of nx in the middle of a restore from the cache: the next run restores all of it', async () => {
    const workspace = await createIsolatedWorkspace(manyFiles(), { packageJson: { workspaces: ['web'] } });
    expect((await workspace.nx(BUILD)).exitCode).toBe(0);
    expect(await countPages(workspace)).toBe(PAGES);
    workspace.remove('web/dist');
    const killed = start(workspace, BUILD);
    await until(() => workspace.has('web/dist/1.txt'), 1);
    killed.kill('SIGKILL');
    const { all } = await killed;
    const left = await countPages(workspace);
    expect(left).toBeGreaterThan(0);
    expect(left, all).toBeLessThan(PAGES);
    const next = await workspace.nx(BUILD);
    expect(next.hits, next.output).toEqual(['web:build']);
    expect(await countPages(workspace)).toBe(PAGES);
  });

  it('of nx in the middle of a download: the next run takes all of it', async () => {
    const server = await startCacheServer();
    const workspace = await createIsolatedWorkspace(goWorkspace(), { env: () => server.writer });
    const built = await workspace.nx(BUILD);
    expect(built.exitCode).toBe(0);
    const clone = await freshClone(workspace);
    server.breakDown('GET', 'slow');
    const killed = start(clone, BUILD);
    await until(() => server.log.some(({ method, status }) => method === 'GET' && status === 200));
    killed.kill('SIGKILL');
    await killed;
    expect(clone.has('dist')).toBe(false);
    server.breakDown('GET', undefined);
    const next = await clone.nx(BUILD);
    expect(next.hits, next.output).toEqual(built.misses);
    expect((await clone.run(join(clone.root, BINARIES.api), [])).stdout).toBe('api hello');
  });
});

const PAGES = 20_000;

/** A build that leaves so many files that a restore takes a while. */
function manyFiles(): Record<string, string> {
  return {
    'web/package.json': JSON.stringify({
      name: 'web',
      main: 'dist/1.txt',
      scripts: { build: 'node build.mjs' },
    }),
    'web/build.mjs': `import { mkdirSync, writeFileSync } from 'node:fs';
mkdirSync('dist', { recursive: true });
for (let page = 1; page <= ${PAGES}; page++) writeFileSync('dist/' + page + '.txt', 'page');
`,
  };
}

/** Those that are whole. */
async function countPages(workspace: Workspace): Promise<number> {
  const { stdout } = await workspace.run('find', ['web/dist', '-size', '4c', '-name', '*.txt']);
  return stdout.split('\n').length;
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(!mayMount)('a full disk', () => {
  it('while cargo builds: the task says so, nothing is kept, the next run builds', async () => {
    const workspace = await createWorkspace(cargoWorkspace());
    const disk = await smallDisk(join(workspace.root, 'target'), 'size=2m');
    const failed = await workspace.nx(['build', 'app']);
    expect(failed.exitCode).not.toBe(0);
    // NB what the linker itself says is a bus error.
    expect(failed.output).toMatch(/Only \d MB are left on the disk of target/);
    await disk.enlarge();
    const next = await workspace.nx(['build', 'app']);
    expect(next.exitCode, next.output).toBe(0);
    expect(next.hits).toEqual([]);
    expect((await workspace.run('target/debug/app', [])).stdout).toBe(RIGHT[0]);
  });

  const fullAt = async (workspace: Workspace, folder: string, limit: string) => {
    const disk = await smallDisk(join(workspace.root, folder), limit);
    const failed = await workspace.nx(BUILD);
    expect(failed.exitCode, failed.output).not.toBe(0);
    expect(failed.output).toMatch(/no space left on device/i);
    return disk;
  };

  it('without bytes: no part of an artifact or of an entry is ever taken for all of it, the next run heals', async () => {
    const workspace = await createWorkspace(goWorkspace());
    // Where a binary belongs.
    const dist = await fullAt(workspace, 'dist', 'size=1m');
    expect(workspace.has(BINARIES.api)).toBe(false);
    await dist.enlarge();
    const built = await workspace.nx(BUILD);
    expect(built.exitCode, built.output).toBe(0);
    expect(built.misses).toContain('services/api:build');
    expect(await wordsOfGo(workspace)).toEqual(RIGHT.slice(1));
    await dist.remove();

    // While artifacts are restored.
    const restored = await fullAt(workspace, 'dist', 'size=1m');
    await restored.enlarge();
    expect((await workspace.nx(BUILD)).misses).toEqual([]);
    expect(await wordsOfGo(workspace)).toEqual(RIGHT.slice(1));

    // Where Nx keeps its cache: of what was not kept, nothing is a hit.
    workspace.write('libs/text/text.go', 'package text\n\nfunc Greeting() string { return "hi" }\n');
    const cache = await fullAt(workspace, '.nx/cache', 'size=1m');
    await cache.enlarge();
    workspace.remove(BINARIES.api);
    const next = await workspace.nx(BUILD);
    expect(next.exitCode, next.output).toBe(0);
    expect(next.misses).toContain('services/api:build');
    expect(await wordsOfGo(workspace)).toEqual(['api hi', 'worker HELLO']);
  });

  it('without room for one more file, where binaries belong and where polynx keeps what it knows', async () => {
    const workspace = await createWorkspace(goWorkspace());
    const dist = await fullAt(workspace, 'dist', 'nr_inodes=3');
    expect(workspace.has(BINARIES.api)).toBe(false);
    await dist.enlarge();
    // The graph is found without.
    workspace.remove('.nx/polynx');
    const own = await smallDisk(join(workspace.root, '.nx/polynx'), 'nr_inodes=3');
    expect(await workspace.projects()).toContain('services/api');
    await own.enlarge();
    const built = await workspace.nx(BUILD);
    expect(built.exitCode, built.output).toBe(0);
    expect(built.misses).toContain('services/api:build');
    expect(await wordsOfGo(workspace)).toEqual(RIGHT.slice(1));
  });

  it('and TMPDIR on another disk, from which no program may be started', async () => {
    const workspace = await createWorkspace({ ...cargoWorkspace(), ...goWorkspace() });
    const env = { TMPDIR: join(workspace.root, '.nx/tmp') };
    await smallDisk(env.TMPDIR, 'size=200m,noexec');
    const run = await workspace.nx(BUILD, { env });
    expect(run.exitCode, run.output).toBe(0);
    await heals(workspace, RIGHT, env);
  });
});

describe.skipIf(!mayMount)('a folder that may not be written', () => {
  /** Where, why and what to do, without a stack. */
  const refused = (run: Run, ...words: readonly string[]) => {
    expect(run.exitCode, run.output).toBe(1);
    for (const word of words) expect(run.output).toContain(word);
    expect(run.output).not.toMatch(/^\s+at .*\(?node:/m);
  };

  it('is the one of polynx: the graph is there, keys are right, and a task that needs it says so', async () => {
    const workspace = await createWorkspace(goWorkspace());
    workspace.remove('.nx/polynx');
    const disk = await readOnly(join(workspace.root, '.nx/polynx'));
    expect(await workspace.projects()).toContain('services/api');
    const vet = ['vet', 'services/api'];
    expect((await workspace.nx(vet)).misses).toEqual(['services/api:vet']);
    expect((await workspace.nx(vet)).hits).toEqual(['services/api:vet']);
    // A slice of go.work, which has no file now, is in the key all the same.
    workspace.write('go.work', workspace.read('go.work').replace('go 1.22', 'go 1.23'));
    expect((await workspace.nx(vet)).misses).toEqual(['services/api:vet']);
    const tmpfs = `--tmpfs ${workspace.root}/.nx`;
    refused(await workspace.nx(['build', 'services/api']), '.nx/polynx', 'read-only (EROFS)', tmpfs);
    await disk.remove();
    const built = await workspace.nx(BUILD);
    expect(built.exitCode, built.output).toBe(0);
  });

  it('is the one of a result, or of a tool: the task says which, why and what to do', async () => {
    const workspace = await createWorkspace({ ...cargoWorkspace(), ...goWorkspace() });
    for (const [folder, project] of [
      ['dist', 'services/api'],
      ['target', 'app'],
    ] as const) {
      const place = join(workspace.root, folder);
      const disk = await readOnly(place);
      refused(await workspace.nx(['build', project]), 'read-only (EROFS)', `Mount ${place} writable`);
      await disk.remove();
    }
    const place = join(workspace.root, 'cache');
    mkdirSync(place, { mode: 0o555 });
    const [program, args] = hindered(process.execPath, [
      'node_modules/nx/dist/bin/nx.js',
      'vet',
      'libs/text',
    ]);
    const run = await workspace.run(program, args, { env: { GOCACHE: place } });
    refused(run, `${place} cannot be written: permission denied for this user (EACCES)`, 'Or set GOCACHE');
  });
});

async function wordsOfGo(workspace: Workspace): Promise<string[]> {
  const runs = [BINARIES.api, BINARIES.worker].map((file) => workspace.run(join(workspace.root, file), []));
  return (await Promise.all(runs)).map(({ stdout }) => stdout);
}

describe('a cache server that does not do what it should', () => {
  // What Nx says of it, and that it stops, is Nx's own: without its cache it does not go on.
  it('answers a download wrongly, hangs, or is gone: Nx stops, nothing is restored, the next run is right', async () => {
    const { server, clone, tasks } = await filledServer();
    const faults: readonly (readonly [Fault, RegExp])[] = [
      ['500', /Misconfigured remote cache endpoint: Unexpected response status: 500/],
      ['garbage', /Failed to read entry from tarball/],
      ['half', /Failed to (?:unpack|read) entry/],
      ['cut off', /Failed to read remote cache response body/],
    ];
    const forget = () => {
      for (const path of ['dist', '.nx']) clone.remove(path);
    };
    for (const [fault, words] of faults) {
      server.breakDown('GET', fault);
      const failed = await clone.nx(BUILD);
      expect(failed.exitCode, fault).not.toBe(0);
      expect(failed.output).toMatch(words);
      expect(clone.has('dist'), fault).toBe(false);
      const without = await clone.nx([...BUILD, '--skipRemoteCache']);
      expect(without.misses, without.output).toEqual(tasks);
      expect(await wordsOfGo(clone)).toEqual(RIGHT.slice(1));
      forget();
    }
    server.breakDown('GET', 'hang');
    const stopped = await clone.nx(BUILD, { timeout: 8_000 });
    expect(stopped.exitCode).not.toBe(0);
    expect(clone.has('dist')).toBe(false);
    server.breakDown('GET', undefined);
    const next = await clone.nx(BUILD);
    expect(next.hits, next.output).toEqual(tasks);
    expect(await wordsOfGo(clone)).toEqual(RIGHT.slice(1));
    forget();
    await server.stop();
    const failed = await clone.nx(BUILD);
    expect(failed.exitCode).not.toBe(0);
    expect(failed.output).toMatch(/error sending request/);
    expect((await clone.nx([...BUILD, '--skipRemoteCache'])).misses).toEqual(tasks);
    expect(await wordsOfGo(clone)).toEqual(RIGHT.slice(1));
  });

  it('does not take an upload: what was built stays, and is a hit afterwards', async () => {
    const server = await startCacheServer();
    const workspace = await createWorkspace(goWorkspace(), { env: () => server.writer });
    for (const [fault, word] of [
      ['500', 'one'],
      ['hang', 'two'],
    ] as const) {
      workspace.write('libs/text/text.go', `package text\n\nfunc Greeting() string { return "${word}" }\n`);
      const before = server.entries.size;
      server.breakDown('PUT', fault);
      const failed = await workspace.nx(BUILD, { timeout: 15_000 });
      expect(failed.exitCode).not.toBe(0);
      expect(server.entries.size).toBe(before);
      server.breakDown('PUT', undefined);
      const next = await workspace.nx(BUILD);
      expect(next.exitCode, next.output).toBe(0);
      expect(await wordsOfGo(workspace)).toEqual([`api ${word}`, 'worker HELLO']);
    }
  });
});

/** A server with the entries of a small workspace, and a clone that has nothing yet. */
async function filledServer() {
  const server = await startCacheServer();
  const workspace = await createWorkspace(goWorkspace(), { env: () => server.writer });
  const built = await workspace.nx(BUILD);
  expect(built.exitCode, built.output).toBe(0);
  return { server, clone: await freshClone(workspace), tasks: built.misses };
}

it('a clock that goes backwards, and names that change their case: nothing of before is taken for what is there now', async () => {
  const workspace = await createWorkspace({ ...cargoWorkspace(), ...goWorkspace() });
  const { write, read, remove, root } = workspace;
  const say = (word: string, time?: number) => {
    const sources = {
      'crates/util/src/lib.rs': `pub fn say() -> &'static str {\n    "${word}"\n}\n`,
      'libs/text/text.go': `package text\n\nfunc Greeting() string { return "${word}" }\n`,
    };
    for (const [file, text] of Object.entries(sources)) {
      write(file, text);
      if (time !== undefined) utimesSync(join(root, file), time, time);
    }
  };
  const builds = async (word: string) => {
    const run = await workspace.nx(BUILD);
    expect(run.exitCode, run.output).toBe(0);
    expect(await words(workspace)).toEqual([`app says core says ${word}`, `api ${word}`, 'worker HELLO']);
    return run;
  };
  say('one');
  await builds('one');
  // All that there is comes from the year 2040: sources, what cargo and Nx have left, and what polynx keeps.
  const touch = ['-exec', 'touch', '-h', '-d', '2040-01-01', '{}', '+'];
  await workspace.run('find', ['.', '-path', './node_modules', '-prune', '-o', ...touch]);
  expect((await builds('one')).misses).toEqual([]);
  say('two');
  await builds('two');
  say('thr', Date.parse('2001-01-01') / 1000);
  await builds('thr');
  // The graph, too, by an import that is older than what is kept of the file.
  const main = read('services/worker/main.go');
  const importing = main
    .replace('"example.com/text/shout"', '"example.com/text"')
    .replace('shout.Loud', 'text.Greeting');
  write('services/worker/main.go', importing);
  utimesSync(join(root, 'services/worker/main.go'), 1, 1);
  await workspace.nx(BUILD);
  expect(await words(workspace)).toEqual(['app says core says thr', 'api thr', 'worker thr']);
  write('services/worker/main.go', main);
  await builds('thr');

  // A file that is called otherwise is another one: the crate has no library any more.
  const rename = (from: string, to: string) => renameSync(join(root, from), join(root, to));
  rename('crates/util/src/lib.rs', 'crates/util/src/Lib.rs');
  expect((await workspace.nx(['build', 'app'])).exitCode).toBe(1);
  rename('crates/util/src/Lib.rs', 'crates/util/src/lib.rs');
  expect((await builds('thr')).misses).toEqual([]);
  // Folders of projects: roots, edges and keys follow.
  await workspace.commit();
  await workspace.run('git', ['mv', 'crates/util', 'crates/Util']);
  await workspace.run('git', ['mv', 'libs/text', 'libs/Text']);
  const edit = (file: string, from: string, to: string) => write(file, read(file).replaceAll(from, to));
  edit('crates/core/Cargo.toml', '../util', '../Util');
  edit('go.work', './libs/text', './libs/Text');
  remove('target/debug/app');
  await builds('thr');
  expect((await workspace.showProject('util')).root).toBe('crates/Util');
  const edges = await workspace.edges();
  expect(edges).toMatchObject({ core: ['util'], 'services/api': ['libs/Text'] });
  expect(Object.keys(edges)).not.toContain('libs/text');
  write('crates/Util/src/lib.rs', read('crates/Util/src/lib.rs').replace('thr', 'last'));
  write('libs/Text/text.go', read('libs/Text/text.go').replace('thr', 'last'));
  await builds('last');
});

describe('an untrusted repository', () => {
  it.each(['.nx/polynx', '.nx/polynx/slices'])(
    'has a link in the place of %s: nothing behind it is touched, the graph is there, the task says so',
    async (path) => {
      const workspace = await createWorkspace(cargoWorkspace());
      const home = mkdtempSync(join(tmpdir(), 'polynx-home-'));
      onTestFinished(() => rmSync(home, { recursive: true, force: true }));
      for (const name of ['thesis.doc', 'files', 'graph.json', '.gitignore']) {
        writeFileSync(join(home, name), 'mine');
        utimesSync(join(home, name), 1, 1);
      }
      workspace.remove(path);
      mkdirSync(dirname(join(workspace.root, path)), { recursive: true });
      symlinkSync(home, join(workspace.root, path));
      expect(await workspace.projects()).toContain('app');
      const failed = await workspace.nx(['build', 'app']);
      expect(failed.exitCode).toBe(1);
      expect(failed.output).toContain(`${path} is a symbolic link`);
      expect(failed.output).toContain(`git rm --cached ${path}`);
      expect(readdirSync(home).sort()).toEqual(['.gitignore', 'files', 'graph.json', 'thesis.doc']);
      for (const name of readdirSync(home)) expect(readFileSync(join(home, name), 'utf8')).toBe('mine');
    },
  );

  it('does not ignore what polynx keeps: the daemon computes the graph, and then waits', async () => {
    const workspace = await createWorkspace({ ...goWorkspace(), '.gitignore': 'node_modules\n.nx/cache\n' });
    const env = { ...ISOLATED, NX_DAEMON: 'true', CI: 'false' };
    onTestFinished(async () => {
      await workspace.nx(['daemon', '--stop'], { env });
    });
    for (const _ of [1, 2]) {
      const run = await workspace.nx(['show', 'projects'], { env, timeout: 60_000 });
      expect(run.output).toContain('services/api');
    }
    const written = () => statSync(join(workspace.root, '.nx/polynx/files')).mtimeMs;
    const before = written();
    await new Promise((done) => setTimeout(done, 3000));
    expect((await workspace.nx(['show', 'projects'], { env, timeout: 60_000 })).exitCode).toBe(0);
    expect(written()).toBe(before);
  });
});

/** Valid where a tool reads them; each with the word. */
const SECRETS: Readonly<Record<string, string>> = {
  GOFLAGS: '-tags=SEKRET',
  CGO_CFLAGS: '-DSEKRET',
  CGO_CPPFLAGS: '-DSEKRET',
  CGO_CXXFLAGS: '-DSEKRET',
  CGO_LDFLAGS: '-L/SEKRET',
  GOPROXY: 'http://user:SEKRET@127.0.0.1:9',
  GOPRIVATE: 'SEKRET.example.com',
  GONOSUMDB: 'SEKRET.example.com',
  GODEBUG: 'SEKRET=1',
  RUSTFLAGS: '--cfg SEKRET',
  CARGO_ENCODED_RUSTFLAGS: '--cfg\x1fSEKRET',
  RUSTDOCFLAGS: '--cfg SEKRET',
  CARGO_REGISTRY_TOKEN: 'SEKRET',
  CARGO_REGISTRIES_PRIVATE_TOKEN: 'SEKRET',
  CARGO_HTTP_PROXY: 'http://user:SEKRET@127.0.0.1:9',
  CARGO_ENV_TOKEN: 'SEKRET',
  DATABASE_URL: 'postgres://user:SEKRET@host/db',
  SQLX_DATABASE_URL: 'postgres://user:SEKRET@host/db',
  NIX_CACHE_URL: 'https://user:SEKRET@cache.example.com',
  NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN: 'SEKRET',
  ...Object.fromEntries(
    [
      'API_TOKEN AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AZURE_CLIENT_SECRET ARM_CLIENT_SECRET',
      'ARTIFACTORY_TOKEN ARGOCD_AUTH_TOKEN CC_TEST_REPORTER_ID CMAKE_TOKEN CODECOV_TOKEN DOCKER_PASSWORD GH_TOKEN',
      'GITHUB_TOKEN GITLAB_TOKEN NODE_AUTH_TOKEN NPM_TOKEN OPENSSL_KEY PKG_CONFIG_SECRET SENTRY_AUTH_TOKEN SNYK_TOKEN',
    ]
      .join(' ')
      .split(' ')
      .map((name) => [name, 'SEKRET']),
  ),
};

it('forty secrets in the environment: none is in anything that a run leaves', async () => {
  const workspace = await createWorkspace({ ...cargoWorkspace(), ...goWorkspace() });
  expect(Object.keys(SECRETS).length).toBeGreaterThanOrEqual(40);
  // NB a program that is built has its flags within: that is go's to say. A check leaves no such thing.
  const env = SECRETS;
  const run = await workspace.nx(['run-many', '-t', 'check', 'vet', 'test', '--exclude', 'util'], { env });
  expect(run.exitCode, run.output).toBe(0);
  const why = await polynx(workspace, ['why', 'services/api:test'], { ...env, GOFLAGS: '-tags=other' });
  expect(why.output).toContain('GOFLAGS');
  const outputs = [
    run,
    why,
    await polynx(workspace, ['doctor', '--verbose'], env),
    await polynx(workspace, ['doctor', '--json'], env),
    await workspace.nx(['graph', '--file=.nx/graph.json'], { env }),
  ];
  for (const { output } of outputs)
    expect(output.split('\n').filter((line) => line.includes('SEKRET'))).toEqual([]);
  const { stdout } = await workspace.run('grep', ['-rla', 'SEKRET', '.nx', 'dist']);
  expect(stdout).toBe('');
  const modeOf = (path: string) => statSync(join(workspace.root, path)).mode & 0o777;
  expect(modeOf('.nx/polynx/key')).toBe(0o600);
  const kept = ['runs', 'fingerprints'].flatMap((name) =>
    readdirSync(join(workspace.root, '.nx/polynx', name)).map((file) => `.nx/polynx/${name}/${file}`),
  );
  expect(kept.length).toBeGreaterThan(2);
  expect(kept.filter((file) => modeOf(file) !== 0o600)).toEqual([]);
});
