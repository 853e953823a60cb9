/** Which deno.json belongs to which workspace. https://docs.deno.com/runtime/fundamentals/workspaces/ */
import { dirname, join } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';
import { type Matcher, segmentMatcher, segmentsOf } from '../shared/wildcard.js';
import type { Manifests } from '../toolchain.js';
import type { DenoJson } from './deno-json.js';
import { type DenoLock, parseDenoLock } from './deno-lock.js';
import { type ImportMap, importMapOf } from './import-map.js';
import { findPin, type Pin } from './pin.js';
import { starTokens } from './stars.js';

export interface NpmMember {
  readonly directory: string;
  readonly version: string | undefined;
}

/** A root with its members, or a deno.json that stands alone. */
export interface DenoWorkspace {
  readonly root: DenoJson;
  /** The root first. */
  readonly members: readonly DenoJson[];
  readonly byName: ReadonlyMap<string, DenoJson>;
  /** Members that have only a package.json, by package name. */
  readonly packages: ReadonlyMap<string, NpmMember>;
  /** The package.json beside the root's deno.json, which Deno resolves bare names with. */
  readonly packageJson: PackageJson | undefined;
  /**
   * Names of npm packages that Nx knows. Any other name among the inputs of a task fails every task of Nx.
   */
  readonly installed: ReadonlySet<string>;
  readonly importMap: ImportMap;
  readonly lock: DenoLock | undefined;
  readonly pin: Pin | undefined;
  readonly sloppy: boolean;
}

/** A workspace of which something could not be read: none of its members can be modelled. */
export interface UnknownWorkspace {
  readonly members: readonly DenoJson[];
  readonly reason: unknown;
}

export function findWorkspaces(
  manifests: Manifests<DenoJson>,
  tree: Tree,
): (DenoWorkspace | UnknownWorkspace)[] {
  const listed = [...manifests].map(([, manifest]) => manifest);
  // Deno reads deno.json where there is also a deno.jsonc.
  const candidates = listed.filter(
    ({ path, directory }) =>
      path.endsWith('.json') || manifests.get(join(directory, 'deno.json')) === undefined,
  );
  const roots = candidates.filter(({ workspace }) => workspace !== undefined);
  const taken = new Set<string>();
  const workspaces = roots.map((root) => {
    const members = membersOf(root, candidates, manifests).filter(({ path }) => !taken.has(path));
    for (const { path } of members) taken.add(path);
    return attempt(root, members, manifests, tree);
  });
  const alone = candidates.filter(({ path, workspace }) => workspace === undefined && !taken.has(path));
  return [...workspaces, ...alone.map((manifest) => attempt(manifest, [], manifests, tree))];
}

const attempt = (
  ...[root, others, ...rest]: Parameters<typeof workspaceOf>
): DenoWorkspace | UnknownWorkspace => {
  try {
    return workspaceOf(root, others, ...rest);
  } catch (reason) {
    return { members: [root, ...others], reason };
  }
};

function membersOf(
  root: DenoJson,
  candidates: readonly DenoJson[],
  manifests: Manifests<DenoJson>,
): DenoJson[] {
  const found = new Map<string, DenoJson>();
  for (const pattern of root.workspace ?? []) {
    if (pattern.startsWith('!')) {
      const matches = directoryMatcher(join(root.directory, pattern.slice(1)));
      for (const directory of [...found.keys()]) if (matches(directory)) found.delete(directory);
      continue;
    }
    const at = join(root.directory, pattern);
    for (const manifest of atPattern(at, candidates, manifests)) {
      if (manifest !== root) found.set(manifest.directory, manifest);
    }
  }
  return [...found.values()];
}

function atPattern(
  pattern: string,
  candidates: readonly DenoJson[],
  manifests: Manifests<DenoJson>,
): readonly DenoJson[] {
  if (pattern.includes('*')) {
    const matches = directoryMatcher(pattern);
    return candidates.filter(({ directory }) => matches(directory));
  }
  // A path may name a directory that is ignored otherwise.
  const manifest = manifests.get(join(pattern, 'deno.json')) ?? manifests.get(join(pattern, 'deno.jsonc'));
  return manifest === undefined ? [] : [manifest];
}

/** `packages/*`: one level for `*`, any number for `**`. */
export function directoryMatcher(pattern: string): Matcher {
  return segmentMatcher(
    segmentsOf(pattern, (segment) => starTokens(segment, '*')),
    { dot: true },
  );
}

