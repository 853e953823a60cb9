import { leavesWorkspace } from '../../../model/paths.js';
import type { Scope } from '../../../model/project.js';
import type { Crate } from '../manifest/crates.js';
import { resolverOf } from '../manifest/resolver.js';
import type { Workspace } from '../manifest/workspace-root.js';
import { directPackages, withDependencies } from './third-party.js';

/** The local crates that a crate is compiled from, itself first. */
export interface Closure {
  readonly crates: readonly Crate[];
  /** Directories outside the repository that are compiled too. */
  readonly outside: readonly string[];
  /** Whether what only other platforms compile is in it. */
  readonly everywhere: boolean;
  /**
   * Crates that are not compiled and may turn features on of those that are. Resolver 1, the default of a
   * virtual workspace, asks neither whether a dependency is for tests nor for which platform.
   */
  readonly unifies: readonly Crate[];
}

/** For a build: no dev-dependencies, at any depth. For tests: the crate's own dev-dependencies too. */
export type Closures = Readonly<Record<Scope, Closure>>;

type Crates = ReadonlyMap<string, Crate>;

/**
 * @param everywhere for a build for another platform: its conditions are not known, so all of them may hold
 */
export function closuresOf(crate: Crate, crates: Crates, everywhere = false): Closures {
  const production = reachFrom(crate, crates, everywhere);
  const dev = developmentOf(crate, everywhere);
  const development =
    dev.length === 0 ? production : reach([crate.directory, ...dev], crates, crate.workspace, everywhere);
  if (resolverOf(crate.workspace.manifest) !== 1) return { production, development };
  const isEverything = everywhere || development.crates.every(({ edges }) => edges.every(({ here }) => here));
  const possible = isEverything
    ? development
    : reach([crate.directory, ...developmentOf(crate, true)], crates, crate.workspace, true);
  const tested = { ...development, unifies: unifying(development, possible) };
  return {
    production:
      production === development ? tested : { ...production, unifies: unifying(production, possible) },
    development: tested,
  };
}

function developmentOf(crate: Crate, everywhere: boolean): string[] {
  return [
    ...crate.edges.flatMap(({ kind, here, directory }) =>
      kind === 'dev' && (here || everywhere) ? [directory] : [],
    ),
    ...patchedIn(crate, 'development', crate.workspace, everywhere),
  ];
}

/** Only what leads to a crate that is compiled, or to packages, has a say in features. */
function unifying({ crates }: Closure, possible: Closure): readonly Crate[] {
  if (possible.crates.length === crates.length) return [];
  const compiled = new Set(crates);
  const concerned = new Set(crates.map(({ directory }) => directory));
  const linksPackages = crates.some(({ thirdParty }) => thirdParty.length > 0);
  const found = new Set<Crate>();
  for (let before = -1; before < found.size; ) {
    before = found.size;
    for (const crate of possible.crates) {
      if (compiled.has(crate) || found.has(crate)) continue;
      const leads =
        (linksPackages && crate.thirdParty.length > 0) ||
        crate.edges.some(({ kind, directory }) => kind !== 'dev' && concerned.has(directory));
      if (!leads) continue;
      found.add(crate);
      concerned.add(crate.directory);
    }
  }
  return [...found];
}

const known = { here: new WeakMap<Crate, Closure>(), everywhere: new WeakMap<Crate, Closure>() };

/**
 * What a build of the crate compiles. NB of a crate with one dependency that is the crate and what its
 * dependency is compiled from: in a chain of thousands each closure is a copy of the next, and nothing is
 * walked again.
 */
function reachFrom(crate: Crate, crates: Crates, everywhere: boolean): Closure {
  const closures = everywhere ? known.everywhere : known.here;
  const chain = new Set<Crate>();
  let at: Crate | undefined = crate;
  while (at !== undefined && !closures.has(at) && !chain.has(at)) {
    chain.add(at);
    at = onlyDependency(at, crates, everywhere);
  }
  let closure = at && closures.get(at);
  for (const one of [...chain].reverse()) {
    // A circle has its crates in another order from each of them.
    closure =
      closure === undefined || closure.crates.includes(one)
        ? reach([one.directory], crates, one.workspace, everywhere)
        : { ...closure, crates: [one, ...closure.crates], outside: [...one.outside, ...closure.outside] };
    closures.set(one, closure);
  }
  return closure ?? reach([crate.directory], crates, crate.workspace, everywhere);
}

/** NB patches are those of the workspace that is built, so that a closure with them is nobody else's. */
function onlyDependency(crate: Crate, crates: Crates, everywhere: boolean): Crate | undefined {
  const used = crate.edges.filter(({ kind, here }) => kind !== 'dev' && (here || everywhere));
  const [first] = used;
  if (first === undefined || used.some(({ directory }) => directory !== first.directory)) return undefined;
  const next = crates.get(first.directory);
  return crate.workspace.patches.size > 0 || (next?.workspace.patches.size ?? 0) > 0 ? undefined : next;
}

/**
 * Normal and build dependencies, as far as they go. Cycles through dev-dependencies are legal and end here.
 */
function reach(starts: readonly string[], crates: Crates, building: Workspace, everywhere: boolean): Closure {
  const seen = new Set(starts);
  const found: Crate[] = [];
  const outside: string[] = [];
  for (const directory of seen) {
    const crate = crates.get(directory);
    if (crate === undefined) {
      if (leavesWorkspace(directory)) outside.push(directory);
      continue;
    }
    found.push(crate);
    for (const place of crate.outside) outside.push(place);
    for (const edge of crate.edges)
      if (edge.kind !== 'dev' && (edge.here || everywhere)) seen.add(edge.directory);
    for (const patch of patchedIn(crate, 'production', building, everywhere)) seen.add(patch);
  }
  return { crates: found, outside, everywhere, unifies: [] };
}

/**
 * Directories that `[patch]` puts in place of packages that the crate asks for, or that those ask for: the
 * lock shows them as packages without a source. Patches are the business of the workspace that is built,
 * whichever one the crate belongs to.
 */
export function patchedIn(
  crate: Crate,
  scope: Scope,
  { patches, lock }: Workspace,
  everywhere = false,
): readonly string[] {
  if (patches.size === 0) return [];
  const packages = lock && directPackages(crate, scope, lock, everywhere);
  const names =
    lock === undefined || packages === undefined
      ? crate.thirdParty.filter(
          ({ kind, here }) => (here || everywhere) && (scope === 'development' || kind !== 'dev'),
        )
      : [...withDependencies(packages, lock)].filter(({ source }) => source === undefined);
  return names.flatMap(({ name }) => patches.get(name) ?? []);
}
