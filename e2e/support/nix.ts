/** The real Nix in a store of its own, which ends with the test. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished } from 'vitest';
import { type NixEnv, removeStore, standInAt, storeAt } from '../../tools/nix/isolated.js';
import { startCacheServer } from './cache-server.js';
import { linkInstallation, type Workspace, workspaceAt } from './workspace.js';

export { getNix, type NixEnv } from '../../tools/nix/isolated.js';

/** A folder that ends with the test. */
export function temporary(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `polynx-e2e-${name}-`));
  onTestFinished(() => removeStore(folder));
  return folder;
}

export function emptyStore(bin: string): NixEnv {
  return storeAt(temporary('store'), bin);
}

/** URL of a flake whose packages are the stand-in's. */
export function standIn(): Promise<string> {
  return standInAt(temporary('stand-in'));
}

/** A key, and a folder for what is signed with it; Nx's own cache beside it. */
export async function signedCache(bin: string): Promise<{ readonly cache: NixEnv; readonly key: string }> {
  const server = await startCacheServer();
  const { key, publicKey } = await signingKey(bin);
  const cache = {
    NIX_LOCAL_CACHE_DIR: temporary('binary-cache'),
    NIX_CACHE_PUBLIC_KEYS: publicKey,
    ...server.writer,
  };
  return { cache, key };
}

/** A file with a secret key, and its public half. */
export async function signingKey(bin: string): Promise<{ readonly key: string; readonly publicKey: string }> {
  const key = join(temporary('key'), 'secret');
  const env = { ...process.env, ...emptyStore(bin) };
  const secret = await execa('nix', ['key', 'generate-secret', '--key-name', 'polynx-test-1'], { env });
  writeFileSync(key, secret.stdout, { mode: 0o600 });
  const { stdout } = await execa('nix', ['key', 'convert-secret-to-public'], { env, input: secret.stdout });
  return { key, publicKey: stdout };
}

/** One byte in the middle of every archive. */
export function tamperWith({ NIX_LOCAL_CACHE_DIR = '' }: NixEnv): void {
  const archives = join(NIX_LOCAL_CACHE_DIR, 'nar');
  for (const name of readdirSync(archives)) {
    const bytes = readFileSync(join(archives, name));
    const middle = Math.floor(bytes.length / 2);
    bytes[middle] = (bytes[middle] ?? 0) ^ 0xff;
    writeFileSync(join(archives, name), bytes);
  }
}

export async function cloneOf(origin: Workspace, env: NixEnv): Promise<Workspace> {
  const root = temporary('clone');
  await execa('git', ['clone', '--quiet', origin.root, root]);
  await linkInstallation(root);
  return workspaceAt(root, env);
}

/** Results are found by their place, so the other machine has its store at the same one. */
export function sameStoreEmptied({ env = {} }: Workspace): NixEnv {
  const own = Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  for (const name of ['NIX_STORE_DIR', 'NIX_STATE_DIR', 'NIX_LOG_DIR']) {
    const folder = own[name] ?? '';
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
  }
  return own;
}

/** Writes the flake, as a user would, and commits it. */
export async function addFlake(workspace: Workspace): Promise<void> {
  const made = await workspace.nx(['g', 'polynx:flake', `--nixpkgs=${await standIn()}`]);
  expect(made.exitCode, made.output).toBe(0);
  const locked = await workspace.run('nix', ['flake', 'lock']);
  expect(locked.exitCode, locked.output).toBe(0);
  await workspace.commit('flake');
}
