import { ancestors, basename, dirname, isInside, join, leavesWorkspace } from '../../model/paths.js';
import type { Dependency, Project, Settings } from '../../model/project.js';
import type { Tree } from '../../model/tree.js';
import type { Manifests } from '../toolchain.js';
import { type CargoLock, parseCargoLock } from './cargo-lock.js';
import {
  allDependencies,
  type CargoToml,
  type DependencyKind,
  dependencyTable,
  textField,
} from './cargo-toml.js';
import { type CrateClosures, closuresOf } from './closure.js';
import { type CargoConfig, readConfig } from './config.js';
import { deliverables, findTargets, type Targets } from './deliverables.js';
import { dependencyDirectory, findMembers } from './members.js';
import { findReads } from './reads.js';

/** One `[workspace]`, or one crate that stands alone: the unit of Cargo.lock, target folder and profiles. */
export interface Workspace {
  readonly root: string;
  readonly manifest: CargoToml;
  readonly lock?: CargoLock;
  readonly lockFile: string;
  readonly config: CargoConfig;
  readonly toolchainFile?: { readonly path: string; readonly pin?: string };
  /** Profiles that can be asked for, `dev` and `release` first. */
  readonly profiles: readonly string[];
  readonly crates: ReadonlySet<string>;
  /** Directories that `[patch]` and `[replace]` put in place of packages, by package name. */
  readonly patches: ReadonlyMap<string, string>;
}

export interface Crate {
  readonly directory: string;
  readonly name: string;
  readonly manifest: CargoToml;
  readonly workspace: Workspace;
  readonly edges: readonly Edge[];
  /** Real names of the dependencies that come from elsewhere, by kind. */
  readonly thirdParty: readonly { readonly name: string; readonly kind: DependencyKind }[];
  /** Path dependencies that lie outside the repository: nothing there can be hashed. */
  readonly outside: readonly string[];
}

export interface Edge {
  readonly directory: string;
  readonly kind: DependencyKind;
}

export type CargoDetails =
  | { readonly kind: 'workspace'; readonly workspace: Workspace }
  | {
      readonly kind: 'crate';
      readonly crate: Crate;
      readonly targets: Targets;
      readonly closures: CrateClosures;
      /** Configuration of clippy and rustfmt, wherever it lies between the crate and the repository's root. */
      readonly lintFiles: readonly string[];
      readonly formatFiles: readonly string[];
    };

export function modelCargo(manifests: Manifests<CargoToml>, tree: Tree): Project<CargoDetails>[] {
  const { workspaces: membership } = findMembers(manifests, tree);
  const manifestAt = (directory: string) => manifests.get(join(directory, 'Cargo.toml'));
  const crates = new Map<string, Crate>();
  const workspaces: Workspace[] = [];
  for (const [root, members] of membership) {
    const manifest = manifestAt(root);
    if (manifest === undefined) continue;
    const workspace = describeWorkspace(root, manifest, members, tree, manifestAt);
    workspaces.push(workspace);
    for (const directory of members) addCrate(crates, directory, workspace, manifestAt);
  }
  const projectRoots = new Set(workspaces.flatMap(({ crates: members }) => [...members]));
  const closures = closuresOf(crates);
  const sources = sourcesByCrate(crates, tree);
  return [
    ...workspaces
      .filter(({ root, crates: members }) => !members.has(root))
      .map((workspace) => workspaceProject(workspace)),
    ...[...crates.values()]
      .filter(({ directory }) => projectRoots.has(directory))
      .map((crate) => crateProject(crate, { crates, projectRoots, closures, sources, tree })),
  ];
}

