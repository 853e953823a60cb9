import { compact } from '../../model/compact.js';
import { failedProject } from '../../model/failed-project.js';
import type { Glob } from '../../model/globs.js';
import { basename, join } from '../../model/paths.js';
import type { Dependency, Project, Scope, Statement } from '../../model/project.js';
import type { Tree } from '../../model/tree.js';
import type { Manifests } from '../toolchain.js';
import { type Closures, closuresOf, patchedIn } from './inputs/closure.js';
import { foreignReads, readsByCrate } from './inputs/crate-reads.js';
import type { CrateReads } from './inputs/reads.js';
import { formattedOf, type Layout, layoutsOf, nestedProjects, sourcesOf } from './inputs/sources.js';
import { type Stamp, stampsByCrate } from './inputs/stamps.js';
import { allDependencies, type CargoToml, type DependencyKind, textField } from './manifest/cargo-toml.js';
import { type Crate, loadCrates } from './manifest/crates.js';
import { deliverables } from './manifest/deliverables.js';
import { type Configured, configuredAbove } from './manifest/lint-config.js';
import { findMembers, type ManifestAt, type Membership } from './manifest/members.js';
import { nodeAddonAt } from './manifest/node-addon.js';
import { type OwnPlace, placesApart } from './manifest/shared-names.js';
import { describeWorkspace, type Workspace } from './manifest/workspace-root.js';

export type CargoDetails =
  | { readonly kind: 'workspace'; readonly workspace: Workspace }
  | { readonly kind: 'refused' }
  | CrateDetails;

export interface CrateDetails extends CompileInputs {
  readonly kind: 'crate';
  readonly crate: Crate;
  readonly formatted: readonly Glob[];
  /** The same for builds for other platforms. Worked out when asked for. */
  forOtherPlatforms(): CompileInputs;
  /** Where its artifacts lie, if another crate leaves files of the same names. */
  readonly apart?: OwnPlace;
  /** Configuration of clippy and rustfmt, wherever it lies between the crate and the repository's root. */
  readonly lintFiles: Configured;
  readonly formatFiles: Configured;
}

/** What compiling a crate takes in. */
export interface CompileInputs {
  readonly closures: Closures;
  /** Globs of what the tasks see below the directories of the closure. */
  readonly sources: Readonly<Record<Scope, readonly Glob[]>>;
  /** Variables that decide what is compiled. */
  readonly env: Readonly<Record<Scope, readonly string[]>>;
  /** Why what is compiled is another each time. */
  readonly stamps: Readonly<Record<Scope, readonly Stamp[]>>;
  /** Whether the folder of the repository becomes part of what a build leaves. */
  readonly bakesPath: boolean;
}

export function modelCargo(manifests: Manifests<CargoToml>, tree: Tree): Project<CargoDetails>[] {
  const manifestAt = memoized((directory) => manifests.get(join(directory, 'Cargo.toml')));
  const membership = findMembers(manifests, manifestAt, tree);
  const { crates, failures } = loadCrates(membership, manifestAt, tree);
  const nested = nestedProjects(crates, tree);
  const readsOf = readsByCrate(crates, nested, tree);
  const stampsOf = stampsByCrate(tree, readsOf);
  const model: Model = {
    crates,
    readsOf,
    stampsOf,
    saysMore: askedOnce((crate) => {
      const { env, bakesPath } = readsOf(crate);
      return env.size > 0 || bakesPath || stampsOf(crate).length > 0;
    }),
    layoutOf: layoutsOf(nested, readsOf, tree),
    apart: placesApart(crates.values()),
    lintFiles: configuredAbove(['clippy.toml', '.clippy.toml'], tree),
    // NB an alias in cargo's own configuration takes the place of `cargo fmt`.
    formatFiles: configuredAbove(
      ['rustfmt.toml', '.rustfmt.toml', '.cargo/config.toml', '.cargo/config'],
      tree,
    ),
    tree,
  };
  return [
    ...virtualWorkspaces(membership, manifestAt, tree),
    ...[...crates.values()]
      .filter(({ isProject }) => isProject)
      .map((crate) => orFailed(crate.directory, crate.name, () => crateProject(crate, model))),
    ...failedProjects(membership, manifestAt, failures),
    ...refusedProjects(membership, manifestAt),
  ];
}

