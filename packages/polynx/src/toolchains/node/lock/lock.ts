import { join } from '../../../model/paths.js';
import type { Tree } from '../../../model/tree.js';
import type { PackageFields } from '../package-json.js';
import { bunLock } from './bun.js';
import { npmLock } from './npm.js';
import { pnpmLock } from './pnpm.js';
import { yarnLock } from './yarn.js';

/** One installed package of the workspace, as the lock knows it. */
export interface LockedMember {
  /** Relative to the lock, `.` for its own directory. */
  readonly root: string;
  readonly fields: PackageFields;
  /** Names of dependencies that are other members: they count with their own files. */
  readonly local: ReadonlySet<string>;
}

export interface Locked {
  /** Of everything the member's dependencies bring. */
  readonly digest: string;
  /** Its direct dependencies that come from a registry. */
  readonly names: readonly string[];
}

/** `undefined` where the lock cannot be read exactly. */
export type LockReader = (member: LockedMember, kinds: 'all' | 'production') => Locked | undefined;

const READERS: Readonly<Record<string, (text: string) => LockReader | undefined>> = {
  'package-lock.json': npmLock,
  'npm-shrinkwrap.json': npmLock,
  'pnpm-lock.yaml': pnpmLock,
  'yarn.lock': yarnLock,
  'bun.lock': bunLock,
};

export interface Lock {
  readonly file: string;
  readonly read: LockReader;
}

/** The first lock there is, in the order Nx asks in. */
export function lockOf(tree: Tree, directory: string): Lock | undefined {
  for (const name of [
    'bun.lock',
    'yarn.lock',
    'pnpm-lock.yaml',
    'npm-shrinkwrap.json',
    'package-lock.json',
  ]) {
    const file = join(directory, name);
    if (!tree.has(file)) continue;
    const read = readerOf(file, name, tree.read(file) ?? '');
    return { file, read: (member, kinds) => safely(() => read?.(member, kinds)) };
  }
  return undefined;
}

const memory = new Map<string, { readonly text: string; readonly read: LockReader | undefined }>();

/** NB kept by content: the daemon asks again after every change of any file, and a lock takes a while to read. */
function readerOf(file: string, name: string, text: string): LockReader | undefined {
  const known = memory.get(file);
  if (known?.text === text) return known.read;
  const read = safely(() => READERS[name]?.(text));
  memory.set(file, { text, read });
  return read;
}

/** NB a lock is a generated file: where it is damaged, the package manager will say so better than we can. */
function safely<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