/** Loads a crate and the local crates it needs, patched and unlisted ones too: they are compiled even if they are no project. */
function addCrate(
  crates: Map<string, Crate>,
  directory: string,
  workspace: Workspace,
  manifestAt: (directory: string) => CargoToml | undefined,
): void {
  const manifest = manifestAt(directory);
  if (manifest?.package === undefined || (crates.has(directory) && !workspace.crates.has(directory))) return;
  const { patches } = workspace;
  const edges: Edge[] = [];
  const thirdParty: Crate['thirdParty'][number][] = [];
  const outside: string[] = [];
  for (const spec of allDependencies(manifest)) {
    const { name, directory: path } = dependencyDirectory(
      spec,
      directory,
      workspace.root,
      workspace.manifest,
    );
    const local = path ?? patches.get(name);
    if (local === undefined) thirdParty.push({ name, kind: spec.kind });
    else if (leavesWorkspace(local)) outside.push(local);
    else if (local !== directory) edges.push({ directory: local, kind: spec.kind });
  }
  crates.set(directory, {
    directory,
    name: manifest.package.name,
    manifest,
    workspace,
    edges,
    thirdParty,
    outside,
  });
  for (const edge of edges)
    if (!crates.has(edge.directory)) addCrate(crates, edge.directory, workspace, manifestAt);
  for (const patch of patches.values()) {
    if (!crates.has(patch) && !leavesWorkspace(patch)) addCrate(crates, patch, workspace, manifestAt);
  }
}

/** `[patch]` with a local path, by package name: https://doc.rust-lang.org/cargo/reference/overriding-dependencies.html */
function patchedCrates(
  root: string,
  manifest: CargoToml,
  manifestAt: (directory: string) => CargoToml | undefined,
): Map<string, string> {
  const tables = [...Object.values(manifest.patch ?? {}), manifest.replace ?? {}];
  const patches = new Map<string, string>();
  for (const spec of tables.flatMap(dependencyTable)) {
    if (spec.path === undefined) continue;
    const directory = join(root, spec.path);
    const name = manifestAt(directory)?.package?.name ?? spec.name.replace(/:.*$/, '');
    patches.set(name, directory);
  }
  return patches;
}

function describeWorkspace(
  root: string,
  manifest: CargoToml,
  crates: ReadonlySet<string>,
  tree: Tree,
  manifestAt: (directory: string) => CargoToml | undefined,
): Workspace {
  const lockFile = join(root, 'Cargo.lock');
  const lockText = tree.has(lockFile) ? tree.read(lockFile) : undefined;
  const toolchainFile = findToolchainFile(root, tree);
  return {
    root,
    manifest,
    ...(lockText === undefined ? {} : { lock: parseCargoLock(lockText) }),
    lockFile,
    config: readConfig(root, tree),
    ...(toolchainFile === undefined ? {} : { toolchainFile }),
    profiles: [...new Set(['dev', 'release', ...Object.keys(manifest.profile ?? {})])].filter(
      (profile) => profile !== 'test' && profile !== 'bench' && profile !== 'doc',
    ),
    crates,
    patches: patchedCrates(root, manifest, manifestAt),
  };
}

/** The nearest one to where cargo is called, which is the workspace root. https://rust-lang.github.io/rustup/overrides.html */
function findToolchainFile(root: string, tree: Tree): Workspace['toolchainFile'] {
  for (const directory of ancestors(root)) {
    for (const name of ['rust-toolchain', 'rust-toolchain.toml']) {
      const path = join(directory, name);
      if (!tree.has(path)) continue;
      const pin = exactVersion(tree.read(path) ?? '');
      return { path, ...(pin === undefined ? {} : { pin }) };
    }
  }
  return undefined;
}

/** Only a full version names one compiler: `stable` and `1.88` move. */
function exactVersion(text: string): string | undefined {
  const channel = /^\s*channel\s*=\s*["']([^"']+)["']/m.exec(text)?.[1] ?? text.trim();
  return /^\d+\.\d+\.\d+$/.test(channel) ? channel : undefined;
}

/** Every .rs file belongs to the innermost crate around it. */
function sourcesByCrate(crates: ReadonlyMap<string, Crate>, tree: Tree): Map<string, string[]> {
  const sources = new Map<string, string[]>();
  const owners = new Map<string, string | undefined>();
  const ownerOf = (directory: string): string | undefined => {
    if (crates.has(directory)) return directory;
    if (directory === '.') return undefined;
    if (!owners.has(directory)) owners.set(directory, ownerOf(dirname(directory)));
    return owners.get(directory);
  };
  for (const file of tree.files) {
    if (!file.endsWith('.rs')) continue;
    const owner = ownerOf(dirname(file));
    if (owner === undefined) continue;
    const files = sources.get(owner);
    if (files === undefined) sources.set(owner, [file]);
    else files.push(file);
  }
  return sources;
}

