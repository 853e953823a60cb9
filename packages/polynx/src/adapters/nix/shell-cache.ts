/**
 * What is known of a dev shell, by the content of all that it may be made from. NB loaded each time Nx
 * hashes: only what Node brings along.
 */
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { DevShell } from '../../model/dev-shell.js';
import { foldersOf, type ShellVariables } from './shell-env.js';
import { workPlace } from './work-place.js';

/**
 * Expressions and all that they are known to look at: manifests, locks and pins of toolchains. As git's
 * pathspecs.
 */
function pathspecs({ reads }: DevShell, manifests: string): string[] {
  const globs = ['flake.lock', '**/*.nix', 'nix/**', ...PINS, ...manifests.slice(1, -1).split(',')];
  return [...globs.map((glob) => `:(glob)${glob}`), ...reads.map((path) => `:(literal)${path}`)];
}

const PINS = [
  '**/rust-toolchain',
  '**/rust-toolchain.toml',
  '**/.cargo/config.toml',
  '**/.tool-versions',
  '**/.dvmrc',
  '**/.nvmrc',
  '**/.node-version',
];

/**
 * @param manifests one glob of all manifests and locks: `{**\/a,**\/b}`
 * @param git starts git in the workspace, and gives what it prints
 */
export async function shellFiles(
  workspaceRoot: string,
  shell: DevShell,
  manifests: string,
  env: Env,
  git: (args: readonly string[]) => Promise<string>,
): Promise<ShellPlace> {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '-z', '--'];
  const listed = await git([...args, ...pathspecs(shell, manifests)]);
  const files = [...new Set(listed.split('\0').filter((file) => file !== ''))].sort();
  return shellPlace(workspaceRoot, shell, files, env);
}

type Env = Readonly<Record<string, string | undefined>>;

export interface ShellPlace {
  /** Absolute. */
  readonly folder: string;
  /** What it is made from. */
  readonly files: readonly string[];
}

function shellPlace(
  workspaceRoot: string,
  { name }: DevShell,
  files: readonly string[],
  env: Env,
): ShellPlace {
  const hash = createHash('sha256').update(`${VERSION}\0${name}\0`);
  const there = files.filter((file) => isThere(join(workspaceRoot, file)));
  for (const file of there) {
    hash.update(`${file}\0`);
    hash.update(contentOf(join(workspaceRoot, file)));
  }
  const { NIX_STORE_DIR: store = '' } = env;
  // Another store is another machine's.
  hash.update(store);
  return { folder: workPlace(workspaceRoot, env, `shells/${hash.digest('hex').slice(0, 32)}`), files: there };
}

/** Of the form that is written here. */
const VERSION = 1;

function isThere(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false })?.isDirectory() === false;
}

function contentOf(file: string): Uint8Array {
  const stat = lstatSync(file);
  const content = stat.isSymbolicLink() ? Buffer.from(readlinkSync(file)) : readFileSync(file);
  const kind = stat.isSymbolicLink() ? 'link' : (stat.mode & 0o100) === 0 ? 'file' : 'program';
  return Buffer.concat([Buffer.from(`${kind} ${content.length}\0`), content]);
}

/** Undefined where nobody has asked yet, or where Nix has collected it. */
export function recallShell({ folder }: ShellPlace): ShellVariables | undefined {
  try {
    const variables = JSON.parse(readFileSync(join(folder, 'env.json'), 'utf8')) as ShellVariables;
    return existsSync(join(folder, 'profile')) && foldersOf(variables).every((path) => existsSync(path))
      ? variables
      : undefined;
  } catch {
    return undefined;
  }
}

/** What names the shell in keys: with store paths as values, that is all that is in it. */
export function shellDigest(variables: ShellVariables): string {
  return createHash('sha256')
    .update(JSON.stringify(Object.entries(variables)))
    .digest('hex')
    .slice(0, 32);
}
