/** Which files the globs of an input name, as Nx reads them. */
import { minimatch } from 'minimatch';
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
    const [, names, name] = WHOLE_FOLDERS.exec(glob) ?? [];
    if (glob === '**/*') folders.add('.');
    else if (names !== undefined) for (const one of names.split(',')) folders.add(one);
    else if (name !== undefined) folders.add(name);
    else others.push(glob);
  }
  return (file) =>
    (folders.size > 0 && ancestors(dirname(file)).some((folder) => folders.has(folder))) ||
    others.some((glob) => minimatch(file, glob, { dot: true }));
}

const WHOLE_FOLDERS = /^(?:\{([^{}*?[\]]+)\}|([^{}*?[\]!]+))\/\*\*\/\*$/;
