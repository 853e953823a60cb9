/**
 * Cargo.lock, versions 1 to 4 (https://doc.rust-lang.org/cargo/guide/cargo-toml-vs-cargo-lock.html). Cargo
 * writes this file and always in one form, so lines are read without a TOML parser: 1,500 packages in 2-4 ms
 * instead of 15.
 */
export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  /** Absent for packages that live in the repository. */
  readonly source?: string;
  readonly checksum?: string;
  /** `name`, `name version` or `name version (source)`: as much as is needed to be unique. */
  readonly dependencies: readonly string[];
}

export interface CargoLock {
  readonly packages: readonly LockedPackage[];
  readonly byName: ReadonlyMap<string, readonly LockedPackage[]>;
  /** The text, where no package was found in it: an empty lock, or one that only cargo can judge. */
  readonly unread: string;
}

export function parseCargoLock(text: string): CargoLock {
  const packages = readPackages(text);
  const byName = new Map<string, LockedPackage[]>();
  for (const locked of packages) {
    const same = byName.get(locked.name);
    if (same === undefined) byName.set(locked.name, [locked]);
    else same.push(locked);
  }
  return { packages, byName, unread: packages.length === 0 ? text : '' };
}

interface Entry {
  name: string;
  version: string;
  source?: string;
  checksum?: string;
  readonly dependencies: string[];
}

function readPackages(text: string): LockedPackage[] {
  const packages: Entry[] = [];
  let current: Entry | undefined;
  for (const line of text.split('\n')) {
    if (line.startsWith('[')) {
      current = line.startsWith('[[package]]') ? { name: '', version: '', dependencies: [] } : undefined;
      if (current !== undefined) packages.push(current);
    } else if (current !== undefined) readLine(line, current);
  }
  return packages;
}

/** `key = "value"`, or ` "name version",` inside of `dependencies = [`, which has one line or many. */
function readLine(line: string, entry: Entry): void {
  const from = line.indexOf('"') + 1;
  if (from === 0) return;
  const value = line.slice(from, line.indexOf('"', from));
  if (line.startsWith(' "')) entry.dependencies.push(value);
  else if (line.startsWith('name = ')) entry.name = value;
  else if (line.startsWith('version = ')) entry.version = value;
  else if (line.startsWith('source = ')) entry.source = value;
  else if (line.startsWith('checksum = ')) entry.checksum = value;
  else if (line.startsWith('dependencies = '))
    for (const [, name] of line.matchAll(/"([^"]+)"/g)) if (name !== undefined) entry.dependencies.push(name);
}

/** The packages that a dependency line may mean; more than one only where the lock itself is ambiguous. */
export function resolveLine(lock: CargoLock, line: string): readonly LockedPackage[] {
  const [name = '', version, source] = line.split(' ');
  const named = lock.byName.get(name) ?? [];
  return named.filter(
    (locked) =>
      (version === undefined || locked.version === version) &&
      (source === undefined || `(${locked.source})` === source),
  );
}

/** One line per package that says all that can change what it compiles to. */
export function identify({ name, version, source = '', checksum = '' }: LockedPackage): string {
  return `${name} ${version} ${source} ${checksum}`.trimEnd();
}
