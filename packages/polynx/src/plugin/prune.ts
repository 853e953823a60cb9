import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** As long as Nx keeps its own tasks' cache, and more: a branch that is taken up again after this makes its files anew. */
const DAYS = 30;

/** Removes the files of a folder that nobody has written for a month, but for those that are kept by name. Never fails: old files cost space only. */
export function prune(folder: string, kept: ReadonlySet<string>, now = Date.now()): void {
  const oldest = now - DAYS * 86_400_000;
  try {
    for (const name of readdirSync(folder)) {
      const file = join(folder, name);
      if (!kept.has(name) && statSync(file).mtimeMs < oldest) rmSync(file, { force: true });
    }
  } catch {
    // No such folder, one that may not be written, or another process was quicker.
  }
}
