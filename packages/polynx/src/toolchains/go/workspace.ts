/**
 * go.mod, go.work and .go files to projects and edges. Nothing is asked of the go command; `go list` says the same (see the
 * differential check).
 */
import { ancestors, basename, dirname, join } from '../../model/paths.js';
import type { Project, Scope } from '../../model/project.js';
import type { Tree } from '../../model/tree.js';
import type { Manifests } from '../toolchain.js';
import { brokenBy } from './broken.js';
import { closureOf } from './closure.js';
import { dependenciesOf } from './edges.js';
import {
  type GoManifest,
  loadModules,
  type Module,
  type Modules,
  minorVersion,
  nearestWorkspace,
} from './modules.js';
import type { GoOptions } from './options.js';
import type { Package } from './package.js';
import type { GoPlatform } from './platforms.js';
import { localModules, type Settings, settingsOf, viewWorkspace, type WorkspaceView } from './settings.js';
import { buildSources, packageGlobs, readsOf, type TaskSources, testSources } from './sources.js';
import { membersOf, type Visible, visibleFrom, visibleInWorkspace } from './visible.js';

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
    readonly hasCode: boolean;
    readonly hasPackages: boolean;
    readonly hasMains: boolean;
    readonly generates: boolean;
    readonly build: TaskSources;
    readonly test: TaskSources;
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
  const workspaces = new Map<string, WorkspaceView>();
  const projects: Project<GoDetails>[] = [];
  const roots: string[] = [];
  for (const [path, manifest] of manifests) {
    const root = dirname(path);
    if (manifest.kind === 'module') roots.push(root);
    else if (!tree.has(join(root, 'go.mod'))) projects.push(workspaceProject(root, manifests, tree));
  }
  for (const root of roots) {
    const module = modules.at(root);
    if (module === undefined) continue;
    const workspace = workspaceOf(root, { manifests, modules, workspaces, tree });
    const visible = workspace?.visible ?? visibleFrom(module, modules);
    projects.push(...moduleProjects({ module, visible, workspace, modules, manifests, tree }));
  }
  return projects;
}

function workspaceProject(root: string, manifests: Manifests<GoManifest>, tree: Tree): Project<GoDetails> {
  const error = brokenBy(root, manifests, tree);
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
    ...(error === undefined ? {} : { error }),
  };
}

interface Surroundings {
  readonly manifests: Manifests<GoManifest>;
  readonly modules: Modules;
  readonly workspaces: Map<string, WorkspaceView>;
  readonly tree: Tree;
}

/** The workspace that the module is a member of. A module below a go.work that does not name it stands alone. */
function workspaceOf(
  root: string,
  { manifests, modules, workspaces, tree }: Surroundings,
): WorkspaceView | undefined {
  const directory = nearestWorkspace(root, tree);
  const work = directory === undefined ? undefined : manifests.get(join(directory, 'go.work'));
  if (directory === undefined || work?.kind !== 'workspace') return undefined;
  if (!membersOf(directory, work).some((member) => member.directory === root)) return undefined;
  const known = workspaces.get(directory);
  if (known !== undefined) return known;
  const view = viewWorkspace(directory, work, visibleInWorkspace(directory, work, modules), tree);
  workspaces.set(directory, view);
  return view;
}

interface ModuleContext {
  readonly module: Module;
  readonly visible: Visible;
  readonly workspace: WorkspaceView | undefined;
  readonly modules: Modules;
  readonly manifests: Manifests<GoManifest>;
  readonly tree: Tree;
}

function moduleProjects(context: ModuleContext): Project<GoDetails>[] {
  const { module, visible, workspace, modules, manifests, tree } = context;
  const { root, packages, manifest } = module;
  const mains = packages.filter(({ isMain }) => isMain);
  const error = brokenBy(root, manifests, tree);
  const ownerOf = ownership(modules);
  const tests = closureOf(packages, visible, true);
  const imported = [...tests].flatMap((found) => modules.at(found.module) ?? []);
  const details: ModuleDetails = {
    root,
    release: minorVersion(manifest.go),
    isVendored: module.isVendored || (workspace?.isVendored ?? false),
    settings: settingsOf(module, localModules(module, imported, visible), workspace, tree),
  };
  const project = (directory: string, main: Package | undefined): Project<GoDetails> => {
    const isModule = directory === root;
    return {
      root: directory,
      manifest: join(root, 'go.mod'),
      name: isModule ? moduleName(module) : basename(directory),
      type: main === undefined ? 'library' : 'application',
      deliverables: main === undefined ? [] : [{ kind: 'bin', name: executable(module, main) }],
      dependencies: dependenciesOf(directory, module, visible, ownerOf),
      reads: readsOf(ownedBy(directory, module, ownerOf), BOTH, tree),
      settings: {},
      details: {
        module: isModule ? { ...details, own: ownDetails(context, tests, ownerOf) } : details,
        main: main === undefined ? undefined : mainDetails(main, context, ownerOf),
      },
      ...(error === undefined ? {} : { error }),
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
  const mainsOf = new Map<string, ReadonlySet<string>>();
  return ({ directory, module }) => {
    const known =
      mainsOf.get(module) ??
      new Set(modules.at(module)?.packages.flatMap((found) => (found.isMain ? [found.directory] : [])));
    mainsOf.set(module, known);
    for (const parent of ancestors(directory)) if (parent === module || known.has(parent)) return parent;
    return module;
  };
}

function ownedBy(directory: string, { packages }: Module, ownerOf: (found: Package) => string): Package[] {
  return packages.filter((found) => ownerOf(found) === directory);
}

function ownDetails(
  { module, visible, tree }: ModuleContext,
  tests: ReadonlySet<Package>,
  ownerOf: (found: Package) => string,
): NonNullable<ModuleDetails['own']> {
  const { packages, root } = module;
  return {
    hasPackages: packages.length > 0,
    hasCode: packages.some(({ sources }) => sources.name !== undefined),
    hasMains: packages.some(({ isMain }) => isMain),
    generates: packages.some(({ generates }) => generates),
    build: buildSources(closureOf(packages, visible, false), ownerOf, tree),
    test: testSources(packages, tests, ownerOf, tree),
    files: packageGlobs(packages.map((found) => ({ ...found, isNative: false }))),
    tidy: packageGlobs([...tests].map((found) => ({ ...found, isNative: false }))),
    lintConfig: ancestors(root).flatMap((parent) =>
      LINT_CONFIGS.map((name) => join(parent, name)).filter((file) => tree.has(file)),
    ),
  };
}

/** https://golangci-lint.run/docs/configuration/file/ */
const LINT_CONFIGS = ['.golangci.yml', '.golangci.yaml', '.golangci.toml', '.golangci.json'];

function mainDetails(
  main: Package,
  { module, visible, tree }: ModuleContext,
  ownerOf: (found: Package) => string,
): MainDetails {
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
