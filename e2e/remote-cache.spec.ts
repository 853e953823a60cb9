/**
 * One cache for many machines: what arrives from it runs, also where no tool is installed, and nothing gets
 * into it that should not.
 */

import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { compact } from '../packages/polynx/src/model/compact.js';
import { temporaryFolder } from './support/adoption.js';
import { startCacheServer } from './support/cache-server.js';
import { cargoWorkspace, crate } from './support/cargo.js';
import {
  ARTIFACTS,
  barePath,
  freshClone,
  installedVersions,
  pinnedDemo,
  UNCONFIGURED,
} from './support/demo.js';
import { denoWorkspace } from './support/deno.js';
import { goWorkspace } from './support/go.js';
import { createWorkspace, type Workspace } from './support/workspace.js';

const BUILD = ['run-many', '-t', 'build'];

const EVERYTHING = ['run-many', '-t', 'build,test,lint,check,vet,format-check,tidy-check,doc'];

describe('a fresh clone where no tool but node and git is installed', () => {
  it('takes every artifact of the demo from the cache, and they run', async () => {
    const server = await startCacheServer();
    const workspace = await pinnedDemo({ env: () => ({ ...UNCONFIGURED, ...server.writer }) });
    const built = await workspace.nx(EVERYTHING);
    expect(built.output).toContain('Successfully ran');
    expect(built.hits).toEqual([]);
    expect([...server.entries.keys()].sort()).toEqual(server.answered('PUT', 200).sort());

    const clone = await freshClone(workspace, { ...server.reader, PATH: await barePath() });
    expect((await clone.run('sh', ['-c', 'command -v cargo rustc go deno npm; true'])).output).toBe('');
    expect(clone.has('.nx')).toBe(false);
    const restored = await clone.nx(EVERYTHING);
    expect(restored.misses).toEqual([]);
    expect(restored.hits).toEqual(built.misses);
    expect(restored.output.match(/\[remote cache\]/g)).toHaveLength(built.misses.length);
    expect(server.answered('PUT', 403)).toEqual([]);
    expect((await clone.run(join(clone.root, ARTIFACTS.hello), ['--banner', 'Ada'])).stdout).toContain('Ada');
    expect(await pageServedBy(clone)).toBe(clone.read(ARTIFACTS.page));
  });
});

/** Starts the Go service on a free port and asks it for the page that is embedded in it. */
async function pageServedBy({ root }: Workspace): Promise<string> {
  const service = execa(join(root, ARTIFACTS.api), ['-addr', '127.0.0.1:0'], {
    reject: false,
    timeout: 20_000,
  });
  try {
    const address = await new Promise<string>((resolve, reject) => {
      service.stdout.on('data', (text: Buffer) => {
        const found = /http:\/\/\S+/.exec(String(text))?.[0];
        if (found !== undefined) resolve(found);
      });
      service.once('exit', () => reject(new Error('the service ended')));
    });
    return await (await fetch(`${address}/`)).text();
  } finally {
    service.kill();
    await service;
  }
}

describe('a key without the tool', () => {
  it('is that of a machine with it, where go is pinned by the environment and nothing else was set', async () => {
    const workspace = await createWorkspace(goWorkspace());
    const { go } = await installedVersions();
    const settings = join(temporaryFolder(), 'env');
    const bare = await barePath();
    const identity = async (env: Readonly<Record<string, string | undefined>>) => {
      const program = ['node_modules/polynx/dist/fingerprint.js', 'go', '.'];
      const here = await workspace.run('node', program, { env });
      const there = await workspace.run('node', program, { env: { ...env, PATH: bare } });
      return { here: here.stdout, there: there.stdout, same: here.stdout === there.stdout };
    };
    const pin = { GOTOOLCHAIN: go, CGO_ENABLED: '0', GOENV: settings };
    expect((await identity(pin)).same).toBe(true);
    expect((await identity({ ...pin, CGO_ENABLED: undefined })).same).toBe(false);
    for (const GOTOOLCHAIN of ['auto', 'local', `${go}+auto`, undefined])
      expect((await identity({ ...pin, GOTOOLCHAIN })).same, GOTOOLCHAIN).toBe(false);
    writeFileSync(settings, `GOFLAGS=-race\nGOPROXY=off\nCGO_ENABLED=1\nGOTOOLCHAIN=${go}\n`);
    const set = await identity({ ...pin, CGO_ENABLED: undefined, GOTOOLCHAIN: undefined });
    expect(set.same).toBe(true);
    const digest = (text: string) => createHash('sha256').update(text).digest('hex');
    expect(set.there.split('\n').slice(1)).toEqual([
      `CGO_ENABLED=${digest('1')}`,
      `GOFLAGS=${digest('-race')}`,
      `GOTOOLCHAIN=${digest(go)}`,
    ]);
  });

  it('another Deno than the pinned one fails the task', async () => {
    const workspace = await createWorkspace({
      ...denoWorkspace(),
      '.dvmrc': '2.0.0\n',
      'deno.lock': '{ "version": "5" }',
    });
    const run = await workspace.nx(['run-many', '-t', 'check']);
    expect(run.exitCode).not.toBe(0);
    expect(run.output).toContain('pins version 2.0.0, but deno is');
    workspace.write('.dvmrc', '2.0.1\n');
    expect(await workspace.affected('check')).toEqual(['@demo/cli', '@demo/text']);
  });
});

