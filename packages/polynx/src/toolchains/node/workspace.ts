import * as z from 'zod/mini';
import { compact } from '../../model/compact.js';
import { failedProject } from '../../model/failed-project.js';
import { isInside, join } from '../../model/paths.js';
import type { Dependency, Project, Read, Settings } from '../../model/project.js';
import type { Sbom } from '../../model/sbom.js';
import type { Tree } from '../../model/tree.js';
import { looseSettings } from '../shared/manifest.js';
import type { Manifests } from '../toolchain.js';
import { analyseScript, type ScriptAnalysis, type ScriptContext } from './analyse-script.js';
import { type DeclarationsOf, declarations } from './declared/declared.js';
import { inOrder } from './declared/order.js';
import { buildOf, withDependencyBuilds } from './dependency-builds.js';
import { gitIgnore } from './gitignore.js';
import { lockOf } from './lock/lock.js';
import { memo } from './memo.js';
import type { NodeOptions } from './options.js';
import { markersIn } from './outputs.js';
import { importedFrom } from './outside.js';
import { type PackageFields, type PackageJson, scriptsOf } from './package-json.js';
import { circular, closureOf, type Package, type Packages, packagesOf } from './packages.js';
import { nodeSbom } from './sbom.js';
import { isHook, scriptsNamed } from './script-names.js';
import { withoutSharedOutputs } from './shared-outputs.js';
import { createSlices, type Slice } from './slice.js';
import { isTest } from './test-names.js';
import { extendedTsConfigs } from './tools/configs.js';
import { napiCrate } from './tools/native.js';
import { unlistedRead } from './unlisted.js';

export interface NodeDetails {
  readonly package: Package;
  readonly closure: readonly Package[];
  /** The scripts that may be cached, by name. */
  readonly verdicts: ReadonlyMap<string, ScriptAnalysis>;
  /** Globs of files that builds of the closure leave out of account, with the packages they hold for. */
  readonly unseen: ReadonlyMap<string, readonly string[]>;
  readonly slice: Slice;
  /** What a script reads from elsewhere, with what the builds of the closure read. */
  readsOf(script: string): readonly Read[];
  /** Its dependencies lead back to it. */
  readonly isCircular: boolean;
  readonly tree: Pick<Tree, 'list' | 'has'>;
  /** Files that only keep a folder in git which a script of the closure writes to, and may empty. */
  readonly markers: readonly string[];
  readonly isDirectory: (path: string) => boolean;
  /** Whether git does not ignore the file. */
  readonly isFile: (path: string) => boolean;
  /** Worked out when asked for. */
  sbom(): Sbom | undefined;
}

export function modelNode(
  manifests: Manifests<PackageJson>,
  files: Tree,
  options: NodeOptions,
): Project<NodeDetails>[] {
  const tree = readOnce(files);
  const packages = packagesOf(manifests, tree);
  const all = [...packages.values()];
  const around = contextOf(packages, tree, options);
  const declaredFor = declarations(tree, options, around.packageNamed);
  const failures = new Map<string, unknown>();
  /** What fails about one package is that package's, and of those that are made from it. */
  const ofEach = <T>(of: (one: Package) => T): Map<string, T> =>
    new Map(
      all.flatMap((one) => {
        try {
          return failures.has(one.root) ? [] : [[one.root, of(one)]];
        } catch (error) {
          failures.set(one.root, error);
          return [];
        }
      }),
    );
  const verdicts = ofEach((one) => analyseScripts(one, options, around, declaredFor));
  const builds = ofEach((one) => buildOf(one, verdicts.get(one.root)?.get('build'), around));
  const circles = circular(packages);
  const sliceOf = createSlices(packages, tree, lockOf);
  const markersOf = memo((root) => markersOfScripts(verdicts.get(root), tree));
  const modelled = ofEach((one) => {
    const closure = closureOf(one, packages);
    for (const { root } of closure) if (failures.has(root)) throw failures.get(root);
    const own = withDependencyBuilds(one, closure, builds, circles, verdicts.get(one.root) ?? new Map());
    const linked = linkedReads(one, closure, tree.hasDirectory);
    const below = closure.flatMap((each) => (each === one ? [] : producedReads(each, verdicts, 'build')));
    const details: NodeDetails = {
      readsOf: (script) => unique([...linked, ...below, ...producedReads(one, verdicts, script)]),
      package: one,
      closure,
      verdicts: own,
      unseen: unseen(one, closure, verdicts),
      slice: sliceOf(one, closure),
      isCircular: circles.has(one.root),
      tree,
      markers: closure.flatMap(({ root }) => markersOf(root)),
      isDirectory: tree.hasDirectory,
      isFile: tree.has,
      sbom: () => nodeSbom(one, closure, tree),
    };
    return project(one, details);
  });
  return all.map((one) => modelled.get(one.root) ?? failedPackage(one, failures.get(one.root)));
}

