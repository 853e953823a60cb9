/** Workspace-relative POSIX paths. The workspace root is `.`; no path starts with `./` or ends with `/`. */

export function dirname(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '.' : path.slice(0, slash);
}

export function basename(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

const SPECIAL_SEGMENT = /(?:^|\/)\.{0,2}(?:\/|$)/;

/** Joins and normalises. A path that leaves the workspace starts with `../`. */
export function join(...parts: readonly string[]): string {
  const joined = parts.join('/');
  // NB called a hundred thousand times for a thousand projects, nearly always with nothing to normalise.
  if (!SPECIAL_SEGMENT.test(joined)) return joined;
  const out: string[] = [];
  for (const part of joined.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && out.length > 0 && out[out.length - 1] !== '..') out.pop();
    else out.push(part);
  }
  return out.length === 0 ? '.' : out.join('/');
}

/** `to` as seen from the directory `from`; both workspace-relative. */
export function relative(from: string, to: string): string {
  const a = from === '.' ? [] : from.split('/');
  const b = to === '.' ? [] : to.split('/');
  let same = 0;
  while (same < a.length && same < b.length && a[same] === b[same]) same++;
  return [...a.slice(same).map(() => '..'), ...b.slice(same)].join('/') || '.';
}

/** True for the directory itself and for everything below it. */
export function isInside(path: string, directory: string): boolean {
  return directory === '.' ? !leavesWorkspace(path) : path === directory || path.startsWith(`${directory}/`);
}

export function isAbsolute(path: string): boolean {
  return path.startsWith('/') || /^[A-Za-z]:/.test(path);
}

export function leavesWorkspace(path: string): boolean {
  return path === '..' || path.startsWith('../') || isAbsolute(path);
}

/** The directory and its parents up to the workspace root, nearest first. */
export function ancestors(directory: string): string[] {
  const out = [directory];
  let at = directory;
  while (at !== '.') {
    at = dirname(at);
    out.push(at);
  }
  return out;
}

/**
 * Without what lies in another one, in order. NB by the folders above each, not by comparing all with all: a
 * root package has thousands inside.
 */
export function outermost(paths: Iterable<string>): string[] {
  const all = new Set(paths);
  const isIn = (path: string) =>
    ancestors(path).some((above) => above !== path && all.has(above) && isInside(path, above));
  return [...all].filter((path) => !isIn(path)).sort();
}
