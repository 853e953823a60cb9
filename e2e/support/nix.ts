/** The real Nix in a store of its own, and the stand-in for nixpkgs as a flake that needs no network. */
import {
  accessSync,
  constants,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished } from 'vitest';
import { repository } from '../../tools/paths.js';
import { startCacheServer } from './cache-server.js';
import { linkInstallation, type Workspace, workspaceAt } from './workspace.js';

const require = createRequire(import.meta.url);

/** Shared with the checks of the library; the script waits for whoever is fetching already. */
const NIX = join(tmpdir(), 'polynx-nix-checks/nix');

export async function getNix(): Promise<string> {
  await execa('bash', [join(repository, 'tools/get-nix.sh'), NIX]);
  return join(NIX, 'bin');
}

/** Ends with the test. */
function temporary(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `polynx-e2e-${name}-`));
  // What is in a store may not be written, which holds for everybody but root.
  onTestFinished(async () => {
    await execa('chmod', ['-R', 'u+w', folder], { reject: false });
    await execa('rm', ['-rf', folder]);
  });
  return folder;
}

export type NixEnv = Readonly<Record<string, string>>;

/** Nothing of the host's store, configuration or user gets in. Not sandboxed: tests may run as root, whose mapped folders Nix could write to. */
export function emptyStore(bin: string): NixEnv {
  const store = temporary('store');
  for (const folder of ['nix/store', 'var', 'log', 'conf'])
    mkdirSync(join(store, folder), { recursive: true });
  return {
    PATH: `${bin}:${process.env['PATH']}`,
    NIX_STORE_DIR: join(store, 'nix/store'),
    NIX_STATE_DIR: join(store, 'var'),
    NIX_LOG_DIR: join(store, 'log'),
    NIX_CONF_DIR: join(store, 'conf'),
    NIX_CONFIG: [
      'experimental-features = nix-command flakes',
      'substituters =',
      'build-users-group =',
      'flake-registry =',
      'sandbox = false',
      'allow-import-from-derivation = false',
      'max-jobs = 2',
    ].join('\n'),
  };
}

/** A key, and a folder for what is signed with it; Nx's own cache beside it. */
export async function signedCache(bin: string): Promise<{ readonly cache: NixEnv; readonly key: string }> {
  const folder = temporary('binary-cache');
  const server = await startCacheServer();
  const key = join(folder, 'secret');
  const env = { ...process.env, ...emptyStore(bin) };
  const secret = await execa('nix', ['key', 'generate-secret', '--key-name', 'polynx-test-1'], { env });
  writeFileSync(key, secret.stdout, { mode: 0o600 });
  const publicKey = await execa('nix', ['key', 'convert-secret-to-public'], { env, input: secret.stdout });
  const cache = {
    NIX_LOCAL_CACHE_DIR: join(folder, 'cache'),
    NIX_CACHE_PUBLIC_KEYS: publicKey.stdout,
    ...server.writer,
  };
  mkdirSync(cache.NIX_LOCAL_CACHE_DIR);
  return { cache, key };
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

const PROGRAMS = `bash sh cat chmod cp cut dirname basename echo env expr find grep head id install ln ls mkdir mktemp mv rm rmdir sed sleep sort
stat tail touch tr true uname xargs cc gcc ld ar as nm sha256sum wc tar gzip`;

/** URL of a flake whose packages are the stand-in's, with this machine's compilers. */
export async function standIn(): Promise<string> {
  const folder = temporary('stand-in');
  const settings = { tools: await tools(folder), programs: programs() };
  cpSync(join(repository, 'nix/checks/stand-in.nix'), join(folder, 'stand-in.nix'));
  writeFileSync(join(folder, 'settings.json'), JSON.stringify(settings));
  writeFileSync(
    join(folder, 'flake.nix'),
    `{
  outputs = _: {
    legacyPackages.x86_64-linux = import ./stand-in.nix {
      inherit (builtins.fromJSON (builtins.readFile ./settings.json)) tools programs;
    };
  };
}
`,
  );
  return `path:${folder}`;
}

/** Folders with a compiler each: what a build does not ask for is not there. */
async function tools(folder: string): Promise<Record<string, string>> {
  const ask = async (program: string, ...args: string[]) => (await execa(program, args)).stdout.trim();
  const wrapped = (tool: string, commands: Readonly<Record<string, readonly string[]>>) => {
    const bin = join(folder, tool);
    mkdirSync(bin);
    for (const [name, words] of Object.entries(commands))
      writeFileSync(join(bin, name), `#!/bin/bash\nexec ${words.join(' ')} "$@"\n`, { mode: 0o755 });
    return bin;
  };
  const rust = join(await ask('rustc', '--print', 'sysroot'), 'bin');
  const npm = join(await ask('npm', 'root', '--global'), 'npm/bin/npm-cli.js');
  return {
    cargo: rust,
    rustc: rust,
    go: join(await ask('go', 'env', 'GOROOT'), 'bin'),
    nodejs: wrapped('nodejs', { node: [process.execPath], npm: [process.execPath, npm] }),
    deno: wrapped('deno', { deno: [require.resolve('@deno/linux-x64-glibc/deno')] }),
  };
}

function programs(): Record<string, string> {
  return Object.fromEntries(
    PROGRAMS.split(/\s+/).flatMap((name) => {
      const file = ['/usr/bin', '/bin'].map((folder) => join(folder, name)).find(isProgram);
      return file === undefined ? [] : [[name, file]];
    }),
  );
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