function workspaceOf(
  root: DenoJson,
  others: readonly DenoJson[],
  manifests: Manifests<DenoJson>,
  tree: Tree,
): DenoWorkspace {
  const members = [root, ...others];
  const packageJson = readPackageJson(join(root.directory, 'package.json'), tree);
  const linked = linksOf(root);
  return {
    root,
    members,
    byName: new Map(
      [...linked.flatMap((pattern) => atPattern(pattern, [], manifests)), ...members].flatMap((member) =>
        member.name === undefined ? [] : [[member.name, member]],
      ),
    ),
    packages: npmMembers(root, packageJson, linked, tree),
    packageJson,
    installed: installedBy(root, packageJson, tree),
    importMap: importMapOf(root, members, tree),
    lock: lockOf(root, tree),
    pin: findPin(root.directory, tree),
    sloppy: members.some(({ json }) => json.unstable?.includes('sloppy-imports') ?? false),
  };
}

/**
 * Folders that stand for published packages. https://docs.deno.com/runtime/fundamentals/configuration/#links
 */
function linksOf({ directory, json }: DenoJson): string[] {
  const links = json['links'] ?? json['patch'];
  if (!Array.isArray(links)) return [];
  return links.filter((path) => typeof path === 'string').map((path) => join(directory, path));
}

/** `lock` is a path, `{ path }`, or `false`. */
function lockOf({ directory, json }: DenoJson, tree: Tree): DenoLock | undefined {
  if (json.lock === false) return undefined;
  const named = typeof json.lock === 'object' ? json.lock.path : json.lock;
  const path = join(directory, typeof named === 'string' ? named : 'deno.lock');
  const text = tree.has(path) ? tree.read(path) : undefined;
  return text === undefined ? undefined : parseDenoLock(path, text);
}

/** https://docs.deno.com/runtime/fundamentals/node/#first-class-package.json-support */
export interface PackageJson {
  readonly name?: string;
  readonly version?: string;
  readonly workspaces?: readonly string[] | { readonly packages?: readonly string[] };
  readonly type?: unknown;
  readonly imports?: unknown;
  readonly exports?: unknown;
  readonly dependencies?: Readonly<Record<string, unknown>>;
  readonly devDependencies?: Readonly<Record<string, unknown>>;
}

/**
 * Of the lock of npm, yarn, pnpm or bun. Nx reads the one at the root of the repository, no other and no
 * deno.lock.
 */
const PACKAGE_LOCKS = ['package-lock.json', 'yarn.lock', 'pnpm-lock.yaml', 'bun.lock'];

/** Packages that the package.json at the root of the repository names, and the lock beside it too. */
function installedBy(
  { directory }: DenoJson,
  { dependencies = {}, devDependencies = {} }: PackageJson = {},
  tree: Tree,
): ReadonlySet<string> {
  const names = Object.keys({ ...dependencies, ...devDependencies });
  if (directory !== '.' || names.length === 0) return new Set();
  const lock = PACKAGE_LOCKS.find((file) => tree.has(file));
  const text = lock === undefined ? '' : (tree.read(lock) ?? '');
  // As each of the four writes names: `"node_modules/zod"`, `zod@^4.0.0:`, `zod: 4.0.0`, `"zod"`.
  const isLocked = (name: string) => ['"', "'", '@', ':'].some((end) => text.includes(name + end));
  return new Set(names.filter(isLocked));
}

/**
 * Members by the root's deno.json and by the package.json beside it; a folder with both manifests is Deno's.
 */
function npmMembers(
  root: DenoJson,
  { workspaces = [] }: PackageJson = {},
  linked: readonly string[],
  tree: Tree,
): Map<string, NpmMember> {
  const patterns = [
    ...(root.workspace ?? []),
    ...(Array.isArray(workspaces)
      ? workspaces
      : ((workspaces as { packages?: readonly string[] }).packages ?? [])),
  ];
  const found = new Map<string, NpmMember>();
  const all = [...linked, ...patterns.map((pattern) => join(root.directory, pattern))];
  if (all.length === 0) return found;
  for (const directory of packageDirectories(all, tree)) {
    const manifest = readPackageJson(join(directory, 'package.json'), tree);
    if (typeof manifest?.name === 'string')
      found.set(manifest.name, { directory, version: manifest.version });
  }
  return found;
}

function packageDirectories(patterns: readonly string[], tree: Tree): string[] {
  const [globs, literal] = [
    patterns.filter((pattern) => pattern.includes('*')),
    patterns.filter((pattern) => !pattern.includes('*')),
  ];
  const matchers = globs.map(directoryMatcher);
  const matched =
    matchers.length === 0
      ? []
      : tree.files
          .filter((file) => file.endsWith('/package.json'))
          .map(dirname)
          .filter((directory) => matchers.some((matches) => matches(directory)));
  return [...literal, ...matched].filter(
    (directory) =>
      tree.has(join(directory, 'package.json')) &&
      !tree.has(join(directory, 'deno.json')) &&
      !tree.has(join(directory, 'deno.jsonc')),
  );
}

function readPackageJson(path: string, tree: Tree): PackageJson | undefined {
  const text = tree.has(path) ? tree.read(path) : undefined;
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
