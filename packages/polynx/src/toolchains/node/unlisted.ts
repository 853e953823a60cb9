/**
 * Paths that git does not list, or that are not there yet: a file, all in a folder (`EVERYTHING` behind it),
 * or the files right in a folder (`/*` behind it).
 */
import { compact } from '../../model/compact.js';
import { EVERYTHING, everythingIn, type Glob, only } from '../../model/globs.js';
import { dirname } from '../../model/paths.js';
import type { Read } from '../../model/project.js';

const FILES_OF = '/*';

export function unlistedFolder(path: string): string {
  if (path.endsWith(EVERYTHING)) return path.slice(0, -EVERYTHING.length);
  return path.endsWith(FILES_OF) ? dirname(path) : path;
}

export function unlistedGlobs(path: string): Glob[] {
  if (path.endsWith(EVERYTHING)) return everythingIn([unlistedFolder(path)]);
  return path.endsWith(FILES_OF) ? everythingIn([dirname(path)], '*') : only([path]);
}

/** https://vite.dev/guide/env-and-mode#env-files */
export function dotenvGlobs(folder: string): Glob[] {
  return everythingIn([folder], '.env*');
}

/** For the core, which looks for the task that makes it. */
export function unlistedRead(path: string): Pick<Read, 'path' | 'glob'> {
  if (path.endsWith(EVERYTHING) || !path.endsWith(FILES_OF)) return { path };
  const [glob] = unlistedGlobs(path);
  return compact({ path: dirname(path), glob });
}
