/** How large a file or a folder is, and when it last changed. A link counts as itself. */
import { lstatSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

export interface Measured {
  readonly bytes: number;
  readonly changed: number;
  /** It contains a clone of a repository. */
  readonly hasRepository: boolean;
}

/** Undefined where there is no such thing. */
export function measure(path: string): Measured | undefined {
  const sum = { bytes: 0, changed: 0, hasRepository: false };
  const queue = [path];
  for (const at of queue) {
    const found = statOf(at);
    if (found === undefined) {
      if (at === path) return undefined;
      continue;
    }
    if (basename(at) === '.git') sum.hasRepository = true;
    if (!found.isDirectory() || at === path) sum.changed = Math.max(sum.changed, found.mtimeMs);
    if (found.isDirectory()) for (const name of namesIn(at)) queue.push(join(at, name));
    else sum.bytes += found.size;
  }
  return sum;
}

/** NB another process may take it away at the same moment. */
export function statOf(path: string) {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
