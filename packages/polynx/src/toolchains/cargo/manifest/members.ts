import { ManifestError } from '../../../model/errors.js';
import { ancestors, dirname, isAbsolute, isInside, join, relative } from '../../../model/paths.js';
import type { Tree } from '../../../model/tree.js';
import type { Manifests } from '../../toolchain.js';
import { allDependencies, type CargoToml, type DependencySpec, dependencySpec } from './cargo-toml.js';
import { expand } from './member-glob.js';

export { expand };

/**
 * Which crates belong to which workspace, as cargo decides it.
 * https://doc.rust-lang.org/cargo/reference/workspaces.html, rust-lang/cargo src/cargo/core/workspace.rs
 */
export interface Membership {
  /**
   * Directory of every workspace root (a crate without a workspace is its own root) to the directories of its
   * crates.
   */
  readonly workspaces: ReadonlyMap<string, ReadonlySet<string>>;
  /**
   * Crates that cargo refuses because it cannot read a manifest above them, which may be their workspace's.
   */
  readonly refused: ReadonlyMap<string, ManifestError>;
}

export type ManifestAt = (directory: string) => CargoToml | undefined;

export function findMembers(manifests: Manifests<CargoToml>, manifestAt: ManifestAt, tree: Tree): Membership {
  const workspaces = new Map<string, Set<string>>();
  const alone: string[] = [];
  for (const [path, manifest] of manifests) {
    if (manifest.workspace !== undefined) workspaces.set(dirname(path), new Set());
    else alone.push(dirname(path));
  }
  const candidates = crateDirectories(tree);
  const find = (pattern: string) => membersAt(pattern, candidates, tree);
  for (const [root, members] of workspaces) collectMembers(root, members, find, manifestAt);
  const listed = new Set([...workspaces.values()].flatMap((members) => [...members]));
  const refused = new Map<string, ManifestError>();
  for (const directory of alone) {
    const error = refusal(directory, manifestAt, manifests.broken);
    if (error !== undefined) refused.set(directory, error);
    // NB a crate below a workspace that does not list it is refused by cargo for that: it is nobody's
    // project.
    else if (workspaceRootOf(directory, manifestAt) === undefined) {
      workspaces.set(directory, new Set([directory]));
    } else if (!listed.has(directory)) {
      const linked = linkedMember(directory, manifestAt, tree);
      if (linked !== undefined) refused.set(directory, linked);
    }
  }
  return { workspaces, refused };
}

/**
 * The nearest directory above with a `[workspace]` that does not exclude the crate, or the one the crate
 * names.
 */
export function workspaceRootOf(directory: string, manifestAt: ManifestAt): string | undefined {
  const own = manifestAt(directory);
  if (own?.workspace !== undefined) return directory;
  if (own?.package?.workspace !== undefined) return join(directory, own.package.workspace);
  for (const parent of ancestors(directory).slice(1)) {
    const manifest = manifestAt(parent);
    if (manifest === undefined) continue;
    if (manifest.workspace !== undefined && !isExcluded(directory, parent, manifest)) return parent;
    if (manifest.package?.workspace !== undefined) return join(parent, manifest.package.workspace);
  }
  return undefined;
}

/** Cargo takes it as a member by way of the link, and refuses it in the place where it lies. */
function linkedMember(directory: string, manifestAt: ManifestAt, tree: Tree): ManifestError | undefined {
  const root = workspaceRootOf(directory, manifestAt) ?? directory;
  const patterns = (manifestAt(root)?.workspace?.members ?? []).map((pattern) => join(root, pattern));
  const link = tree.links.find(
    ({ path, to }) => to === directory && patterns.some((pattern) => expand(pattern, [path]).length > 0),
  );
  if (link === undefined) return undefined;
  return new ManifestError({
    file: join(root, 'Cargo.toml'),
    field: 'workspace.members',
    problem: `${link.path} is a symbolic link to ${directory}, and Nx sees nothing behind a link`,
    hint: `Name ${relative(root, directory)} in members instead of the link, and in dependencies.`,
  });
}

