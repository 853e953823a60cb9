import { listOwn, removeOwn, statOwn } from '../adapters/own-folder.js';

/**
 * As long as Nx keeps its own tasks' cache, and more: a branch that is taken up again after this makes its
 * files anew.
 */
const DAYS = 30;

/** What ends in a digest. NB a name that we do not give belongs to others. */
const NAME = /(?:^|_)[0-9a-f]{8,64}$/;

/**
 * Removes the files of a folder that nobody has written for a month, but for those that are kept by name.
 * Never fails: old files cost space only.
 */
export function prune(
  workspaceRoot: string,
  folder: string,
  kept: ReadonlySet<string>,
  now = Date.now(),
): void {
  const oldest = now - DAYS * 86_400_000;
  for (const name of listOwn(workspaceRoot, folder)) {
    if (kept.has(name) || !NAME.test(name)) continue;
    const found = statOwn(workspaceRoot, `${folder}/${name}`);
    if (found !== undefined && found.mtimeMs < oldest) removeOwn(workspaceRoot, `${folder}/${name}`);
  }
}