describe('what another machine may take, and what not', () => {
  it('a checkout in another path hits, another host does not', async () => {
    const server = await startCacheServer();
    const workspace = await createWorkspace(
      { ...cargoWorkspace(), ...goWorkspace() },
      { env: () => server.writer },
    );
    const built = await workspace.nx(BUILD);
    expect(built.exitCode).toBe(0);
    const clone = await freshClone(workspace);
    // NB a module that Node loads first, in the program that names the host: Nx itself could not run on an
    // architecture that is not there.
    const other = join(temporaryFolder(), 'host.cjs');
    writeFileSync(
      other,
      "if (process.argv[1]?.endsWith('fingerprint.js')) Object.defineProperty(process, 'arch', { value: process.env.ARCH ?? process.arch });",
    );
    const env = { NODE_OPTIONS: `--require=${other}` };
    const elsewhere = await clone.nx(BUILD, { env: { ...env, ...server.reader, ARCH: 'riscv64' } });
    expect(elsewhere.hits).toEqual([]);
    expect(elsewhere.misses).toEqual(built.misses);
    const same = await (await freshClone(workspace)).nx(BUILD, { env });
    expect(same.misses).toEqual([]);
  });

  it('a token that may only read builds what is missing and uploads nothing', async () => {
    const server = await startCacheServer();
    const workspace = await createWorkspace(cargoWorkspace(), { env: () => server.reader });
    const built = await workspace.nx(BUILD);
    expect(built.exitCode).toBe(0);
    expect(built.misses).toEqual(['app:build', 'core:build', 'util:build']);
    expect(server.entries.size).toBe(0);
    expect(server.answered('PUT', 403)).toHaveLength(3);
    expect((await workspace.run('target/debug/app', [])).stdout).toContain('app says');
    expect((await workspace.nx(BUILD)).misses).toEqual([]);
  });

  it('a failed task is never uploaded, what it was built on is', async () => {
    const server = await startCacheServer();
    const workspace = await createWorkspace(
      {
        ...cargoWorkspace(),
        ...crate(
          'crates/core',
          'core',
          { 'src/lib.rs': 'pub fn say() -> u8 { "no number" }\n' },
          'util = { path = "../util" }',
        ),
        ...goWorkspace(),
        'libs/text/text.go': 'package text\n\nfunc Greeting() string { return 1 }\n',
      },
      { env: () => server.writer },
    );
    const broken = await workspace.nx([...BUILD, '--nxBail=false']);
    expect(broken.exitCode).not.toBe(0);
    const passed = ['services/worker:build', 'util:build'];
    expect(server.entries.size).toBe(passed.length);
    const clone = await freshClone(workspace);
    expect((await clone.nx([...BUILD, '--nxBail=false'])).hits).toEqual(passed);
  });
});

describe('the server of these tests is as strict as the specification', () => {
  it('knows its tokens, its hashes and what it has', async () => {
    const { url, entries } = await startCacheServer();
    const ask = async (method: string, hash: string, token?: string, body?: string) => {
      const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
      const response = await fetch(
        `${url}/v1/cache/${hash}`,
        compact({
          method,
          headers,
          body,
        }),
      );
      return {
        status: response.status,
        type: response.headers.get('content-type'),
        text: await response.text(),
      };
    };
    const put = (hash: string, body: string) => ask('PUT', hash, 'may-write', body);
    const text = 'text/plain';
    expect(await ask('GET', '1')).toMatchObject({ status: 401, type: text });
    expect(await ask('GET', '1', 'guessed')).toMatchObject({ status: 401, type: text });
    expect(await ask('PUT', '1', 'may-read', 'a')).toMatchObject({ status: 403, type: text });
    expect(await ask('GET', '1', 'may-read')).toMatchObject({ status: 404, type: text });
    expect(await put('..%2F1', 'a')).toMatchObject({ status: 400 });
    expect(await put('1', 'a')).toMatchObject({ status: 200 });
    expect(await put('1', 'a')).toMatchObject({ status: 409, type: text });
    expect(await put('1', 'b')).toMatchObject({ status: 409, type: text });
    expect(await ask('GET', '1', 'may-read')).toEqual({
      status: 200,
      type: 'application/octet-stream',
      text: 'a',
    });
    expect(await ask('DELETE', '1', 'may-write')).toMatchObject({ status: 405 });
    expect([...entries.keys()]).toEqual(['1']);
  });

  it('wants to know how long an upload is', async () => {
    const { url, entries } = await startCacheServer();
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('a'));
        controller.close();
      },
    });
    const headers = { authorization: 'Bearer may-write' };
    const response = await fetch(`${url}/v1/cache/1`, { method: 'PUT', headers, body, duplex: 'half' });
    expect(response.status).toBe(400);
    expect(entries.size).toBe(0);
  });
});