/** What fails about one project is that project's. */
function orFailed(
  directory: string,
  name: string,
  project: () => Project<CargoDetails>,
): Project<CargoDetails> {
  try {
    return project();
  } catch (error) {
    return failedProject(join(directory, 'Cargo.toml'), name, error);
  }
}

function failedProjects(
  { workspaces }: Membership,
  manifestAt: ManifestAt,
  failures: ReadonlyMap<string, unknown>,
): Project<CargoDetails>[] {
  const members = new Set([...workspaces.values()].flatMap((directories) => [...directories]));
  return [...failures].flatMap(([directory, error]) => {
    if (!members.has(directory)) return [];
    const name = manifestAt(directory)?.package?.name ?? basename(directory);
    return failedProject(join(directory, 'Cargo.toml'), name, error);
  });
}

function memoized(find: ManifestAt): ManifestAt {
  const known = new Map<string, CargoToml | undefined>();
  return (directory) => {
    if (!known.has(directory)) known.set(directory, find(directory));
    return known.get(directory);
  };
}

function askedOnce(ask: (crate: Crate) => boolean): (crate: Crate) => boolean {
  const known = new Map<Crate, boolean>();
  return (crate) => {
    const answer = known.get(crate) ?? ask(crate);
    known.set(crate, answer);
    return answer;
  };
}

function virtualWorkspaces(
  { workspaces }: Membership,
  manifestAt: ManifestAt,
  tree: Tree,
): Project<CargoDetails>[] {
  return [...workspaces].flatMap(([root, members]) => {
    const manifest = manifestAt(root);
    if (manifest === undefined || members.has(root)) return [];
    const settings = manifest.workspace?.metadata?.nx ?? {};
    const name = settings.name ?? (root === '.' ? 'cargo-workspace' : basename(root));
    return orFailed(root, name, () => ({
      ...emptyProject(root),
      name,
      type: 'workspace' as const,
      settings,
      details: { kind: 'workspace' as const, workspace: describeWorkspace(root, manifest, manifestAt, tree) },
    }));
  });
}

/** What a project of nothing looks like. */
function emptyProject(root: string) {
  return {
    root,
    manifest: join(root, 'Cargo.toml'),
    deliverables: [],
    dependencies: [],
    reads: [],
    settings: {},
  };
}

/** Their own manifests are sound, but cargo stops at one above them. */
function refusedProjects({ refused }: Membership, manifestAt: ManifestAt): Project<CargoDetails>[] {
  return [...refused].map(([directory, error]) => {
    const manifest = manifestAt(directory);
    const dependencies = manifest === undefined ? [] : allDependencies(manifest);
    return {
      ...emptyProject(directory),
      name: manifest?.package?.metadata?.nx?.name ?? manifest?.package?.name ?? basename(directory),
      type: 'library' as const,
      dependencies: dependencies.flatMap(({ path, kind, at }) =>
        path === undefined
          ? []
          : [{ root: join(directory, path), scope: scopeOf(kind), stated: statedIn(directory, kind, at) }],
      ),
      details: { kind: 'refused' as const },
      error,
    };
  });
}

interface Model {
  readonly crates: ReadonlyMap<string, Crate>;
  readonly readsOf: (crate: Crate) => CrateReads;
  readonly stampsOf: (crate: Crate) => readonly Stamp[];
  /** Whether it asks for variables, has its folder in what it becomes, or a stamp. */
  readonly saysMore: (crate: Crate) => boolean;
  readonly layoutOf: (crate: Crate) => Layout;
  readonly apart: ReadonlyMap<string, OwnPlace>;
  readonly lintFiles: (directory: string) => Configured;
  readonly formatFiles: (directory: string) => Configured;
  readonly tree: Tree;
}

