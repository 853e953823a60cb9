import { closureDigests, digest } from './graph.js';
import type { LockReader } from './reader.js';

/**
 * package-lock.json, versions 2 and 3 (https://docs.npmjs.com/cli/configuring-npm/package-lock-json): a
 * picture of node_modules.
 */
export interface NpmEntry {
  /** Where the folder is called otherwise. */
  readonly name?: string;
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

export function npmLock(text: string): LockReader | undefined {
  const { packages } = JSON.parse(text) as { packages?: Readonly<Record<string, NpmEntry>> };
  if (packages === undefined) return undefined;
  const entries = new Map(Object.entries(packages));
  const below = (key: string) => npmTargets(key, names(entries.get(key), false), entries);
  const digestOf = closureDigests({ identity: (key) => identity(entries.get(key)), dependencies: below });
  return ({ root, local }, kinds) => {
    const key = root === '.' ? '' : root;
    const entry = entries.get(key);
    if (entry === undefined) return undefined;
    const wanted = names(entry, kinds === 'all').filter((name) => !local.has(name));
    const found = wanted.map((name) => ({ name, keys: npmTargets(key, [name], entries) }));
    return {
      digest: digest(
        found
          .flatMap(({ keys }) => keys.map((one) => `${one} ${digestOf(one)}`))
          .sort()
          .join('\n'),
      ),
      names: found.flatMap(({ name, keys }) =>
        keys.some((one) => one.includes('node_modules/')) ? [name] : [],
      ),
    };
  };
}

function names(entry: NpmEntry | undefined, dev: boolean): string[] {
  const { dependencies, optionalDependencies, peerDependencies, devDependencies } = entry ?? {};
  return Object.keys({
    ...dependencies,
    ...optionalDependencies,
    ...peerDependencies,
    ...(dev ? devDependencies : {}),
  });
}

export function productionNames(entry: NpmEntry | undefined): string[] {
  return names(entry, false);
}

/**
 * Node's own search: the nearest node_modules on the way up. What is nowhere was optional, and is not
 * installed.
 */
export function npmTargets(
  from: string,
  wanted: readonly string[],
  entries: ReadonlyMap<string, NpmEntry>,
): string[] {
  return wanted.flatMap((name) => {
    for (let at: string | undefined = from; at !== undefined; at = parent(at)) {
      const key = `${at === '' ? '' : `${at}/`}node_modules/${name}`;
      const found = entries.get(key);
      if (found !== undefined)
        return found.link === true && found.resolved !== undefined ? [found.resolved] : [key];
    }
    return [];
  });
}

/** NB workspaces lie outside node_modules: their search goes on through every folder above. */
function parent(path: string): string | undefined {
  if (path === '') return undefined;
  const nested = path.lastIndexOf('/node_modules/');
  const inModules = path.startsWith('node_modules/') || nested >= 0;
  if (inModules) return nested < 0 ? '' : path.slice(0, nested);
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

function identity(entry: NpmEntry | undefined): string {
  return entry === undefined ? '' : `${entry.version ?? ''} ${entry.resolved ?? ''} ${entry.integrity ?? ''}`;
}