function failedPackage({ root, fields, standalone }: Package, error: unknown): Project<NodeDetails> {
  return {
    ...failedProject(join(root, 'package.json'), fields.name ?? nameOf(root), error),
    ...(standalone ? {} : fromNx(fields)),
  };
}

/** NB Nx has no scripts for a package that it leaves out. */
function fromNx(fields: PackageFields): Pick<Project, 'scripts' | 'namedByNx'> {
  return { scripts: [...scriptsOf(fields).keys()], namedByNx: true };
}

function contextOf(packages: Packages, tree: Tree, { trust }: NodeOptions): ScriptContext {
  const isIgnored = memo(gitIgnore(tree));
  return {
    tree,
    isIgnored,
    packageNamed: packageNames(packages),
    trust,
    tsConfigsAbove: memo((root) => extendedTsConfigs({ root, tree })),
    imported: memo((root) =>
      importedFrom({ root, nested: packages.get(root)?.nested ?? [] }, tree, isIgnored),
    ),
  };
}

function markersOfScripts(verdicts: ReadonlyMap<string, ScriptAnalysis> = new Map(), tree: Tree): string[] {
  const paths = [...verdicts.values()].flatMap(({ outputs }) => outputs);
  return paths.flatMap((path) => (path.startsWith('!') ? [] : markersIn(tree, path)));
}

/** NB of two packages of one name it is not known which is meant. */
function packageNames(packages: Packages): (name: string) => string | undefined {
  const roots = new Map<string, string | undefined>();
  for (const { fields, root } of packages.values())
    if (fields.name !== undefined) roots.set(fields.name, roots.has(fields.name) ? undefined : root);
  return (name) => roots.get(name);
}

/** Many packages share a tsconfig.json, and many scripts a configuration. */
function readOnce(tree: Tree): Tree {
  const texts = new Map<string, string | undefined>();
  const read = (file: string) => {
    if (!texts.has(file)) texts.set(file, tree.read(file));
    return texts.get(file);
  };
  return { ...tree, read };
}

type Verdicts = ReadonlyMap<string, ReadonlyMap<string, ScriptAnalysis>>;

function analyseScripts(
  one: Package,
  options: NodeOptions,
  around: ScriptContext,
  declaredFor: DeclarationsOf,
): Map<string, ScriptAnalysis> {
  const names = [...scriptsOf(one.fields).keys()];
  const found = new Map(names.map((name) => [name, declaredFor(one, name)]));
  const stated = names.filter(
    (name) =>
      !isHook(name, names) &&
      found.get(name)?.some(({ suffices, uncached }) => suffices && uncached === undefined),
  );
  const wanted = [...new Set([...scriptsNamed(options.scripts, names), ...stated])];
  const verdicts = [
    ...inOrder(
      withoutSharedOutputs(
        new Map(wanted.map((name) => [name, analyseScript(one, name, around, found.get(name))])),
      ),
    ),
  ];
  const isTold = one.fields.napi === undefined || verdicts.some(([, { compiles }]) => compiles.length > 0);
  const crate = isTold ? undefined : napiCrate(one.root, around.tree);
  return new Map(
    crate === undefined
      ? verdicts
      : verdicts.map(([name, verdict]) => [name, { ...verdict, compiles: [crate] }]),
  );
}

/**
 * Tests of the packages below never reach their users, where their own build leaves them out and no file
 * above is known to take them in by their path.
 */
function unseen(one: Package, closure: readonly Package[], verdicts: Verdicts): Map<string, string[]> {
  const globs = new Map<string, string[]>();
  const named = closure
    .flatMap(({ root }) => [...(verdicts.get(root)?.values() ?? [])].flatMap(({ reads }) => reads))
    .filter(isTest);
  for (const { root, nested } of closure) {
    if (root === one.root || closure.some((other) => nested.includes(other.root))) continue;
    if (named.some((path) => isInside(path, root))) continue;
    for (const glob of verdicts.get(root)?.get('build')?.leavesOut ?? []) {
      globs.set(glob, [...(globs.get(glob) ?? []), root]);
    }
  }
  return globs;
}

