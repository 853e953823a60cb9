/**
 * go.mod, go.work and .go files to projects and edges. Nothing is asked of the go command; `go list` says the same (see the
 * differential check).
 */
import { ancestors, basename, dirname, join } from '../../model/paths.js';
import type { Project, Scope } from '../../model/project.js';
import type { Tree } from '../../model/tree.js';
import type { Manifests } from '../toolchain.js';
import { findBroken } from './broken.js';
import { closureOf } from './closure.js';
import { dependenciesOf } from './edges.js';
import {
  type GoManifest,
  loadModules,
  type Module,
  type Modules,
  minorVersion,
  nearestWorkspace,
  once,
} from './modules.js';
import type { GoOptions } from './options.js';
import type { Package } from './package.js';
import type { GoPlatform } from './platforms.js';
import { localModules, type Settings, settingsOf, viewWorkspace, type WorkspaceView } from './settings.js';
import { buildSources, checkSources, packageGlobs, readsOf, type TaskSources, testFiles } from './sources.js';
import { type Visible, visibleFrom } from './visible.js';

export interface GoDetails {
  readonly module: ModuleDetails | undefined;
  readonly main: MainDetails | undefined;
}

export interface ModuleDetails {
  readonly root: string;
  /** N of `go 1.N`. */
  readonly release: number;
  readonly isVendored: boolean;
  readonly settings: Settings;
  /** Absent on main packages that are projects of their own: there the module is asked. */
  readonly own?: {
    readonly hasPackages: boolean;
    readonly generates: boolean;
    /** Of a module with code and no main packages. */
    readonly build: TaskSources | undefined;
    /** The code with its tests. */
    readonly check: TaskSources;
    /** What only running the tests adds. */
    readonly testFiles: readonly string[];
    /** Code of the module alone. */
    readonly files: readonly string[];
    /** Tests of dependencies too: `go mod tidy` looks at them. */
    readonly tidy: readonly string[];
    /** `.golangci.*` files up the tree. */
    readonly lintConfig: readonly string[];
  };
}

export interface MainDetails {
  readonly directory: string;
  /** As `go build` would call it. */
  readonly name: string;
  readonly platforms: readonly GoPlatform[] | undefined;
  readonly build: TaskSources;
  /** Has an .air.toml, here or at the module. */
  readonly airDirectory: string | undefined;
}

export function modelGo(
  manifests: Manifests<GoManifest>,
  tree: Tree,
  { tags }: GoOptions,
): Project<GoDetails>[] {
  const modules = loadModules(manifests, tree, tags);
  const workspaceOf = findWorkspaces(manifests, modules, tree);
  const brokenBy = findBroken(manifests, tree);
  const ownerOf = ownership(modules);
  return [...manifests].flatMap(([path, manifest]) => {
    const root = dirname(path);
    const error = brokenBy(root);
    const broken = error === undefined ? {} : { error };
    if (manifest.kind === 'workspace')
      return tree.has(join(root, 'go.mod')) ? [] : [{ ...workspaceProject(root), ...broken }];
    const module = modules.at(root);
    if (module === undefined) return [];
    const workspace = workspaceOf(root);
    const visible = workspace?.visible ?? visibleFrom(module, modules);
    return moduleProjects({ module, visible, workspace, modules, ownerOf, tree }).map((project) => ({
      ...project,
      ...broken,
    }));
  });
}

function workspaceProject(root: string): Project<GoDetails> {
  return {
    root,
    manifest: join(root, 'go.work'),
    name: root === '.' ? 'go-workspace' : basename(root),
    type: 'workspace',
    deliverables: [],
    dependencies: [],
    reads: [],
    settings: {},
    details: { module: undefined, main: undefined },
  };
}

/** The workspace that a module is a member of. A module below a go.work that does not name it stands alone. */
function findWorkspaces(
  manifests: Manifests<GoManifest>,
  modules: Modules,
  tree: Tree,
): (root: string) => WorkspaceView | undefined {
  const views = new Map<string, WorkspaceView>();
  return (root) => {
    const directory = nearestWorkspace(root, tree);
    const manifest = directory === undefined ? undefined : manifests.get(join(directory, 'go.work'));
    if (directory === undefined || manifest?.kind !== 'workspace') return undefined;
    const view = views.get(directory) ?? viewWorkspace(directory, manifest, modules, tree);
    views.set(directory, view);
    return view.members.has(root) ? view : undefined;
  };
}

interface ModuleContext {
  readonly module: Module;
  readonly visible: Visible;
  readonly workspace: WorkspaceView | undefined;
  readonly modules: Modules;
  /** Root of the project that a package belongs to. */
  ownerOf(found: Package): string;
  readonly tree: Tree;
}