function crateProject(crate: Crate, model: Model): Project<CargoDetails> {
  const { directory, manifest, workspace, name, targets } = crate;
  const { layoutOf, tree } = model;
  const settings = manifest.package?.metadata?.nx ?? {};
  const inherited = workspace.manifest.workspace?.package?.['description'];
  const description = textField(manifest.package?.description, inherited);
  const seen = compileInputsOf(crate, model, false);
  return compact({
    ...emptyProject(directory),
    name: settings.name ?? name,
    type: targets.bins.length > 0 ? 'application' : 'library',
    description,
    deliverables: deliverables(
      targets,
      targets.lib?.isNode === true ? nodeAddonAt(directory, tree) : undefined,
    ),
    dependencies: dependenciesOf(crate, model),
    reads: foreignReads(crate, seen.closures.development.crates, model.readsOf, layoutOf, tree),
    settings,
    details: compact<CrateDetails>({
      kind: 'crate',
      crate,
      apart: model.apart.get(directory),
      ...seen,
      forOtherPlatforms: () => compileInputsOf(crate, model, true),
      formatted: formattedOf(crate, layoutOf, tree),
      lintFiles: model.lintFiles(directory),
      formatFiles: model.formatFiles(directory),
    }),
  });
}

function compileInputsOf(
  crate: Crate,
  { crates, readsOf, stampsOf, saysMore, layoutOf, tree }: Model,
  everywhere: boolean,
): CompileInputs {
  const closures = closuresOf(crate, crates, everywhere);
  const both = <T>(of: (scope: Scope) => T): Record<Scope, T> => ({
    production: of('production'),
    development: of('development'),
  });
  const said = sayingIn(closures, saysMore);
  return {
    closures,
    sources: both((scope) => sourcesOf(crate, closures[scope], scope, layoutOf, tree)),
    env: both((scope) => envOf(crate, said[scope], scope, readsOf)),
    stamps: both((scope) => said[scope].flatMap((one) => stampsOf(one))),
    bakesPath: said.production.some((one) => readsOf(one).bakesPath),
  };
}

/**
 * Few crates say anything but what they are compiled from. NB closures may be thousands long: one look at
 * each crate of them is what it may cost.
 */
function sayingIn(
  { production, development }: Closures,
  saysMore: (crate: Crate) => boolean,
): Readonly<Record<Scope, readonly Crate[]>> {
  const said = production.crates.filter(saysMore);
  const isSame = development.crates === production.crates;
  return { production: said, development: isSame ? said : development.crates.filter(saysMore) };
}

/**
 * What the crates of the closure ask for; only the crate's own tests, benchmarks and examples are compiled.
 */
function envOf(
  own: Crate,
  crates: readonly Crate[],
  scope: Scope,
  readsOf: (crate: Crate) => CrateReads,
): readonly string[] {
  const names = new Set<string>();
  for (const crate of crates)
    for (const [name, needed] of readsOf(crate).env)
      if (needed === 'production' || (crate === own && scope === 'development')) names.add(name);
  return [...names].sort();
}

function dependenciesOf(crate: Crate, { crates }: Model): Dependency[] {
  const found = new Map<string, Dependency>();
  const add = (root: string, scope: Scope, stated: Statement) => {
    if (crates.get(root)?.isProject !== true || root === crate.directory) return;
    const before = found.get(root)?.scope;
    if (before === undefined || (before !== scope && scope === 'production'))
      found.set(root, { root, scope, stated });
  };
  for (const { directory, kind, at } of crate.edges)
    add(directory, scopeOf(kind), statedIn(crate.directory, kind, at));
  const patch = { file: join(crate.workspace.root, 'Cargo.toml'), kind: 'patch', at: ['patch'] };
  for (const scope of ['production', 'development'] as const) {
    for (const directory of patchedIn(crate, scope, crate.workspace)) add(directory, scope, patch);
  }
  return [...found.values()];
}

function statedIn(directory: string, kind: DependencyKind, at: readonly string[]): Statement {
  const prefix = kind === 'normal' ? '' : `${kind}-`;
  return { file: join(directory, 'Cargo.toml'), kind: `${prefix}dependency`, at };
}

function scopeOf(kind: string): Scope {
  return kind === 'dev' ? 'development' : 'production';
}
