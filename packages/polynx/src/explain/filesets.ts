/** Which files the globs of an input name, as Nx reads them. */
import { minimatch } from 'minimatch';
import { EVERYTHING, isLiteral, literalOf } from '../model/globs.js';
import { ancestors, dirname } from '../model/paths.js';

/** Globs of one list; what `!` takes away is gone from all of it. */
export function fileset(globs: readonly string[]): (file: string) => boolean {
  const taken = matcher(globs.filter((glob) => !glob.startsWith('!')));
  const left = matcher(globs.filter((glob) => glob.startsWith('!')).map((glob) => glob.slice(1)));
  return (file) => taken(file) && !left(file);
}

/** The whole folders of a thousand crates are looked up by name, everything else is matched one by one. */
function matcher(globs: readonly string[]): (file: string) => boolean {
  const folders = new Set<string>();
  const others: string[] = [];
  for (const glob of globs) {
    const named = wholeFolders(glob);
    if (named === undefined) others.push(glob);
    else for (const one of named) folders.add(literalOf(one));
  }
  return (file) =>
    (folders.size > 0 && ancestors(dirname(file)).some((folder) => folders.has(folder))) ||
    others.some((glob) => minimatch(file, glob, OPTIONS));
}

/** NB to minimatch a glob that starts with `#` is a comment. */
const OPTIONS = { dot: true, nocomment: true, nonegate: true };

/** The folders of `{a,b}` + `/**` + `/*`, still escaped. */
function wholeFolders(glob: string): string[] | undefined {
  if (glob === '**/*') return ['.'];
  if (!glob.endsWith(EVERYTHING)) return undefined;
  const head = glob.slice(0, -EVERYTHING.length);
  if (isLiteral(head)) return [head];
  const names = head.startsWith('{') && head.endsWith('}') ? head.slice(1, -1) : undefined;
  return names !== undefined && !/[{}]/.test(names) && isLiteral(names) ? names.split(',') : undefined;
}