function moduleProjects(context: ModuleContext): Project<GoDetails>[] {
  const { module, visible, workspace, modules, ownerOf, tree } = context;
  const { root, packages, manifest } = module;
  const mains = packages.filter(({ isMain }) => isMain);
  const tests = closureOf(packages, visible, true);
  const owned = groupedBy(packages, ownerOf);
  const imported = [...new Set([...tests].map((found) => found.module))].flatMap(
    (at) => modules.at(at) ?? [],
  );
  const details: ModuleDetails = {
    root,
    release: minorVersion(manifest.go),
    isVendored: module.isVendored || (workspace?.isVendored ?? false),
    settings: settingsOf(module, localModules(module, imported, visible), workspace, tree),
  };
  const project = (directory: string, main: Package | undefined): Project<GoDetails> => {
    const isModule = directory === root;
    const own = owned.get(directory) ?? [];
    return {
      root: directory,
      manifest: join(root, 'go.mod'),
      name: isModule ? moduleName(module) : basename(directory),
      type: main === undefined ? 'library' : 'application',
      deliverables: main === undefined ? [] : [{ kind: 'bin', name: executable(module, main) }],
      dependencies: dependenciesOf(directory, own, module, visible, ownerOf),
      reads: readsOf(own, BOTH, tree),
      settings: {},
      details: {
        module: isModule ? { ...details, own: ownDetails(context, tests) } : details,
        main: main === undefined ? undefined : mainDetails(main, context),
      },
    };
  };
  return [
    project(
      root,
      mains.find(({ directory }) => directory === root),
    ),
    ...mains.filter(({ directory }) => directory !== root).map((main) => project(main.directory, main)),
  ];
}

const BOTH: readonly Scope[] = ['production', 'development'];

/** Files belong to the innermost project, as Nx has it: a main package also owns what lies below it. */
function ownership(modules: Modules): (found: Package) => string {
  const mains = new Map<string, ReadonlySet<string>>();
  const owners = new Map<Package, string>();
  const mainsOf = (module: string) =>
    once(mains, module, () => {
      const packages = modules.at(module)?.packages ?? [];
      return new Set(packages.filter(({ isMain }) => isMain).map(({ directory }) => directory));
    });
  return (found) =>
    once(owners, found, () => {
      const known = mainsOf(found.module);
      return ancestors(found.directory).find((parent) => parent === found.module || known.has(parent)) ?? '.';
    });
}

function groupedBy(
  packages: readonly Package[],
  ownerOf: (found: Package) => string,
): Map<string, Package[]> {
  const groups = new Map<string, Package[]>();
  for (const found of packages) once<string, Package[]>(groups, ownerOf(found), () => []).push(found);
  return groups;
}

function ownDetails(
  { module, visible, ownerOf, tree }: ModuleContext,
  tests: ReadonlySet<Package>,
): NonNullable<ModuleDetails['own']> {
  const { packages, root } = module;
  const isLibrary =
    packages.some(({ sources }) => sources.name !== undefined) && !packages.some(({ isMain }) => isMain);
  return {
    hasPackages: packages.length > 0,
    generates: packages.some(({ generates }) => generates),
    build: isLibrary ? buildSources(closureOf(packages, visible, false), ownerOf, tree) : undefined,
    check: checkSources(packages, tests, ownerOf, tree),
    testFiles: testFiles(packages, tree),
    files: packageGlobs(packages.map((found) => ({ ...found, isNative: false }))),
    tidy: packageGlobs([...tests].map((found) => ({ ...found, isNative: false }))),
    lintConfig: ancestors(root).flatMap((parent) =>
      LINT_CONFIGS.map((name) => join(parent, name)).filter((file) => tree.has(file)),
    ),
  };
}

/** https://golangci-lint.run/docs/configuration/file/ */
const LINT_CONFIGS = ['.golangci.yml', '.golangci.yaml', '.golangci.toml', '.golangci.json'];

function mainDetails(main: Package, { module, visible, ownerOf, tree }: ModuleContext): MainDetails {
  return {
    directory: main.directory,
    name: executable(module, main),
    platforms: main.platforms,
    build: buildSources(closureOf([main], visible, false), ownerOf, tree),
    airDirectory: [main.directory, module.root].find((directory) => tree.has(join(directory, '.air.toml'))),
  };
}

/** The folder path is unique where last segments are not: etcd has three modules called `pkg`. */
function moduleName({ root, manifest }: Module): string {
  return root === '.' ? lastSegment(manifest.path) : root;
}

/** `go build` names a binary after its import path: the last element that is no major version. */
function executable({ root, manifest }: Module, { directory }: Package): string {
  return directory === root ? lastSegment(manifest.path) : lastSegment(directory);
}

function lastSegment(path: string): string {
  return /^v[1-9]\d*$/.test(basename(path)) && path.includes('/') ? basename(dirname(path)) : basename(path);
}
