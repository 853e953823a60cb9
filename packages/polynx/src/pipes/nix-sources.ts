/** What a package of Nix is made from, by what the project's own build is made from. */
import { isInside } from '../model/paths.js';
import type { NamedTask, Planned } from './analysis.js';
import { baseOf } from './crossings.js';

export interface BuiltBefore {
  /** Name of the project. */
  readonly project: string;
  /** Where its build leaves what is needed. */
  readonly paths: string[];
}

/** What others build has to lie where they leave it before this one is built. */
export function needsOf(
  build: NamedTask | undefined,
  known: ReadonlyMap<string, string>,
  all: readonly Planned[],
): BuiltBefore[] {
  const needs = (build?.needs ?? []).flatMap(({ root, target }) => {
    const name = known.get(root);
    const task = all
      .filter(({ project: { root: at } }) => at === root)
      .flatMap(({ tasks }) => tasks)
      .find((one) => one.target === target);
    const declared = (task?.outputs ?? []).filter((path) => !/[{!*]/.test(path));
    const read = (build?.resolvedReads ?? [])
      .filter(({ ignored }) => ignored)
      .map(({ glob }) => baseOf(glob));
    const paths = declared.length > 0 ? declared : read.filter((path) => isInside(path, root));
    return name === undefined ? [] : [{ project: name, paths: sorted(paths) }];
  });
  return needs.sort((a, b) => (a.project < b.project ? -1 : 1));
}

/** Folders and files that hold all that is compiled; none lies in another. */
export function sourcesOf(root: string, build: NamedTask | undefined): string[] {
  const reads = (build?.resolvedReads ?? [])
    .filter(({ ignored }) => !ignored)
    .map(({ glob }) => baseOf(glob));
  const all = sorted([root, ...(build?.closure ?? []), ...(build?.compiles ?? []), ...reads]);
  return all.filter((path) => !all.some((other) => other !== path && isInside(path, other)));
}

function sorted(list: Iterable<string>): string[] {
  return [...new Set(list)].sort();
}