function project(one: Package, details: NodeDetails): Project<NodeDetails> {
  const { fields, root, standalone, manifest } = one;
  return compact({
    root,
    manifest: join(root, 'package.json'),
    name: fields.name ?? nameOf(root),
    isNamedByFolder: fields.name === undefined ? true : undefined,
    type: 'library',
    description: fields.description,
    deliverables: [],
    dependencies: standalone ? merged([...localEdges(one), ...edges(details)]) : edges(details),
    ...(standalone ? {} : { drawnByNx: one.every }),
    reads: reads(details),
    settings: settingsOf(one),
    ...(standalone ? {} : fromNx(fields)),
    details,
    error: manifest.error,
  });
}

/**
 * The `nx` key of package.json. Where Nx takes the package, it takes name, tags, targets and edges itself.
 */
function settingsOf({ fields, standalone }: Package): Settings {
  const result = z.safeParse(looseSettings, fields.nx ?? {});
  if (!result.success) return {};
  const { name: _name, tags: _tags, targets: _targets, implicitDependencies: _edges, ...ours } = result.data;
  return standalone ? result.data : ours;
}

/** Nx's own name for a package without one: its folder. */
function nameOf(root: string): string {
  return root.slice(root.lastIndexOf('/') + 1).toLowerCase();
}

function localEdges({ root: from, every, production }: Package): Dependency[] {
  return every.map((root) => named(from, root, production.includes(root)));
}

/** NB which name leads there is no longer known. */
function named(from: string, root: string, isProduction: boolean): Dependency {
  return {
    root,
    scope: isProduction ? 'production' : 'development',
    stated: { file: join(from, 'package.json'), kind: isProduction ? 'dependency' : 'dev-dependency' },
  };
}

/** Edges that Nx cannot see: crates and modules that scripts compile, folders that `file:` names. */
function edges({ package: one, verdicts }: NodeDetails): Dependency[] {
  const file = join(one.root, 'package.json');
  const compiled = [...verdicts].flatMap(([name, { compiles }]) =>
    compiles.map((root): Dependency => {
      const scope = name === 'build' ? 'production' : 'development';
      return { root, scope, stated: { file, kind: `script ${name}`, at: ['scripts', name] } };
    }),
  );
  const folders = one.folders.map((root) => named(one.root, root, true));
  const linked = one.linked.map((root) => named(one.root, root, one.production.includes(root)));
  const all = [...linked, ...folders, ...compiled].filter(({ root }) => root !== one.root);
  return merged(all);
}

/** One edge for each project. */
function merged(all: readonly Dependency[]): Dependency[] {
  return all.filter(({ root }, index) => all.findIndex((other) => other.root === root) === index);
}

/**
 * What its scripts take from other projects, as far as the graph has to know. Those of the packages that it
 * depends on are reached through them.
 */
function reads({ package: one, closure, verdicts, isDirectory }: NodeDetails): Read[] {
  const own = new Map([[one.root, verdicts]]);
  const produced = [...verdicts.keys()].flatMap((name) => producedReads(one, own, name));
  return unique([...linkedReads(one, closure, isDirectory), ...produced]);
}

/**
 * What `file:` and `link:` name, whether it is there or not yet: node_modules leads to a folder, and no lock
 * says what is in it.
 */
function linkedReads(
  { root, folders }: Package,
  closure: readonly Package[],
  isDirectory: (path: string) => boolean,
): Read[] {
  const source = join(root, 'package.json');
  const beyond = closure.flatMap((one) => one.folders.filter(isDirectory));
  return [...new Set([...folders, ...beyond])].map((path) => ({ path, scope: 'production', source }));
}

/** What a build makes, this package's or another one's, and a script reads. */
function producedReads({ root }: Package, verdicts: Verdicts, name: string): Read[] {
  const scope = name === 'build' ? 'production' : 'development';
  const paths = verdicts.get(root)?.get(name)?.produced ?? [];
  return paths.map((path) => ({ ...unlistedRead(path), scope, source: join(root, 'package.json') }));
}

function unique(all: readonly Read[]): Read[] {
  return [...new Map(all.map((read) => [`${read.scope} ${read.path}`, read])).values()];
}
