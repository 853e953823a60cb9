import { join } from '../../../model/paths.js';
import type { Tree } from '../../../model/tree.js';
import { bunLock } from './bun.js';
import { npmLock } from './npm.js';
import { pnpmLock } from './pnpm.js';
import type { LockReader } from './reader.js';
import { yarnLock } from './yarn.js';

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

/**
 * NB kept by content: the daemon asks again after every change of any file, and a lock takes a while to read.
 */
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
