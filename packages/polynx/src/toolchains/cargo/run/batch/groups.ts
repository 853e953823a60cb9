/**
 * Which crates may share one cargo process, so that each gets what `cargo build -p crate` alone would give
 * it.
 */
import type { Resolved } from './features.js';

export interface Candidate {
  readonly resolved: Resolved;
  /** Names of the files it leaves: two of one name would overwrite each other. */
  readonly files: readonly string[];
}

/** First fit, in the order given: stable, and one group where all features agree. */
export function groupsOf<C extends Candidate>(candidates: readonly C[]): C[][] {
  const groups: Group<C>[] = [];
  for (const candidate of candidates) {
    const group = groups.find((one) => fits(one, candidate));
    if (group === undefined) groups.push(groupWith(candidate));
    else add(group, candidate);
  }
  return groups.map(({ members }) => members);
}

const MOST = 5;

/** Packages that have other features in one group than in another, those with most kinds of it first. */
export function differencesOf(groups: readonly (readonly Candidate[])[]): string[] {
  const byKey = new Map<string, Set<string>>();
  for (const { resolved } of groups.flat())
    for (const [key, features] of resolved.features)
      byKey.set(key, (byKey.get(key) ?? new Set()).add(features));
  const lines = [...byKey]
    .filter(([, sets]) => sets.size > 1)
    .sort(([a, one], [b, other]) => other.size - one.size || (a < b ? -1 : 1))
    .map(
      ([key, sets]) =>
        `features of ${packageIn(key)}: ${[...sets]
          .sort()
          .map((one) => one || 'none')
          .join(' / ')}`,
    );
  return [...new Set(lines)].slice(0, MOST);
}

/**
 * `path+file:///repo/crates/common#0.1.0 target`, `registry+https://…#serde@1.0.0 host`.
 * https://doc.rust-lang.org/cargo/reference/pkgid-spec.html
 */
function packageIn(key: string): string {
  const [id = ''] = key.split(' ');
  const [place = '', rest = ''] = id.split('#');
  return rest.includes('@') ? (rest.split('@')[0] ?? id) : (place.split('/').at(-1) ?? id);
}

interface Group<C> {
  readonly members: C[];
  readonly files: Set<string>;
  readonly features: Map<string, string>;
  readonly compiled: Map<string, Sides>;
}

interface Sides {
  readonly host: boolean;
  readonly target: boolean;
}

function groupWith<C extends Candidate>(candidate: C): Group<C> {
  const group: Group<C> = { members: [], files: new Set(), features: new Map(), compiled: new Map() };
  add(group, candidate);
  return group;
}

function add<C extends Candidate>(group: Group<C>, candidate: C): void {
  group.members.push(candidate);
  for (const file of candidate.files) group.files.add(file);
  for (const [key, features] of candidate.resolved.features) group.features.set(key, features);
  for (const [id, sides] of candidate.resolved.compiled)
    group.compiled.set(id, both(group.compiled.get(id), sides));
}

function fits(group: Group<Candidate>, { resolved, files }: Candidate): boolean {
  if (files.some((file) => group.files.has(file))) return false;
  for (const [key, features] of resolved.features) {
    const there = group.features.get(key);
    if (there !== undefined && there !== features) return false;
  }
  for (const [id, sides] of resolved.compiled) if (!keepsUnits(id, sides, group, resolved)) return false;
  return true;
}

/**
 * NB cargo leaves debug information out of what only build scripts and macros use, and keeps it where the
 * program links the same package with the same features. The flag enters the name of every symbol built on
 * top, so a crate beside it must not change whether the two are one.
 */
function keepsUnits(id: string, own: Sides, group: Group<Candidate>, resolved: Resolved): boolean {
  const there = group.compiled.get(id);
  if (there === undefined) return true;
  const merged = both(there, own);
  if (!merged.host || !merged.target) return true;
  const featuresOf = (side: 'host' | 'target') => {
    const key = `${id} ${side}`;
    return resolved.features.get(key) ?? group.features.get(key) ?? `${id} both`;
  };
  const isOne = featuresOf('host') === featuresOf('target');
  const wasOne = (sides: Sides) => !sides.host || (sides.target && isOne);
  return !isOne || (wasOne(own) && wasOne(there));
}

function both(one: Sides | undefined, other: Sides): Sides {
  return { host: one?.host === true || other.host, target: one?.target === true || other.target };
}
