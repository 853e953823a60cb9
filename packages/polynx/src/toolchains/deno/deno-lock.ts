/**
 * deno.lock, versions 3 to 5, and the part of it that a set of specifiers reaches.
 * https://docs.deno.com/runtime/fundamentals/modules/#integrity-checking-and-lock-files
 *
 * Where the lock leaves a choice (several versions of one name) all of them are taken: a key that is too wide
 * costs a rerun, one that is too narrow a stale hit.
 */
interface Entry {
  readonly integrity?: string;
  readonly dependencies?: readonly string[] | Readonly<Record<string, string>>;
  readonly optionalDependencies?: readonly string[];
  readonly optionalPeers?: readonly string[];
}

type Entries = Readonly<Record<string, Entry>>;

export interface DenoLock {
  readonly path: string;
  /** Everything, for a version that is not known. */
  readonly text?: string;
  /** `jsr:@std/path` to the keys of its entries; `npm:` likewise. */
  readonly byName: ReadonlyMap<string, readonly string[]>;
  readonly entries: ReadonlyMap<string, Entry>;
  /** Modules by URL and their redirects. The lock does not say which imports which. */
  readonly remote: string;
}

interface LockJson {
  readonly version?: string | number;
  readonly packages?: { readonly jsr?: Entries; readonly npm?: Entries };
  readonly jsr?: Entries;
  readonly npm?: Entries;
  readonly remote?: unknown;
  readonly redirects?: unknown;
}

export function parseDenoLock(path: string, text: string): DenoLock {
  const json = readJson(text);
  if (json === undefined || !['3', '4', '5'].includes(String(json.version))) return { ...EMPTY, path, text };
  const { jsr, npm } = json.packages ?? json;
  const entries = new Map<string, Entry>();
  const byName = new Map<string, string[]>();
  for (const [scheme, table] of [
    ['jsr:', jsr],
    ['npm:', npm],
  ] as const) {
    for (const [key, entry] of Object.entries(table ?? {})) {
      const full = scheme + key;
      entries.set(full, entry);
      const name = withoutVersion(full);
      const keys = byName.get(name);
      if (keys === undefined) byName.set(name, [full]);
      else keys.push(full);
    }
  }
  return { path, entries, byName, remote: JSON.stringify([json.remote ?? {}, json.redirects ?? {}]) };
}

const EMPTY = { byName: new Map(), entries: new Map(), remote: '' } as const;

function readJson(text: string): LockJson | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** `jsr:@std/path@^1/posix` to `jsr:@std/path`. */
export function withoutVersion(specifier: string): string {
  const [, scheme = '', name = specifier] = /^(\w+:)\/?((?:@[^/@]+\/)?[^/@]+)/.exec(specifier) ?? [];
  return scheme + name;
}

/** Keys and digests of everything the specifiers reach, as text. */
export function lockClosure(lock: DenoLock, specifiers: Iterable<string>): string {
  if (lock.text !== undefined) return lock.text;
  const all = [...specifiers];
  const lines = [...closureOf(lock, all)]
    .sort()
    .map((key) => `${key} ${lock.entries.get(key)?.integrity ?? ''}`);
  return [...lines, ...(all.some(isRemote) ? [lock.remote] : [])].join('\n');
}

/** Keys of everything the specifiers reach, modules by URL aside. */
export function closureOf(lock: DenoLock, specifiers: Iterable<string>): ReadonlySet<string> {
  const seen = new Set<string>();
  const visit = (specifier: string) => {
    for (const key of candidates(lock, specifier)) {
      if (seen.has(key)) continue;
      seen.add(key);
      for (const below of lockedBelow(lock, key)) visit(below);
    }
  };
  for (const specifier of specifiers) if (!isRemote(specifier)) visit(specifier);
  return seen;
}

/** Keys of what an entry takes itself. */
export function takenBy(lock: DenoLock, key: string): string[] {
  return lockedBelow(lock, key).flatMap((specifier) => candidates(lock, specifier));
}

function lockedBelow(lock: DenoLock, key: string): string[] {
  return dependenciesOf(key, lock.entries.get(key));
}

function isRemote(specifier: string): boolean {
  return /^https?:/.test(specifier);
}

/** The entries that a specifier may mean. */
export function candidates(lock: DenoLock, specifier: string): readonly string[] {
  return lock.entries.has(specifier) ? [specifier] : (lock.byName.get(withoutVersion(specifier)) ?? []);
}

/**
 * Within npm entries names stand bare (`a`, `a@1.0.0`, `alias@npm:a@1.0.0`), within jsr entries with their
 * scheme.
 */
function dependenciesOf(key: string, entry: Entry | undefined): string[] {
  const { dependencies = [], optionalDependencies = [], optionalPeers = [] } = entry ?? {};
  const listed = Array.isArray(dependencies) ? dependencies : Object.values(dependencies);
  return [...listed, ...optionalDependencies, ...optionalPeers].map((name) => {
    const alias = name.indexOf('npm:');
    if (alias > 0) return name.slice(alias);
    return key.startsWith('npm:') && !name.startsWith('npm:') ? `npm:${name}` : name;
  });
}
