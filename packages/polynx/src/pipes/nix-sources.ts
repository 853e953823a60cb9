/** What a package of Nix is made from, by what the project's own build is made from. */
import { baseOf } from '../model/globs.js';
import { ownEntry } from '../model/own-entry.js';
import { isInside, outermost } from '../model/paths.js';
import type { Scope } from '../model/project.js';

import type { NamedTask, Planned } from './planned.js';

export interface BuiltBefore {
  /** Name of the project. */
  readonly project: string;
  /** Where its build leaves what is needed. */
  readonly paths: string[];
}

/**
 * NB what is only run, as a script is, has no build: its run tells what it is made from. Where Nix does the
 * build, the toolchain's own still tells.
 */
function makersOf({ tasks }: Planned): NamedTask[] {
  return tasks
    .filter(({ intent }) => intent === 'build' || intent === 'run')
    .map((task) => task.instead ?? task);
}

/** What others build has to lie where they leave it before this one is built or run. */
export function needsOf(
  planned: Planned,
  known: ReadonlyMap<string, string>,
  all: readonly Planned[],
): BuiltBefore[] {
  const makers = makersOf(planned);
  const read = makers
    .flatMap(({ resolvedReads }) => resolvedReads.filter(({ ignored }) => ignored))
    .map(({ glob }) => baseOf(glob));
  const found = new Map<string, BuiltBefore>();
  for (const { root, target } of makers.flatMap(({ needs }) => needs)) {
    const name = known.get(root);
    if (name === undefined || root === planned.project.root) continue;
    const task = all
      .filter(({ project: { root: at } }) => at === root)
      .flatMap(({ tasks }) => tasks)
      .find((one) => one.target === target);
    const declared = task === undefined ? [] : leftBy(task.instead ?? task);
    const paths = declared.length > 0 ? declared : read.filter((path) => isInside(path, root));
    found.set(name, { project: name, paths: sorted([...(found.get(name)?.paths ?? []), ...paths]) });
  }
  return [...found.values()].sort((a, b) => (a.project < b.project ? -1 : 1));
}

/** Files and folders that a task leaves, as far as its own options name them. */
function leftBy({ outputs, options = {} }: NamedTask): string[] {
  return outputs
    .map((path) =>
      path.replace(/\{options\.(\w+)\}/g, (whole, option: string) => {
        const value = ownEntry(options, option);
        return typeof value === 'string' ? value : whole;
      }),
    )
    .filter((path) => !/[{!*]/.test(path));
}

export type InToolchain = (root: string, toolchain: string) => Planned | undefined;

export function byToolchain(all: readonly Planned[]): InToolchain {
  const found = new Map(all.map((one) => [`${one.toolchain}:${one.project.root}`, one]));
  return (root, toolchain) => found.get(`${toolchain}:${root}`);
}

/**
 * Folders and files that hold all that is compiled; none lies in another. `scopes`: of which dependencies
 * within the toolchain; a builder that runs tests puts in what they need, for each member that it puts in.
 */
export function sourcesOf(
  planned: Planned,
  inToolchain: InToolchain,
  scopes: readonly Scope[] = ['production', 'development'],
): string[] {
  const { project, toolchain } = planned;
  const closure = new Set([project.root]);
  for (const root of closure) {
    const { dependencies = [], drawnByNx = [] } = inToolchain(root, toolchain)?.project ?? {};
    const edges = dependencies.flatMap((one) => (scopes.includes(one.scope) ? [one.root] : []));
    for (const one of [...edges, ...drawnByNx])
      if (inToolchain(one, toolchain) !== undefined) closure.add(one);
  }
  const makers = makersOf(planned);
  const reads = makers
    .flatMap(({ resolvedReads }) => resolvedReads.filter(({ ignored }) => !ignored))
    .map(({ glob }) => baseOf(glob));
  const compiled = makers.flatMap((task) => [...task.closure, ...(task.compiles ?? [])]);
  return outermost([...closure, ...compiled, ...reads]);
}

function sorted(list: Iterable<string>): string[] {
  return [...new Set(list)].sort();
}