function workspaceProject(workspace: Workspace): Project<CargoDetails> {
  const { root, manifest } = workspace;
  const settings = manifest.workspace?.metadata?.nx ?? {};
  return {
    root,
    manifest: join(root, 'Cargo.toml'),
    name: settings.name ?? (root === '.' ? 'cargo-workspace' : basename(root)),
    type: 'workspace',
    deliverables: [],
    dependencies: [],
    reads: [],
    settings,
    details: { kind: 'workspace', workspace },
  };
}

interface Model {
  readonly crates: ReadonlyMap<string, Crate>;
  readonly projectRoots: ReadonlySet<string>;
  readonly closures: ReadonlyMap<string, CrateClosures>;
  readonly sources: ReadonlyMap<string, readonly string[]>;
  readonly tree: Tree;
}

function crateProject(crate: Crate, model: Model): Project<CargoDetails> {
  const { directory, manifest, workspace, name } = crate;
  const targets = findTargets(manifest, directory, model.tree);
  const settings: Settings = manifest.package?.metadata?.nx ?? {};
  const description = textField(
    manifest.package?.description as string | undefined,
    workspace.manifest.workspace?.package?.['description'],
  );
  const closures = model.closures.get(directory) ?? { production: [crate], development: [crate] };
  return {
    root: directory,
    manifest: join(directory, 'Cargo.toml'),
    name: settings.name ?? name,
    type: targets.bins.length > 0 ? 'application' : 'library',
    ...(description === undefined ? {} : { description }),
    deliverables: deliverables(targets),
    dependencies: dependenciesOf(crate, model),
    reads: readsOf(directory, closures, model),
    settings,
    details: {
      kind: 'crate',
      crate,
      targets,
      closures,
      lintFiles: upwards(directory, ['clippy.toml', '.clippy.toml'], model.tree),
      formatFiles: upwards(directory, ['rustfmt.toml', '.rustfmt.toml'], model.tree),
    },
  };
}

function upwards(directory: string, names: readonly string[], tree: Tree): string[] {
  return ancestors(directory).flatMap((parent) =>
    names.map((name) => join(parent, name)).filter((file) => tree.has(file)),
  );
}

function dependenciesOf({ directory, edges }: Crate, { projectRoots }: Model): Dependency[] {
  const found = new Map<string, Dependency>();
  for (const { directory: root, kind } of edges) {
    if (!projectRoots.has(root) || root === directory) continue;
    const scope = kind === 'dev' ? 'development' : 'production';
    if (found.get(root)?.scope !== 'production') found.set(root, { root, scope });
  }
  return [...found.values()];
}

/** The crate's own reads, and those of compiled crates that are no project of their own. */
function readsOf(directory: string, closures: CrateClosures, { projectRoots, sources, tree }: Model) {
  const guests = closures.development
    .map((other) => other.directory)
    .filter((other) => !projectRoots.has(other));
  return [directory, ...guests].flatMap((crate) =>
    findReads(crate, sources.get(crate) ?? [], tree).filter(
      ({ path }) => !isPlainlyOwn(path, crate, projectRoots),
    ),
  );
}

/** Inside the crate and in no nested one: an input already, unless in a folder that builds leave out. */
function isPlainlyOwn(path: string, crate: string, projectRoots: ReadonlySet<string>): boolean {
  if (!isInside(path, crate)) return false;
  const first = path.slice(crate === '.' ? 0 : crate.length + 1).split('/')[0] ?? '';
  if (['tests', 'benches', 'examples'].includes(first)) return false;
  if (crate === '.' && !path.includes('/')) return false;
  return !ancestors(dirname(path)).some(
    (parent) => parent !== crate && isInside(parent, crate) && projectRoots.has(parent),
  );
}