/** Cargo reads every manifest on its way up to the workspace, and gives up at the first that it cannot. */
function refusal(
  directory: string,
  manifestAt: ManifestAt,
  broken: ReadonlyMap<string, ManifestError>,
): ManifestError | undefined {
  const pointer = manifestAt(directory)?.package?.workspace;
  if (pointer !== undefined) return badPointer(directory, pointer, manifestAt, broken);
  if (broken.size === 0) return undefined;
  const root = workspaceRootOf(directory, manifestAt);
  return ancestors(directory)
    .slice(1)
    .filter((parent) => root === undefined || (parent !== root && isInside(parent, root)))
    .flatMap((parent) => broken.get(join(parent, 'Cargo.toml')) ?? [])[0];
}

function badPointer(
  directory: string,
  pointer: string,
  manifestAt: ManifestAt,
  broken: ReadonlyMap<string, ManifestError>,
): ManifestError | undefined {
  const root = join(directory, pointer);
  if (manifestAt(root)?.workspace !== undefined) return undefined;
  return (
    broken.get(join(root, 'Cargo.toml')) ??
    new ManifestError({
      file: join(directory, 'Cargo.toml'),
      field: 'package.workspace',
      problem: `${join(root, 'Cargo.toml')} has no [workspace]`,
      hint: 'Write the path of the folder whose Cargo.toml has the [workspace], or remove the line.',
    })
  );
}

/**
 * `exclude` and `members` are compared as path prefixes here, globs and all: an explicit member in an
 * excluded folder stays one.
 */
function isExcluded(directory: string, root: string, { workspace }: CargoToml): boolean {
  const below = (entry: string) => isInside(directory, join(root, entry));
  return (workspace?.exclude ?? []).some(below) && !(workspace?.members ?? []).some(below);
}

/**
 * NB cargo globs the whole path, the folders above the workspace too, and takes what matches nothing as it is
 * written: a literal `apps/[id]` is found where there is no `apps/i`, and in a workspace `[ws]` no pattern
 * finds anything.
 */
function membersAt(pattern: string, candidates: readonly string[], tree: Tree): readonly string[] {
  const crates = expand(pattern, candidates);
  if (crates.length > 0 || !tree.hasDirectory(pattern)) return crates;
  const siblings = new Set(tree.files.flatMap((file) => ancestors(dirname(file))));
  return expand(pattern, [...siblings]).length > 0 ? [] : [pattern];
}

function collectMembers(
  root: string,
  members: Set<string>,
  find: (pattern: string) => readonly string[],
  manifestAt: ManifestAt,
): void {
  const manifest = manifestAt(root);
  if (manifest === undefined) return;
  const patterns = manifest.workspace?.members ?? [];
  const queue = [root, ...patterns.flatMap((pattern) => find(join(root, pattern)))];
  for (const directory of queue) {
    const crate = manifestAt(directory);
    if (crate?.package === undefined || members.has(directory)) continue;
    // NB one that lies elsewhere, or in a nested workspace, is compiled but is no member.
    if (workspaceRootOf(directory, manifestAt) !== root) continue;
    if (directory !== root && isExcluded(directory, root, manifest)) continue;
    members.add(directory);
    // Path dependencies of every kind and platform join by themselves.
    for (const spec of allDependencies(crate)) {
      const { directory: dependency } = dependencyOrigin(spec, directory, root, manifest);
      if (dependency !== undefined) queue.push(dependency);
    }
  }
}

/**
 * Where a dependency comes from: its own `path` or that of the workspace's table, and the real name of the
 * package.
 */
export function dependencyOrigin(
  spec: DependencySpec,
  directory: string,
  root: string,
  rootManifest: CargoToml,
): { readonly directory?: string; readonly name: string } {
  const table = rootManifest.workspace?.dependencies;
  const { name, path } = spec.inherited ? dependencySpec(spec.key, table?.[spec.key]) : spec;
  if (path === undefined) return { name };
  return { name, directory: isAbsolute(path) ? path : join(spec.inherited ? root : directory, path) };
}

function crateDirectories(tree: Tree): string[] {
  return tree.files
    .filter((file) => file.endsWith('/Cargo.toml') || file === 'Cargo.toml')
    .map((file) => dirname(file));
}
