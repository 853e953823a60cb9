/**
 * Every crate that is compiled in the repository, member of a workspace or not, and what its manifest makes
 * it depend on.
 */
import { join, leavesWorkspace } from '../../../model/paths.js';
import { hostPlatform } from '../../../model/platform.js';
import type { Tree } from '../../../model/tree.js';
import { allDependencies, type CargoToml, type DependencyKind, textField } from './cargo-toml.js';
import { holds, platformOfName, platformOfTriple } from './cfg.js';
import { findTargets, type Targets } from './deliverables.js';
import { dependencyOrigin, type ManifestAt, type Membership, workspaceRootOf } from './members.js';
import { findTestTargets, type TestTargets } from './test-targets.js';
import { describeWorkspace, type Workspace } from './workspace-root.js';

export interface Crate {
  readonly directory: string;
  readonly name: string;
  readonly manifest: CargoToml;
  /** The one whose tables it inherits from. */
  readonly workspace: Workspace;
  /**
   * False for a crate that is only compiled as a dependency: nobody lists it, or its directory is ignored.
   */
  readonly isProject: boolean;
  readonly targets: Targets;
  /** Worked out when asked for. */
  testTargets(): TestTargets;
  /** Path dependencies in the repository. */
  readonly edges: readonly Edge[];
  /** Real names of the dependencies that come from elsewhere, by kind. */
  readonly thirdParty: readonly ThirdParty[];
  readonly inherits: Inherits;
  /**
   * Path dependencies that lie outside the repository, or that Nx does not list: nothing there can be hashed.
   */
  readonly outside: readonly string[];
}

/** The parts of the workspace's manifest that the crate's own refers to. */
export interface Inherits {
  readonly fields: readonly string[];
  readonly dependencies: readonly string[];
  readonly lints: boolean;
}

export interface Edge {
  readonly directory: string;
  readonly kind: DependencyKind;
  /** The keys that lead to it in the manifest. */
  readonly at: readonly string[];
  /**
   * False where the dependency is certainly none of this platform: an edge of the graph, and no part of what
   * is compiled.
   */
  readonly here: boolean;
}

export interface ThirdParty {
  readonly name: string;
  readonly kind: DependencyKind;
  readonly here: boolean;
}

const HOST = platformOfName(hostPlatform());

export interface Loaded {
  /** By directory; projects first. */
  readonly crates: ReadonlyMap<string, Crate>;
  /** Directories of crates of which something could not be read, and of those that are compiled from them. */
  readonly failures: ReadonlyMap<string, unknown>;
}

export function loadCrates(
  { workspaces: membership }: Membership,
  manifestAt: ManifestAt,
  tree: Tree,
): Loaded {
  const workspaces = new Map<string, Workspace>();
  const workspaceAt = (root: string, manifest: CargoToml): Workspace => {
    const known = workspaces.get(root) ?? describeWorkspace(root, manifest, manifestAt, tree);
    workspaces.set(root, known);
    return known;
  };
  const members = new Set([...membership.values()].flatMap((directories) => [...directories]));
  const crates = new Map<string, Crate>();
  const failures = new Map<string, unknown>();
  const queue = [...members];
  const load = (directory: string, manifest: CargoToml) => {
    const root = workspaceRootOf(directory, manifestAt) ?? directory;
    const rootManifest = manifestAt(root);
    const workspace = rootManifest ? workspaceAt(root, rootManifest) : workspaceAt(directory, manifest);
    const crate = describeCrate(directory, manifest, workspace, members.has(directory), tree);
    crates.set(directory, crate);
    for (const edge of crate.edges) queue.push(edge.directory);
    for (const patch of workspace.patches.values()) queue.push(patch);
  };
  for (const directory of queue) {
    const manifest = manifestAt(directory);
    if (manifest?.package === undefined || crates.has(directory) || failures.has(directory)) continue;
    try {
      load(directory, manifest);
    } catch (error) {
      failures.set(directory, error);
    }
  }
  spread(failures, crates);
  return { crates, failures };
}

/** What a crate is compiled from is not known where one of those is not. */
function spread(failures: Map<string, unknown>, crates: Map<string, Crate>): void {
  if (failures.size === 0) return;
  const users = new Map<string, string[]>();
  for (const { directory, edges, workspace } of crates.values())
    for (const below of [...edges.map((edge) => edge.directory), ...workspace.patches.values()])
      users.set(below, [...(users.get(below) ?? []), directory]);
  for (const [directory, error] of failures)
    for (const user of users.get(directory) ?? [])
      if (!failures.has(user)) {
        failures.set(user, error);
        crates.delete(user);
      }
}

function describeCrate(
  directory: string,
  manifest: CargoToml,
  workspace: Workspace,
  isProject: boolean,
  tree: Tree,
): Crate {
  const inherited = workspace.manifest.workspace?.package?.['edition'];
  const edition = textField(manifest.package?.edition, inherited);
  const edges: Edge[] = [];
  const thirdParty: ThirdParty[] = [];
  const outside: string[] = [];
  // NB what is built for another platform still runs its build scripts and macros on this one.
  const { triple } = workspace.config;
  const platforms = [HOST, ...(triple === undefined ? [] : [platformOfTriple(triple)])];
  for (const spec of allDependencies(manifest)) {
    const { condition } = spec;
    const here =
      condition === undefined || platforms.some((platform) => holds(condition, platform) !== false);
    const { name, directory: path } = dependencyOrigin(spec, directory, workspace.root, workspace.manifest);
    if (path === undefined) thirdParty.push({ name, kind: spec.kind, here });
    else if (!leavesWorkspace(path)) {
      edges.push({ directory: path, kind: spec.kind, at: spec.at, here });
      if (here && isUnseen(path, tree)) outside.push(path);
    } else if (here) outside.push(path);
  }
  const files = { manifest, directory, edition, tree };
  return {
    directory,
    name: manifest.package?.name ?? '',
    manifest,
    workspace,
    isProject,
    targets: findTargets({ ...files, isNode: thirdParty.some(isNapi) }),
    testTargets: () => findTestTargets(files),
    edges,
    thirdParty,
    inherits: inheritsOf(manifest),
    outside,
  };
}

function isNapi({ name, kind }: ThirdParty): boolean {
  return name === 'napi' && kind === 'normal';
}

/** Behind a symbolic link, or ignored by git. */
function isUnseen(directory: string, tree: Tree): boolean {
  const manifest = join(directory, 'Cargo.toml');
  return !tree.has(manifest) && tree.read(manifest) !== undefined;
}

function inheritsOf(manifest: CargoToml): Inherits {
  const isInherited = (value: unknown) => typeof value === 'object' && value !== null && 'workspace' in value;
  return {
    fields: Object.entries(manifest.package ?? {}).flatMap(([key, value]) =>
      isInherited(value) ? [key] : [],
    ),
    dependencies: allDependencies(manifest).flatMap(({ key, inherited }) => (inherited ? [key] : [])),
    lints: manifest.lints?.['workspace'] === true,
  };
}
