/** What every crate reads, each found once, and which of it is not an input already. */
import { dirname, isInside } from '../../../model/paths.js';
import type { Read } from '../../../model/project.js';
import type { Tree } from '../../../model/tree.js';
import type { Crate } from '../manifest/crates.js';
import { type CrateReads, findReads } from './reads.js';
import type { Layout } from './sources.js';

/** Everything that literals of a crate name, found once. */
export function readsByCrate(
  crates: ReadonlyMap<string, Crate>,
  nested: ReadonlyMap<string, readonly string[]>,
  tree: Tree,
): (crate: Crate) => CrateReads {
  const sources = sourcesByCrate(crates, tree);
  const known = new Map<Crate, CrateReads>();
  return (crate) => {
    const reads =
      known.get(crate) ??
      findReads(crate, sources.get(crate.directory) ?? [], tree, nested.get(crate.directory));
    known.set(crate, reads);
    return reads;
  };
}

/** Every .rs file belongs to the innermost crate around it. */
function sourcesByCrate(crates: ReadonlyMap<string, Crate>, tree: Tree): Map<string, string[]> {
  const sources = new Map<string, string[]>();
  const owners = new Map<string, string | undefined>();
  const ownerOf = (directory: string): string | undefined => {
    if (crates.has(directory)) return directory;
    if (directory === '.') return undefined;
    if (!owners.has(directory)) owners.set(directory, ownerOf(dirname(directory)));
    return owners.get(directory);
  };
  for (const file of tree.files) {
    if (!file.endsWith('.rs')) continue;
    const owner = ownerOf(dirname(file));
    if (owner === undefined) continue;
    const files = sources.get(owner);
    if (files === undefined) sources.set(owner, [file]);
    else files.push(file);
  }
  return sources;
}

/**
 * The crate's own reads, and those of compiled crates that are no project of their own, less what is an input
 * already.
 */
export function foreignReads(
  crate: Crate,
  closure: readonly Crate[],
  readsOf: (crate: Crate) => CrateReads,
  layoutOf: (crate: Crate) => Layout,
  tree: Tree,
): Read[] {
  const guests = closure.filter((other) => !other.isProject && other !== crate);
  return [crate, ...guests].flatMap((one) =>
    readsOf(one).reads.filter(({ path }) => !isPlainlyOwn(path, one, layoutOf(one), tree)),
  );
}

/**
 * Tracked, inside the crate, and in no nested project. What is not tracked may be what another project
 * builds.
 */
function isPlainlyOwn(path: string, { directory }: Crate, { nested }: Layout, tree: Tree): boolean {
  if (!isInside(path, directory) || !(tree.has(path) || tree.hasDirectory(path))) return false;
  return !nested.some((project) => isInside(path, project));
}
