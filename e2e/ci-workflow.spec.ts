/**
 * docs/guides/ci.md, as a repository would use it: its own commands, in fresh clones, with one cache server.
 */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, inject, it } from 'vitest';
import { completeLock } from '../tools/complete-lock.js';
import { temporaryFolder } from './support/adoption.js';
import { type CacheServer, startCacheServer, TOKENS } from './support/cache-server.js';
import { crate, lock } from './support/cargo.js';
import { stepsOf } from './support/ci-docs.js';
import { pinnedDemo, UNCONFIGURED } from './support/demo.js';
import { NX } from './support/nx-versions.js';
import { type Run, type Workspace, workspaceAt } from './support/workspace.js';

/** A repository like the demo, with a crate from a registry, whose main branch people push to. */
async function origin(): Promise<Workspace> {
  const workspace = await pinnedDemo({ env: () => UNCONFIGURED });
  workspace.remove('node_modules');
  const { nx, devkit } = NX.newest;
  cpSync(inject('tarball'), join(workspace.root, 'polynx.tgz'));
  await workspace.run('npm', [
    'install',
    '--save-dev',
    '--no-audit',
    '--no-fund',
    `nx@${nx}`,
    `@nx/devkit@${devkit}`,
    './polynx.tgz',
  ]);
  completeLock(join(workspace.root, 'package-lock.json'));
  workspace.write('Cargo.lock', lockWith('1.0.0'));
  workspace.write(
    '.cargo/config.toml',
    `[source.crates-io]\nreplace-with = "folder"\n\n[source.folder]\ndirectory = "${registry()}"\n`,
  );
  for (const [path, text] of Object.entries(
    crate('crates/plain', 'plain', { 'src/lib.rs': 'pub fn plain() {}\n' }),
  ))
    workspace.write(path, text);
  workspace.append('crates/greeting/Cargo.toml', '\n[dependencies]\nnumbers = "1"\n');
  await workspace.commit('start');
  return workspace;
}

/** A folder that stands for the registry, with two versions of one package. */
function registry(): string {
  const folder = temporaryFolder();
  for (const version of ['1.0.0', '1.0.1']) {
    const at = join(folder, `numbers-${version}`);
    mkdirSync(join(at, 'src'), { recursive: true });
    writeFileSync(
      join(at, 'Cargo.toml'),
      `[package]\nname = "numbers"\nversion = "${version}"\nedition = "2021"\n`,
    );
    writeFileSync(join(at, 'src/lib.rs'), '// numbers\n');
    writeFileSync(join(at, '.cargo-checksum.json'), '{"files":{},"package":null}');
  }
  return folder;
}

function lockWith(version: string): string {
  const packages = [
    { name: 'greeting', dependencies: ['numbers'] },
    { name: 'hello', dependencies: ['greeting'] },
    { name: 'numbers' },
    { name: 'plain' },
  ];
  return lock(packages).replace(
    'name = "numbers"\nversion = "0.1.0"',
    `name = "numbers"\nversion = "${version}"\nsource = "registry+https://github.com/rust-lang/crates.io-index"`,
  );
}

interface Job {
  readonly runner: 'GitHub Actions' | 'GitLab';
  readonly token: 'writer' | 'reader';
  readonly base?: string;
}

/** A fresh clone on a machine of its own, and the commands one after the other. The last one is Nx's. */
async function pipeline(from: Workspace, server: CacheServer, { runner, token, base }: Job): Promise<Run> {
  const root = join(temporaryFolder(), 'builds/clone');
  mkdirSync(dirname(root), { recursive: true });
  await execa('git', ['clone', '--quiet', from.root, root]);
  const head = (await from.run('git', ['rev-parse', 'HEAD'])).stdout;
  const secret = token === 'writer' ? 'NX_CACHE_WRITE' : 'NX_CACHE_READ';
  const machine = workspaceAt(root, {
    ...UNCONFIGURED,
    ...(runner === 'GitLab'
      ? { NX_SELF_HOSTED_REMOTE_CACHE_SERVER: server.url, [secret]: TOKENS[token] }
      : server[token]),
    ...(base === undefined
      ? { NX_TASKS: 'run-many' }
      : { NX_TASKS: 'affected', NX_BASE: base, NX_HEAD: head }),
  });
  const file = join(root, '../job.sh');
  writeFileSync(file, ['set -eu', ...stepsOf(runner, runner)].join('\n'));
  return machine.run('sh', [file]);
}

