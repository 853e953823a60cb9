/** Packages from registries and git that a crate links, as Cargo.lock has settled them. */
import type { Scope } from '../../../model/project.js';
import { type CargoLock, type LockedPackage, resolveLine } from '../manifest/cargo-lock.js';
import type { Crate } from '../manifest/crates.js';

/**
 * The packages that a crate's manifest asks for; undefined when the lock does not know the crate yet, and any
 * may be meant. NB the lock is that of the workspace that is built, also for a crate that belongs to another
 * one.
 */
export function directPackages(
  crate: Crate,
  scope: Scope,
  lock: CargoLock,
  everywhere = false,
): readonly LockedPackage[] | undefined {
  const entries = (lock.byName.get(crate.name) ?? []).filter(({ source }) => source === undefined);
  if (entries.length === 0) return undefined;
  const names = new Set(
    crate.thirdParty
      .filter(({ kind, here }) => (here || everywhere) && (scope === 'development' || kind !== 'dev'))
      .map(({ name }) => name),
  );
  if (names.size === 0) return [];
  return entries
    .flatMap(({ dependencies }) => dependencies)
    .filter((line) => names.has(line.split(' ', 1)[0] ?? ''))
    .flatMap((line) => resolveLine(lock, line));
}

/**
 * Whether the same crates are linked tomorrow and elsewhere: cargo takes the newest ones of the day where no
 * lock says otherwise. A lock that git ignores says it for one checkout alone, and `cargo update` changes it
 * unseen.
 */
export function isSettled(crate: Crate, { crates }: { crates: readonly Crate[] }, scope: Scope): boolean {
  const { lock, patches } = crate.workspace;
  if (lock !== undefined) return true;
  return linkingIn(crates).every((member) =>
    member.thirdParty.every(
      ({ name, kind }) =>
        (kind === 'dev' && (member !== crate || scope === 'production')) || patches.has(name),
    ),
  );
}

const linkingMemo = new WeakMap<readonly Crate[], readonly Crate[]>();

/** Those that ask for packages at all: each task of a crate asks, and closures may be thousands long. */
function linkingIn(crates: readonly Crate[]): readonly Crate[] {
  const known = linkingMemo.get(crates) ?? crates.filter(({ thirdParty }) => thirdParty.length > 0);
  linkingMemo.set(crates, known);
  return known;
}

/** Everything that the packages bring, themselves included. */
export function withDependencies(
  packages: Iterable<LockedPackage>,
  lock: CargoLock,
): ReadonlySet<LockedPackage> {
  const seen = new Set(packages);
  for (const locked of seen) for (const dependency of dependenciesOf(locked, lock)) seen.add(dependency);
  return seen;
}

/** Those of the packages that lead, over any others of them, to one that is `wanted`. */
export function dependentsAmong(
  packages: ReadonlySet<LockedPackage>,
  wanted: ReadonlySet<LockedPackage>,
  lock: CargoLock,
): ReadonlySet<LockedPackage> {
  const dependents = new Map<LockedPackage, LockedPackage[]>();
  for (const locked of packages) {
    for (const dependency of dependenciesOf(locked, lock)) {
      const known = dependents.get(dependency);
      if (known === undefined) dependents.set(dependency, [locked]);
      else known.push(locked);
    }
  }
  const found = new Set<LockedPackage>();
  const queue = [...wanted];
  for (const locked of queue) {
    for (const dependent of dependents.get(locked) ?? []) {
      if (wanted.has(dependent) || found.has(dependent)) continue;
      found.add(dependent);
      queue.push(dependent);
    }
  }
  return found;
}

const memo = new WeakMap<LockedPackage, readonly LockedPackage[]>();

function dependenciesOf(locked: LockedPackage, lock: CargoLock): readonly LockedPackage[] {
  let found = memo.get(locked);
  if (found === undefined) {
    // NB a local crate's entry mixes in its dev-dependencies; its own manifest says which count, and it is
    // walked as a crate.
    found = locked.source === undefined ? [] : locked.dependencies.flatMap((line) => resolveLine(lock, line));
    memo.set(locked, found);
  }
  return found;
}
