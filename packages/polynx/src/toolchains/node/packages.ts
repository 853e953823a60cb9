import { ancestors, dirname, join, leavesWorkspace } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';
import type { Manifests } from '../toolchain.js';
import { dependenciesOf, type PackageFields, type PackageJson, PRODUCTION } from './package-json.js';
import { type Member, membersOf } from './workspaces.js';

/** One package of the repository and its neighbours. */
export interface Package extends Member {
  readonly manifest: PackageJson;
  readonly fields: PackageFields;
  /** Directories of the packages it names in its manifest. */
  readonly production: readonly string[];
  readonly every: readonly string[];
  /** Names of dependencies that are other packages here. */
  readonly local: ReadonlySet<string>;
  /**
   * Those of them that it names by their place, `"link:../b"`, or by a folder inside them: edges that Nx does
   * not draw.
   */
  readonly linked: readonly string[];
  /** Directories it names that are no package: `"file:../crate/pkg"`. */
  readonly folders: readonly string[];
  /** Directories of the packages inside its own. */
  readonly nested: readonly string[];
}

export type Packages = ReadonlyMap<string, Package>;

export function packagesOf(manifests: Manifests<PackageJson>, tree: Tree): Packages {
  const members = membersOf(manifests, tree);
  const found = members.map((member) => ({
    ...member,
    manifest: manifests.get(join(member.root, 'package.json')) ?? { fields: {} },
  }));
  const byName = new Map(
    found.map(({ workspace, root, manifest }) => [`${workspace}\n${manifest.fields.name}`, root]),
  );
  const roots = new Set(members.map(({ root }) => root));
  const nested = nestedRoots(roots);
  return new Map(
    found.map((one) => [one.root, { ...connect(one, byName, roots), nested: nested.get(one.root) ?? [] }]),
  );
}

type FoundPackage = Member & { readonly manifest: PackageJson };

/**
 * A dependency is local when a package of its workspace has that name, whatever the range says: one neighbour
 * too many costs a rerun, one too few a stale result.
 */
function connect(
  found: FoundPackage,
  byName: ReadonlyMap<string, string>,
  roots: ReadonlySet<string>,
): Omit<Package, 'nested'> {
  const { fields } = found.manifest;
  const local = new Set<string>();
  const folders = new Set<string>();
  const linked = new Set<string>();
  const locate = ([name, range]: [string, string]): string[] => {
    const path = pathIn(range);
    const folder = path === undefined ? undefined : join(found.root, path);
    const around = folder === undefined ? undefined : packageAround(folder, roots);
    const root = around ?? byName.get(`${found.workspace}\n${name}`);
    if (around !== undefined && around !== found.root) {
      linked.add(around);
      if (folder !== undefined && folder !== around) folders.add(folder);
    }
    if (root !== undefined && !range.startsWith('npm:')) {
      local.add(name);
      return root === found.root ? [] : [root];
    }
    if (folder !== undefined && !leavesWorkspace(folder)) folders.add(folder);
    return [];
  };
  const production = dependenciesOf(fields, PRODUCTION).flatMap(locate);
  const every = [...production, ...dependenciesOf(fields, ['devDependencies']).flatMap(locate)];
  return {
    ...found,
    fields,
    production,
    every: [...new Set(every)],
    local,
    linked: [...linked],
    folders: [...folders],
  };
}

/** `link:../b`, `file:../b`, `portal:../b`, `workspace:../b`, and `../b` alone. */
function pathIn(range: string): string | undefined {
  const [, protocol, path = ''] = /^(?:(file|link|portal|workspace):)?(.*)$/s.exec(range) ?? [];
  const isRelative = /^\.{1,2}(?:\/|$)/.test(path);
  return isRelative || (protocol !== undefined && protocol !== 'workspace') ? path : undefined;
}

/** The package that the folder is, or lies in. */
function packageAround(folder: string, roots: ReadonlySet<string>): string | undefined {
  if (leavesWorkspace(folder)) return undefined;
  return ancestors(folder).find((one) => one !== '.' && roots.has(one));
}

/** The package itself, what it names for any purpose, and what those need in production. */
export function closureOf(start: Package, packages: Packages): readonly Package[] {
  const seen = new Set([start.root, ...start.every]);
  for (const root of seen) {
    if (root === start.root) continue;
    for (const next of packages.get(root)?.production ?? []) seen.add(next);
  }
  return [...seen].flatMap((root) => packages.get(root) ?? []);
}

/**
 * Packages that depend on themselves in the end, through dependencies of any kind: none of them can be built
 * "after the others".
 */
export function circular(packages: Packages): ReadonlySet<string> {
  const rest = new Map([...packages].map(([root, { every }]) => [root, new Set(every)]));
  const users = new Map<string, string[]>();
  for (const [root, { every }] of packages)
    for (const below of every) users.set(below, [...(users.get(below) ?? []), root]);
  const peel = (edges: Map<string, Set<string>>, above: ReadonlyMap<string, readonly string[]>) => {
    const leaves = [...edges].filter(([, below]) => below.size === 0).map(([root]) => root);
    for (let leaf = leaves.pop(); leaf !== undefined; leaf = leaves.pop()) {
      edges.delete(leaf);
      for (const user of above.get(leaf) ?? []) {
        const below = edges.get(user);
        if (below?.delete(leaf) === true && below.size === 0) leaves.push(user);
      }
    }
  };
  peel(rest, users);
  // What is left is in a circle or above one: peel from the other side too.
  const inverse = new Map(
    [...rest.keys()].map((root) => [root, new Set((users.get(root) ?? []).filter((user) => rest.has(user)))]),
  );
  peel(inverse, new Map([...rest].map(([root, below]) => [root, [...below]])));
  return new Set([
    ...inverse.keys(),
    ...[...packages.values()].filter(({ root, every }) => every.includes(root)).map(({ root }) => root),
  ]);
}

function nestedRoots(roots: ReadonlySet<string>): ReadonlyMap<string, string[]> {
  const nested = new Map<string, string[]>();
  for (const root of roots) {
    for (const above of root === '.' ? [] : ancestors(dirname(root))) {
      if (!roots.has(above)) continue;
      const list = nested.get(above);
      if (list === undefined) nested.set(above, [root]);
      else list.push(root);
    }
  }
  return nested;
}
