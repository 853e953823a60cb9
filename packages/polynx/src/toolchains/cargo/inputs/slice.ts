import type { Scope } from '../../../model/project.js';
import { type CargoLock, identify, type LockedPackage } from '../manifest/cargo-lock.js';
import type { Crate } from '../manifest/crates.js';
import { resolverOf } from '../manifest/resolver.js';
import type { Workspace } from '../manifest/workspace-root.js';
import type { Closure } from './closure.js';
import { dependentsAmong, directPackages, withDependencies } from './third-party.js';

/**
 * Everything outside the directories of the closure that decides the result: the third-party packages that
 * are linked, and the parts of the workspaces' manifests that apply. Bumping a package that is not linked, or
 * adding a member, changes nothing here.
 */
export function sliceOf(crate: Crate, closure: Closure, scope: Scope): string {
  const { workspace } = crate;
  const { crates, unifies } = closure;
  return [
    ...(workspace.lock === undefined ? [] : linked(crate, closure, scope, workspace.lock)),
    decisive(workspace),
    projectionOf(workspace, crates),
    ...(unifies.length === 0 ? [] : [projectionOf(workspace, unifies)]),
  ].join('\n');
}

const projectionMemo = new WeakMap<readonly Crate[], string>();

/**
 * The same for builds and tests where they see the same closure. NB each crate may be a workspace of its own,
 * so each is looked at once.
 */
function projectionOf(workspace: Workspace, crates: readonly Crate[]): string {
  let known = projectionMemo.get(crates);
  if (known === undefined) {
    const inherited = groupsOf(workspace, crates).map(([other, members]) => inheritedText(other, members));
    const roots = crates.filter(isWorkspaceRoot).map(ownText);
    known = `[[${inherited.join(',')}],[${roots.join(',')}]]`;
    projectionMemo.set(crates, known);
  }
  return known;
}

type Group = readonly [workspace: Workspace, members: readonly Crate[]];

/** By workspace, the one that is built first. */
function groupsOf(built: Workspace, crates: readonly Crate[]): Group[] {
  const known = new Map<Workspace, Crate[]>([[built, []]]);
  const groups: Group[] = [...known];
  for (const member of crates) {
    const { workspace } = member;
    // NB a closure may have thousands that are in no workspace: each is looked at, and in no table.
    if (workspace.manifest.workspace === undefined && workspace !== built) {
      groups.push([workspace, NO_CRATES]);
      continue;
    }
    const members = known.get(workspace) ?? [];
    if (members.length === 0 && workspace !== built) {
      known.set(workspace, members);
      groups.push([workspace, members]);
    }
    members.push(member);
  }
  return groups;
}

const NO_CRATES: readonly Crate[] = [];

/** A crate in no workspace takes nothing over. */
const NOTHING = JSON.stringify({});

function inheritedText(workspace: Workspace, members: readonly Crate[]): string {
  return workspace.manifest.workspace === undefined
    ? NOTHING
    : JSON.stringify(inheritedFrom(workspace, members));
}

const ownMemo = new WeakMap<Crate, string>();

/** A manifest without its table `workspace`. */
function ownText(crate: Crate): string {
  const { workspace: _, ...own } = crate.manifest;
  const text = ownMemo.get(crate) ?? JSON.stringify(own);
  ownMemo.set(crate, text);
  return text;
}

/**
 * A crate whose manifest is also that of a workspace: it is not an input as a file, or adding a member would
 * change everything.
 */
export function isWorkspaceRoot({ manifest }: Crate): boolean {
  return manifest.workspace !== undefined;
}

function linked(
  crate: Crate,
  { crates, unifies, everywhere }: Closure,
  scope: Scope,
  lock: CargoLock,
): readonly string[] {
  const direct: LockedPackage[] = [];
  for (const member of crates) {
    const packages = directPackages(member, member === crate ? scope : 'production', lock, everywhere);
    if (packages === undefined) return [...lock.packages.map(identify), lock.unread];
    for (const one of packages) direct.push(one);
  }
  const all = withDependencies(direct, lock);
  const others =
    resolverOf(crate.workspace.manifest) === 1
      ? unifiedWith(all, crate, [...crates, ...unifies], lock)
      : NONE;
  // The lock is sorted, so this is.
  return all.size === 0
    ? []
    : lock.packages.filter((locked) => all.has(locked) || others.has(locked)).map(identify);
}

/**
 * Packages that are not linked and turn features on of those that are: resolver 1 asks neither for whom nor
 * where.
 */
function unifiedWith(
  linked: ReadonlySet<LockedPackage>,
  crate: Crate,
  crates: readonly Crate[],
  lock: CargoLock,
): ReadonlySet<LockedPackage> {
  const asked = crates.flatMap(
    (member) => directPackages(member, member === crate ? 'development' : 'production', lock, true) ?? [],
  );
  if (asked.every((locked) => linked.has(locked))) return NONE;
  const possible = withDependencies(asked, lock);
  return possible.size === linked.size ? NONE : dependentsAmong(possible, linked, lock);
}

const NONE: ReadonlySet<LockedPackage> = new Set();

const decisiveMemo = new WeakMap<Workspace, string>();

/** What the workspace that is built says about every crate. */
function decisive(workspace: Workspace): string {
  const { manifest, lock } = workspace;
  const known =
    decisiveMemo.get(workspace) ??
    JSON.stringify({
      features: manifest['cargo-features'],
      resolver: resolverOf(manifest),
      profile: manifest.profile,
      // A lock says what became of them.
      ...(lock === undefined ? { patch: manifest.patch, replace: manifest.replace } : {}),
    });
  decisiveMemo.set(workspace, known);
  return known;
}

function inheritedFrom({ manifest: { workspace } }: Workspace, crates: readonly Crate[]): object {
  const fields = new Set<string>();
  const dependencies = new Set<string>();
  for (const { inherits } of crates) {
    for (const field of inherits.fields) fields.add(field);
    for (const dependency of inherits.dependencies) dependencies.add(dependency);
  }
  return {
    lints: crates.some(({ inherits }) => inherits.lints) ? workspace?.lints : undefined,
    package: pick(workspace?.package, fields),
    dependencies: pick(workspace?.dependencies, dependencies),
  };
}

/** Sorted, so that the order of a manifest does not matter. */
function pick(table: Readonly<Record<string, unknown>> | undefined, keys: ReadonlySet<string>): unknown {
  if (table === undefined || keys.size === 0) return undefined;
  const wanted = [...keys].sort().filter((key) => Object.hasOwn(table, key));
  return Object.fromEntries(wanted.map((key) => [key, table[key]]));
}
