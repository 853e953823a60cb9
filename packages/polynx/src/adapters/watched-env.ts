import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { WATCHED_ENV } from '../model/identity.js';

/** Variables that build scripts of other people's packages watch, as far as this machine has run them. */
export function watchedEnv(workspaceRoot: string): ReadonlySet<string> {
  try {
    return new Set(readFileSync(join(workspaceRoot, WATCHED_ENV), 'utf8').split('\n').filter(Boolean));
  } catch {
    return new Set();
  }
}

/** Written beside and renamed: another task may add its own at the same moment, and one of the two is then learnt later. */
export function watchEnv(workspaceRoot: string, names: readonly string[]): void {
  const known = watchedEnv(workspaceRoot);
  if (names.every((name) => known.has(name))) return;
  const file = join(workspaceRoot, WATCHED_ENV);
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, [...new Set([...known, ...names])].sort().join('\n'));
  renameSync(temporary, file);
}
