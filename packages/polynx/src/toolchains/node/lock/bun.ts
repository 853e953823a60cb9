import { looseJson } from '../../shared/json.js';
import { closureDigests, digest } from './graph.js';
import type { LockReader } from './reader.js';

/**
 * bun.lock (https://bun.sh/docs/pm/lockfile): JSON with trailing commas; keys are names, nested ones
 * `parent/child`.
 */
type Names = Readonly<Record<string, string>>;

interface Fields {
  readonly dependencies?: Names;
  readonly devDependencies?: Names;
  readonly optionalDependencies?: Names;
  readonly peerDependencies?: Names;
}

interface Member extends Fields {
  readonly name?: string;
}

interface BunLock {
  readonly workspaces?: Readonly<Record<string, Member>>;
  readonly packages?: Readonly<Record<string, readonly unknown[]>>;
}

export function bunLock(text: string): LockReader | undefined {
  const { workspaces, packages } = (looseJson(text) ?? {}) as BunLock;
  if (workspaces === undefined || packages === undefined) return undefined;
  const entries = new Map(Object.entries(packages));
  const targets = (from: string, names: readonly string[]) =>
    names.flatMap((name) => find(from, name, entries) ?? []);
  const digestOf = closureDigests({
    identity: (key) => JSON.stringify(entries.get(key) ?? null),
    dependencies: (key) => targets(key, names(fieldsOf(entries.get(key)), false)),
  });
  return ({ root, local }, kinds) => {
    const member = workspaces[root === '.' ? '' : root];
    if (member === undefined) return undefined;
    const wanted = names(member, kinds === 'all').filter((name) => !local.has(name));
    const found = wanted.map((name) => ({ name, keys: targets(member.name ?? '', [name]) }));
    const lines = found.flatMap(({ keys }) => keys.map((key) => `${key} ${digestOf(key)}`));
    const isPlain = (name: string, key: string) =>
      String(entries.get(key)?.[0]).replace(/@\d[^@]*$/, '') === name;
    return {
      digest: digest(lines.sort().join('\n')),
      names: found.flatMap(({ name, keys }) => (keys.some((key) => isPlain(name, key)) ? [name] : [])),
    };
  };
}

function names(
  { dependencies, devDependencies, optionalDependencies, peerDependencies }: Fields,
  dev: boolean,
): string[] {
  return Object.keys({
    ...dependencies,
    ...optionalDependencies,
    ...peerDependencies,
    ...(dev ? devDependencies : {}),
  });
}

/** `["name@1.0.0", "", { dependencies }, "sha512-…"]`: the table is where it is. */
function fieldsOf(entry: readonly unknown[] | undefined): Fields {
  return (entry?.find((part) => typeof part === 'object' && part !== null) ?? {}) as Fields;
}

/** `a/b` before `b`, from the innermost. NB a scoped name has a slash of its own. */
function find(from: string, name: string, entries: ReadonlyMap<string, unknown>): string | undefined {
  const segments = from.match(/@[^/]+\/[^/]+|[^/]+/g) ?? [];
  for (let length = segments.length; length >= 0; length--) {
    const key = [...segments.slice(0, length), name].join('/');
    if (entries.has(key)) return key;
  }
  return undefined;
}
