import { WATCHED_ENV } from '../model/identity.js';
import { readOwnText, writeOwn } from './own-folder.js';

/** Variables that build scripts of other people's packages watch, as far as this machine has run them. */
export function watchedEnv(workspaceRoot: string): ReadonlySet<string> {
  return new Set(readOwnText(workspaceRoot, WATCHED_ENV)?.split('\n').filter(Boolean));
}

/** Another task may add its own at the same moment, and one of the two is then learnt later. */
export function watchEnv(workspaceRoot: string, names: readonly string[]): void {
  const known = watchedEnv(workspaceRoot);
  if (names.every((name) => known.has(name))) return;
  writeOwn(workspaceRoot, WATCHED_ENV, [...new Set([...known, ...names])].sort().join('\n'));
}