const projects = (tasks: readonly string[]) => [...new Set(tasks.map((task) => task.replace(/:[^:]+$/, '')))];

it('docs/guides/ci.md names commands for both', () => {
  for (const runner of ['GitHub Actions', 'GitLab'] as const) {
    expect(stepsOf(runner, runner)).toContain('npm ci');
    expect(stepsOf(runner, runner).at(-1)).toMatch(
      /^npx nx (?:affected|\$NX_TASKS) -t build test lint format-check$/,
    );
  }
});

describe('a repository whose CI is that of docs/guides/ci.md', () => {
  it('runs what changed, once', async () => {
    const server = await startCacheServer();
    const main = await origin();
    const commit = async (change: () => void) => {
      const base = (await main.run('git', ['rev-parse', 'HEAD'])).stdout;
      change();
      await main.commit();
      return base;
    };

    const first = await pipeline(main, server, { runner: 'GitLab', token: 'writer' });
    expect(first.exitCode, first.output).toBe(0);
    expect(first.hits).toEqual([]);
    expect(projects(first.misses)).toEqual(['greeting', 'hello', 'plain', 'services/api', 'shout', 'web']);
    const second = await pipeline(main, server, { runner: 'GitLab', token: 'writer' });
    expect(second.exitCode, second.output).toBe(0);
    expect(second.misses).toEqual([]);
    expect(second.hits).toEqual(first.misses);

    // A pull request changes a crate: it reads the cache and leaves nothing in it. Once merged, main leaves
    // it there.
    const entries = server.entries.size;
    // NB the new source prints the same text: hello is rebuilt and its dependents are tested, and no expected
    // text changes.
    const before = await commit(() => {
      const source = main.read('crates/greeting/src/lib.rs');
      main.write(
        'crates/greeting/src/lib.rs',
        source.replace('format!("Hello, {name}!")', '["Hello, ", name, "!"].concat()'),
      );
    });
    for (const runner of ['GitHub Actions', 'GitLab'] as const) {
      const request = await pipeline(main, server, { runner, token: 'reader', base: before });
      expect(projects(request.misses), request.output).toEqual(['greeting', 'hello', 'shout']);
      expect(projects([...request.hits, ...request.misses])).toEqual(['greeting', 'hello', 'shout']);
      expect(server.entries.size).toBe(entries);
    }
    const merged = await pipeline(main, server, { runner: 'GitHub Actions', token: 'writer', base: before });
    expect(merged.exitCode, merged.output).toBe(0);
    expect(server.entries.size).toBe(entries + merged.misses.length);

    // A lock bump: all that names the project with the lock is selected, what links the package is built, the
    // rest are hits.
    const beforeBump = await commit(() => main.write('Cargo.lock', lockWith('1.0.1')));
    const bumped = await pipeline(main, server, {
      runner: 'GitHub Actions',
      token: 'writer',
      base: beforeBump,
    });
    expect(bumped.exitCode, bumped.output).toBe(0);
    expect(bumped.misses).toEqual(
      expect.arrayContaining(['greeting:build', 'greeting:test', 'hello:build', 'hello:test']),
    );
    expect(projects(bumped.misses)).not.toEqual(expect.arrayContaining(['plain']));
    expect(projects(bumped.hits)).toEqual(expect.arrayContaining(['plain']));

    // A Go file: its service, and nothing else.
    const beforeGo = await commit(() => main.append('services/api/server.go', '\n// more\n'));
    const service = await pipeline(main, server, {
      runner: 'GitHub Actions',
      token: 'writer',
      base: beforeGo,
    });
    expect(service.exitCode, service.output).toBe(0);
    expect(projects(service.misses)).toEqual(['services/api']);
    expect(projects([...service.hits, ...service.misses]).filter((name) => name !== 'web')).toEqual([
      'services/api',
    ]);
  }, 1_200_000);
});
