import type { Scope } from '../../model/project.js';
import { type CargoLock, identify, type LockedPackage, resolveLine } from './cargo-lock.js';
import type { Crate, Workspace } from './workspace.js';

/**
 * The local crates that a crate is compiled from, itself first: for a build (no dev-dependencies, at any depth) and for tests (its own
 * dev-dependencies too).
 */
export interface CrateClosures {
  readonly production: readonly Crate[];
  readonly development: readonly Crate[];
}

export function closuresOf(crates: ReadonlyMap<string, Crate>): Map<string, CrateClosures> {
  const patched = locallyPatched(crates);
  const production = new Map<string, readonly string[]>();
  for (const directory of crates.keys()) production.set(directory, reach(directory, crates, patched));
  const closures = new Map<string, CrateClosures>();
  const crateAt = (directory: string) => crates.get(directory) ?? [];
  for (const [directory, crate] of crates) {
    const own = production.get(directory) ?? [];
    const dev = crate.edges
      .filter(({ kind }) => kind === 'dev')
      .flatMap((edge) => production.get(edge.directory) ?? []);
    const build = own.flatMap(crateAt);
    closures.set(directory, {
      production: build,
      development: dev.length === 0 ? build : [...new Set([...own, ...dev])].flatMap(crateAt),
    });
  }
  return closures;
}

/** Normal and build dependencies, as far as they go. Cycles through dev-dependencies are legal and end here. */
function reach(
  start: string,
  crates: ReadonlyMap<string, Crate>,
  patched: ReadonlyMap<Crate, readonly string[]>,
): string[] {
  const seen = new Set([start]);
  for (const directory of seen) {
    const crate = crates.get(directory);
    if (crate === undefined) continue;
    for (const edge of crate.edges)
      if (edge.kind !== 'dev' && crates.has(edge.directory)) seen.add(edge.directory);
    for (const other of patched.get(crate) ?? []) seen.add(other);
  }
  return [...seen];
}

/**
 * Local crates that a crate reaches only through packages of a registry, because `[patch]` puts a local one in their place. The lock shows
 * them as packages without a source.
 */
function locallyPatched(crates: ReadonlyMap<string, Crate>): Map<Crate, readonly string[]> {
  const found = new Map<Crate, readonly string[]>();
  const byName = new Map<string, string>();
  for (const crate of crates.values()) byName.set(crate.name, crate.directory);
  for (const crate of crates.values()) {
    const { lock, patches } = crate.workspace;
    if (patches.size === 0 || lock === undefined) continue;
    const locals = [...thirdPartyClosure(crate, 'production', lock)].filter(
      ({ source }) => source === undefined,
    );
    const directories = locals.flatMap(({ name }) => byName.get(name) ?? []);
    if (directories.length > 0) found.set(crate, directories);
  }
  return found;
}

/** The packages of the lock that a crate's own third-party dependencies bring. */
function thirdPartyClosure(crate: Crate, scope: Scope, lock: CargoLock): ReadonlySet<LockedPackage> {
  const names = new Set(
    crate.thirdParty.filter(({ kind }) => scope === 'development' || kind !== 'dev').map(({ name }) => name),
  );
  const entry = lock.byName.get(crate.name)?.find(({ source }) => source === undefined);
  const lines = (entry?.dependencies ?? []).filter((line) => names.has(line.split(' ', 1)[0] ?? ''));
  const seen = new Set(lines.flatMap((line) => resolveLine(lock, line)));
  for (const locked of seen) {
    for (const line of transitive(lock, locked)) seen.add(line);
  }
  return seen;
}

const transitiveMemo = new WeakMap<LockedPackage, readonly LockedPackage[]>();

function transitive(lock: CargoLock, locked: LockedPackage): readonly LockedPackage[] {
  let found = transitiveMemo.get(locked);
  if (found === undefined) {
    // NB a local crate's entry mixes in its dev-dependencies; its own manifest says which count, and it is walked as a crate.
    found = locked.source === undefined ? [] : locked.dependencies.flatMap((line) => resolveLine(lock, line));
    transitiveMemo.set(locked, found);
  }
  return found;
}

/**
 * Everything outside the closure's directories that decides the result: the third-party packages that are linked, and the parts of the
 * workspaces' manifests that apply. Bumping a package that is not linked, or adding a member, changes nothing here.
 */
export function sliceOf(crate: Crate, closures: CrateClosures, scope: Scope): string {
  const members = closures[scope];
  const packages = new Set<string>();
  for (const member of members) {
    for (const line of lockedLines(member, member === crate ? scope : 'production', crate.workspace))
      packages.add(line);
  }
  const workspaces = [...new Set([crate, ...members].map(({ workspace }) => workspace))];
  const projections = workspaces.map((workspace) =>
    projectWorkspace(
      workspace,
      members.filter((member) => member.workspace === workspace),
    ),
  );
  return [...[...packages].sort(), JSON.stringify(projections)].join('\n');
}

/** NB the lock is that of the workspace that is built, also for a crate that belongs to another one. */
function lockedLines(crate: Crate, scope: Scope, { lock }: Workspace): readonly string[] {
  if (lock === undefined) return [];
  const isLocked = lock.byName.get(crate.name)?.some(({ source }) => source === undefined) ?? false;
  // A crate that the lock does not know yet: any line may apply.
  return isLocked ? [...thirdPartyClosure(crate, scope, lock)].map(identify) : lock.packages.map(identify);
}

/** The workspace manifest as far as it changes how these crates are compiled. */
function projectWorkspace({ manifest }: Workspace, crates: readonly Crate[]): unknown {
  const inheritsLints = crates.some(({ manifest: { lints } }) => lints?.['workspace'] === true);
  return {
    edition: manifest.package?.edition,
    resolver: manifest.workspace?.resolver,
    profile: manifest.profile,
    patch: manifest.patch,
    replace: manifest.replace,
    lints: inheritsLints ? manifest.workspace?.lints : undefined,
    package: pick(manifest.workspace?.package, crates.flatMap(inheritedFields)),
    dependencies: pick(manifest.workspace?.dependencies, crates.flatMap(inheritedDependencies)),
  };
}

function inheritedFields({ manifest }: Crate): string[] {
  return Object.entries(manifest.package ?? {}).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null && 'workspace' in value ? [key] : [],
  );
}

function inheritedDependencies({ manifest }: Crate): string[] {
  const tables = [manifest, ...Object.values(manifest.target ?? {})].flatMap((table) => [
    table.dependencies,
    table['build-dependencies'],
    table['dev-dependencies'],
  ]);
  return tables.flatMap((table) =>
    Object.entries(table ?? {}).flatMap(([key, value]) =>
      (value as { workspace?: unknown } | null)?.workspace === true ? [key] : [],
    ),
  );
}

/** Sorted, so that the order of a manifest does not matter. */
function pick(table: Readonly<Record<string, unknown>> | undefined, keys: readonly string[]): unknown {
  if (table === undefined) return undefined;
  const wanted = [...new Set(keys)].sort().filter((key) => key in table);
  // Nothing taken is the same as nothing there: else the first field of a new table would change every key.
  if (wanted.length === 0) return undefined;
  return Object.fromEntries(wanted.map((key) => [key, table[key]]));
}
