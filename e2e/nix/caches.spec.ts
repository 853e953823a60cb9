/**
 * Binary caches over http and as a bucket: what is sent, what is taken, and what a cache costs that is down.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { startBinaryCache } from '../support/binary-cache.js';
import { emptyStore, getNix, sameStoreEmptied, signingKey } from '../support/nix.js';
import { manifestOf, withFlake } from '../support/nix-crates.js';
import type { Run, Workspace } from '../support/workspace.js';

const TEN_MINUTES = 600_000;
let bin = '';
let newer = '';

beforeAll(async () => {
  bin = await getNix();
  newer = await getNix('forky');
}, TEN_MINUTES);

test(
  'only what is new is sent, only what is signed is taken, and a cache that is down costs seconds',
  async () => {
    const { key, publicKey } = await signingKey(bin);
    const stranger = await signingKey(bin);
    const cache = await startBinaryCache();
    const origin = await withFlake({
      ...emptyStore(bin),
      NIX_CACHE_URL: cache.url,
      NIX_CACHE_SECRET_KEY_FILE: key,
      NIX_CACHE_PUBLIC_KEYS: publicKey,
    });
    const nx = async (target: string, env: Readonly<Record<string, string>> = {}) => {
      const run = await origin.nx(['run-many', '-t', target], { env });
      return { ...run, sent: cache.takeLog().filter((line) => /^PUT \w+\.narinfo$/.test(line)).length };
    };
    const succeeds = async (...args: Parameters<typeof nx>) => {
      const run = await nx(...args);
      expect(run.exitCode, run.output).toBe(0);
      return run;
    };

    await succeeds('nix-build');
    expect(await succeeds('nix-cache-push')).toMatchObject({ sent: 2 });
    expect(await succeeds('nix-cache-push')).toMatchObject({ sent: 0 });
    origin.append('crates/text/src/lib.rs', '// changed\n');
    await succeeds('nix-build');
    expect(await succeeds('nix-cache-push')).toMatchObject({ sent: 1 });

    // What others have removed is missed, whatever Nix remembers of it.
    const kept = new Map(cache.files);
    const nameOf = (project: string) => `${hashOf(origin, project)}.narinfo`;
    cache.files.delete(nameOf('other'));
    sameStoreEmptied(origin);
    const warmed = await succeeds('nix-cache-warm');
    expect(warmed.output).toContain('1 of 2 packages are in every cache');
    expect(warmed.output).toContain('building other-1.0.0');
    expect(warmed.output).not.toContain('building app-1.0.0');
    expect([...cache.files.keys()].sort()).toEqual([...kept.keys()].sort());

    sameStoreEmptied(origin);
    const before = countsIn(await succeeds('nix-cache-stats'));
    const pulled = await succeeds('nix-cache-pull');
    expect(pulled.output).toContain('2 of 2 packages fetched, 0 were here');
    expect((await origin.run(join(manifestOf(origin, 'app').outputs.out, 'bin/app'), ['Ada'])).stdout).toBe(
      'Hello, Ada!',
    );
    expect((await succeeds('nix-cache-pull')).output).toContain('0 of 2 packages fetched, 2 were here');

    sameStoreEmptied(origin);
    await succeeds('nix-ensure');
    const after = countsIn(await succeeds('nix-cache-stats'));
    expect(after).toEqual({ ...before, fetched: before.fetched + 2 });

    // Signed, and by somebody else.
    sameStoreEmptied(origin);
    const strange = await nx('nix-cache-pull', { NIX_CACHE_PUBLIC_KEYS: stranger.publicKey });
    expect(strange.exitCode).toBe(1);
    expect(strange.output).toContain('lacks a signature by a trusted key');
    // The signature of another path.
    const forged = signatureOf(cache.files.get(nameOf('other')));
    cache.files.set(nameOf('app'), withSignature(cache.files.get(nameOf('app')), forged));
    const swapped = await nx('nix-cache-pull');
    expect(swapped.exitCode).toBe(1);
    expect(swapped.output).toContain('lacks a signature by a trusted key');
    expect(swapped.output).toContain('No cache gave app-1.0.0.');
    // What no cache may give is built.
    sameStoreEmptied(origin);
    const rebuilt = await succeeds('nix-ensure');
    expect(rebuilt.output).toContain('building app-1.0.0');
    expect(rebuilt.output).toContain('fetching other-1.0.0');
    for (const [path, bytes] of kept) cache.files.set(path, bytes);

    // Broken in four ways: told by its kind, waited for no longer than seconds, and built without.
    sameStoreEmptied(origin);
    for (const fault of ['500', 'garbage', 'hang', 'garbage for archives'] as const) {
      cache.breakDown(fault);
      const start = Date.now();
      const pull = await nx('nix-cache-pull');
      expect(pull.exitCode, fault).toBe(1);
      expect(pull.output).toContain('The binary cache does not answer, or what it holds is damaged');
      // Nix alone waits for five times five minutes where a cache hangs.
      expect(Date.now() - start).toBeLessThan(30_000);
    }
    expect((await succeeds('nix-ensure')).output).toMatch(/built all the same: .*compression/);
    sameStoreEmptied(origin);
    cache.breakDown('hang');
    expect((await succeeds('nix-ensure')).output).toMatch(/built without http.*Timeout was reached/);
    cache.breakDown(undefined);
    const nowhere = await nx('nix-cache-push', { NIX_CACHE_URL: 'http://127.0.0.1:9' });
    expect(nowhere.exitCode).toBe(1);
    expect(nowhere.output).toContain('Push to http://127.0.0.1:9 failed');

    // A folder: what is said of it is what lies there.
    const folder = mkdtempSync(join(tmpdir(), 'polynx-e2e-binary-cache-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const local = { NIX_CACHE_URL: '', NIX_LOCAL_CACHE_DIR: folder };
    await succeeds('nix-cache-push', local);
    const archives = readdirSync(join(folder, 'nar')).map((name) => statSync(join(folder, 'nar', name)).size);
    const described = readdirSync(folder)
      .filter((name) => name.endsWith('.narinfo'))
      .map((name) => Number(/^NarSize: (\d+)$/m.exec(readFileSync(join(folder, name), 'utf8'))?.[1]));
    const { output: said } = await succeeds('nix-cache-stats', local);
    expect(archives).toHaveLength(2);
    expect(said).toContain(`2 paths in ${folder}, ${megabytes(sum(archives))}`);
    expect(said).toContain(`2 packages in the store, ${megabytes(sum(described))}`);

    // A Nix with S3, over a bucket. Debian's signs no requests: its bucket lets anybody in.
    const s3 = { NIX_CACHE_URL: cache.bucket };
    const unable = await nx('nix-cache-push', s3);
    if (process.env['POLYNX_NIX_SUITE'] === undefined)
      expect(unable.output).toContain('This Nix was built without s3://');
    cache.takeLog();
    const withS3 = { ...s3, PATH: `${newer}:${process.env['PATH']}` };
    cache.files.clear();
    expect(await succeeds('nix-cache-push', withS3)).toMatchObject({ sent: 2 });
    expect(await succeeds('nix-cache-push', withS3)).toMatchObject({ sent: 0 });
    sameStoreEmptied(origin);
    expect((await succeeds('nix-cache-pull', withS3)).output).toContain('2 of 2 packages fetched');
    expect((await origin.run(join(manifestOf(origin, 'app').outputs.out, 'bin/app'), ['Bo'])).stdout).toBe(
      'Hello, Bo!',
    );

    // From outside of the workspace: packages of nixpkgs by their names, and the tools of a dev shell.
    const pkgs = 'nixpkgs.legacyPackages.x86_64-linux';
    const shell = `devShells.x86_64-linux.default = ${pkgs}.mkShell { packages = [ ${pkgs}.cargo ]; };`;
    const flake = origin
      .read('flake.nix')
      .replace('import ./nix/polynx', 'let own = import ./nix/polynx')
      .replace('};\n}\n', `}; in own // { ${shell} };\n}\n`);
    origin.write('flake.nix', flake);
    const warm = (...args: string[]) => origin.nx(['nix-cache-warm', 'nix', ...args]);
    const named = await warm('--packages=go,nodejs', '--devShell=default');
    expect(named.exitCode, named.output).toBe(0);
    expect(named.output).toContain('0 of 2 packages of nixpkgs are in every cache');
    expect(namesIn(cache.files)).toEqual(
      expect.arrayContaining([/^cargo/, /^go/, /^nodejs/].map((name) => expect.stringMatching(name))),
    );
    expect((await warm('--packages=go,nodejs')).output).toContain(
      '2 of 2 packages of nixpkgs are in every cache',
    );
    expect((await warm('--packages=nope')).output).toContain("'nope'");
    expect((await warm('--packages=--help')).output).toContain('"--help" is no name of a package of nixpkgs');
    const { output: counted } = await succeeds('nix-cache-stats');
    expect(counted).toMatch(/\d+ paths came from a cache \([\d.]+ %\)/);
    expect(counted).toMatch(new RegExp(`\\d+ paths came from ${cache.url}/? \\(`));
    expect(counted).toMatch(/\d+ paths are in the store, [\d.]+ MB/);
  },
  TEN_MINUTES,
);

const sum = (list: readonly number[]) => list.reduce((a, b) => a + b, 0);
const megabytes = (bytes: number) => `${(bytes / 1_000_000).toFixed(1)} MB`;

function hashOf(workspace: Workspace, project: string): string {
  return /([0-9a-z]{32})-[^/]*$/.exec(manifestOf(workspace, project).outputs.out)?.[1] ?? '';
}

/** Of the paths that a cache has, without their hashes. */
function namesIn(files: ReadonlyMap<string, Buffer>): string[] {
  return [...files].flatMap(([name, text]) =>
    name.endsWith('.narinfo') ? (/^StorePath: \S*\/[a-z0-9]{32}-(\S+)$/m.exec(String(text))?.[1] ?? []) : [],
  );
}

function signatureOf(narinfo: Buffer | undefined): string {
  return /^Sig: .*$/m.exec(String(narinfo))?.[0] ?? '';
}

function withSignature(narinfo: Buffer | undefined, signature: string): Buffer {
  return Buffer.from(String(narinfo).replace(/^Sig: .*$/m, signature));
}

function countsIn({ output }: Run): { readonly fetched: number; readonly built: number } {
  const [, fetched, built] =
    /(\d+) paths came from a cache(?: \([\d.]+ %\))?, (\d+) derivations were built/.exec(output) ?? [];
  return { fetched: Number(fetched), built: Number(built) };
}
