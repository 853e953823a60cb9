import { baseOf, type Glob, isLiteral, literalOf } from '../model/globs.js';
import { dirname, isInside } from '../model/paths.js';

/**
 * Nx takes what `!glob` says away from all inputs of a task, not only from the list it stands in. Where lists
 * of several toolchains meet, one may need what another leaves out: a crate's build looks away from `tests/`,
 * where the tests of the package around it live. So an exception stays only where no other list has anything.
 */
export function reconcileExceptions(lists: readonly (readonly Glob[])[]): Glob[][] {
  const reaches = lists.map((list) => list.filter((glob) => !glob.startsWith('!')).flatMap(reachesOf));
  return lists.map((list, own) => {
    const others = reaches.filter((_, index) => index !== own).flat();
    return list.flatMap((glob) => (glob.startsWith('!') ? keptOf(glob, others) : glob));
  });
}

/** The alternatives of `!{a,b}/rest` that are apart from everything in `others`. */
function keptOf(exception: Glob, others: readonly Reach[]): Glob[] {
  const { before, names, after } = alternatives(exception.slice(1));
  const kept = names.filter((name) => {
    const own = reachOf(before + name + after);
    return !others.some((other) => meet(own, other));
  });
  if (kept.length === 0) return [];
  return [`!${before}${kept.length === 1 ? kept[0] : `{${kept.join(',')}}`}${after}` as Glob];
}

/** Where the files that a glob matches lie: right in the folder, or anywhere below it. */
export interface Reach {
  readonly folder: string;
  readonly deep: boolean;
}

function reachOf(glob: string): Reach {
  if (isLiteral(glob)) return { folder: dirname(literalOf(glob)), deep: false };
  const folder = baseOf(glob);
  const depth = folder === '.' ? 0 : folder.split('/').length;
  const rest = glob.split('/').slice(depth).join('/');
  return { folder, deep: rest.includes('/') || rest.includes('**') };
}

function meet(a: Reach, b: Reach): boolean {
  if (a.folder === b.folder) return true;
  return (b.deep && isInside(a.folder, b.folder)) || (a.deep && isInside(b.folder, a.folder));
}

/** `{a,b}/x/*` reaches `a/x` and `b/x`. */
export function reachesOf(glob: Glob): Reach[] {
  const { before, names, after } = alternatives(glob);
  return names.map((name) => reachOf(before + name + after));
}

/** NB the folders of a closure stand in the first braces; no name in them has a comma or a brace. */
function alternatives(glob: string): { before: string; names: string[]; after: string } {
  const [, before = '', names, after = ''] =
    /^((?:\\.|[^*?[{\\])*)\{((?:\\.|[^{}\\])*)\}(.*)$/s.exec(glob) ?? [];
  return names === undefined
    ? { before: '', names: [glob], after: '' }
    : { before, names: names.split(','), after };
}
