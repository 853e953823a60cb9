import { ancestors, dirname, isInside, join } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';
import type { Manifests } from '../toolchain.js';
import { allDependencies, type CargoToml, type DependencySpec, dependencySpec } from './cargo-toml.js';

/**
 * Which crates belong to which workspace, as cargo decides it.
 * https://doc.rust-lang.org/cargo/reference/workspaces.html, rust-lang/cargo src/cargo/core/workspace.rs
 */
export interface Membership {
  /** Directory of every workspace root (a crate without a workspace is its own root) to the directories of its crates. */
  readonly workspaces: ReadonlyMap<string, ReadonlySet<string>>;
}

export function findMembers(manifests: Manifests<CargoToml>, tree: Tree): Membership {
  const manifestAt = (directory: string) => manifests.get(join(directory, 'Cargo.toml'));
  const workspaces = new Map<string, Set<string>>();
  const standalone: string[] = [];
  for (const [path, manifest] of manifests) {
    const directory = dirname(path);
    if (manifest.workspace !== undefined) workspaces.set(directory, new Set());
    else if (manifest.package !== undefined) standalone.push(directory);
  }
  const candidates = crateDirectories(tree);
  for (const [root, members] of workspaces) collectMembers(root, members, candidates, manifestAt);
  for (const directory of standalone) {
    const root = workspaceRootOf(directory, manifestAt);
    // A crate below a workspace that does not list it is refused by cargo: it is nobody's project.
    if (root === undefined && !manifests.broken.has(join(directory, 'Cargo.toml'))) {
      workspaces.set(directory, new Set([directory]));
    }
  }
  return { workspaces };
}

type ManifestAt = (directory: string) => CargoToml | undefined;

/** The nearest directory above with a `[workspace]` that does not exclude the crate, or the one the crate names. */
export function workspaceRootOf(directory: string, manifestAt: ManifestAt): string | undefined {
  const own = manifestAt(directory);
  if (own?.workspace !== undefined) return directory;
  if (own?.package?.workspace !== undefined) return join(directory, own.package.workspace);
  for (const parent of ancestors(directory).slice(1)) {
    const manifest = manifestAt(parent);
    if (manifest?.workspace !== undefined && !isExcluded(directory, parent, manifest)) return parent;
    if (manifest?.package?.workspace !== undefined) return join(parent, manifest.package.workspace);
  }
  return undefined;
}

/** `exclude` is by path prefix, and an explicit member below an excluded folder stays a member. */
function isExcluded(directory: string, root: string, { workspace }: CargoToml): boolean {
  const below = (entry: string) => isInside(directory, join(root, entry));
  return (workspace?.exclude ?? []).some(below) && !(workspace?.members ?? []).some(below);
}

function collectMembers(
  root: string,
  members: Set<string>,
  candidates: readonly string[],
  manifestAt: ManifestAt,
): void {
  const manifest = manifestAt(root);
  const add = (directory: string, isPathDependency: boolean): void => {
    const crate = manifestAt(directory);
    if (crate === undefined || members.has(directory)) return;
    // NB a path dependency joins only from below the root, or when it names this workspace itself.
    if (isPathDependency && workspaceRootOf(directory, manifestAt) !== root) return;
    if (isPathDependency && !isInside(directory, root) && crate.package?.workspace === undefined) return;
    if (manifest !== undefined && directory !== root && isExcluded(directory, root, manifest)) return;
    if (crate.package === undefined) return;
    members.add(directory);
    for (const path of pathDependencies(crate, directory, root, manifest)) add(path, true);
  };
  for (const pattern of manifest?.workspace?.members ?? []) {
    for (const directory of expand(join(root, pattern), candidates)) add(directory, false);
  }
  for (const pattern of manifest?.workspace?.['default-members'] ?? []) {
    for (const directory of expand(join(root, pattern), candidates)) add(directory, false);
  }
  if (manifest?.package !== undefined) add(root, false);
}

/** Directories of the path dependencies of a crate, of all kinds and platforms. */
function pathDependencies(
  crate: CargoToml,
  directory: string,
  root: string,
  rootManifest: CargoToml | undefined,
): string[] {
  return allDependencies(crate).flatMap((spec) => {
    const path = dependencyDirectory(spec, directory, root, rootManifest)?.directory;
    return path === undefined ? [] : [path];
  });
}

/** Where a dependency lives when it has a `path`, its own or the workspace's; with the real name of the package. */
export function dependencyDirectory(
  spec: DependencySpec,
  directory: string,
  root: string,
  rootManifest: CargoToml | undefined,
): { readonly directory?: string; readonly name: string } {
  if (!spec.inherited) {
    return { name: spec.name, ...(spec.path === undefined ? {} : { directory: join(directory, spec.path) }) };
  }
  const inherited = dependencySpec(spec.key, rootManifest?.workspace?.dependencies?.[spec.key]);
  return {
    name: inherited.name,
    ...(inherited.path === undefined ? {} : { directory: join(root, inherited.path) }),
  };
}

function crateDirectories(tree: Tree): string[] {
  return tree.files
    .filter((file) => file.endsWith('/Cargo.toml') || file === 'Cargo.toml')
    .map((file) => dirname(file));
}

/** Cargo's globs: `*`, `?` and `[…]` stay within one path segment, `**` spans several. */
export function expand(pattern: string, candidates: readonly string[]): string[] {
  if (!/[*?[]/.test(pattern)) return [pattern];
  const source = pattern
    .split('/')
    .map((segment) => (segment === '**' ? '(?:[^/]+/)*' : `${segmentPattern(segment)}/`))
    .join('');
  const regexp = new RegExp(`^${source}$`);
  return candidates.filter((directory) => regexp.test(`${directory}/`));
}

function segmentPattern(segment: string): string {
  return segment
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]')
    .replaceAll('[!', '[^');
}
