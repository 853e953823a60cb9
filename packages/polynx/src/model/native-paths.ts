/**
 * Paths as the operating system writes them: tools report `C:\w\src\lib.rs` where everything else here says
 * `src/lib.rs`.
 */
import { isAbsolute, relative, sep } from 'node:path';

/**
 * Of a workspace; undefined where the path lies outside of it, or is its root. NB `relative` between two
 * drives of Windows is an absolute path.
 */
export function seenFrom(workspaceRoot: string, path: string): string | undefined {
  const found = relative(workspaceRoot, path);
  if (found === '' || found === '..' || found.startsWith(`..${sep}`) || isAbsolute(found)) return undefined;
  return toPosix(found);
}

/** True for the folder itself and for everything below it; both absolute. */
export function isBelow(path: string, folder: string): boolean {
  const found = relative(folder, path);
  return found !== '..' && !found.startsWith(`..${sep}`) && !isAbsolute(found);
}

/** NB a backslash may be part of a name where it does not separate. */
export function toPosix(path: string): string {
  return sep === '/' ? path : path.replaceAll(sep, '/');
}
