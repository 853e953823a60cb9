/** Configuration of clippy and rustfmt, which look in all folders above a crate. */
import { dirname, join } from '../../../model/paths.js';
import type { Tree } from '../../../model/tree.js';

export interface Configured {
  readonly files: readonly string[];
  /** Those that git ignores. */
  readonly ignored: readonly string[];
}

/** Files of these names in a directory and above, nearest first. */
export function configuredAbove(names: readonly string[], tree: Tree): (directory: string) => Configured {
  const known = new Map<string, Configured>();
  const find = (directory: string): Configured => {
    const before = known.get(directory);
    if (before !== undefined) return before;
    const above = directory === '.' ? NONE : find(dirname(directory));
    const here = names.map((name) => join(directory, name));
    const files = here.filter((file) => tree.has(file));
    const ignored = here.filter(
      (file) => !tree.has(file) && mayBeIgnored(directory, tree) && isOnDisk(file, tree),
    );
    const isMore = files.length > 0 || ignored.length > 0;
    const found = isMore
      ? { files: [...files, ...above.files], ignored: [...ignored, ...above.ignored] }
      : above;
    known.set(directory, found);
    return found;
  };
  return find;
}

const NONE: Configured = { files: [], ignored: [] };

function isOnDisk(file: string, tree: Tree): boolean {
  return tree.read(file) !== undefined;
}

/**
 * NB a thousand crates are two thousand files to look for in vain: only where a rule of git's could mean
 * them.
 */
function mayBeIgnored(directory: string, tree: Tree): boolean {
  const memo = rules.get(tree) ?? new Map<string, boolean>();
  rules.set(tree, memo);
  const known = memo.get(directory);
  if (known !== undefined) return known;
  const file = join(directory, '.gitignore');
  const own = tree.has(file) ? (tree.read(file) ?? '') : '';
  const isRoot = directory === '.';
  const local = isRoot ? (tree.read('.git/info/exclude') ?? '') : '';
  const may =
    [own, local].some((text) => text.split('\n').some((line) => COULD_MEAN.test(line))) ||
    (!isRoot && mayBeIgnored(dirname(directory), tree));
  memo.set(directory, may);
  return may;
}

const rules = new WeakMap<Tree, Map<string, boolean>>();

/** `clippy.toml`, `*.toml`, `.*`, `*`. */
const COULD_MEAN = /^[^#]*(?:clippy|rustfmt|toml)|^\s*\/?(?:\*\*\/)?\.?\*\/?\s*$/;
