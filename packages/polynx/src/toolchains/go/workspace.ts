/**
 * go.mod, go.work and .go files to projects and edges. Nothing is asked of the go command; `go list` says the
 * same (see the differential check).
 */
import { failedProject } from '../../model/failed-project.js';
import { basename, dirname, join } from '../../model/paths.js';
import type { Project, Scope } from '../../model/project.js';
import type { Tree } from '../../model/tree.js';
import type { Manifests } from '../toolchain.js';
import { findBroken } from './broken.js';
import { closureOf } from './closure.js';
import {
  executable,
  type GoDetails,
  lastSegment,
  type ModuleContext,
  type ModuleDetails,
  mainDetails,
  ownDetails,
} from './details.js';
import { dependenciesOf } from './edges.js';
import {
  type GoManifest,
  loadModules,
  type Module,
  type Modules,
  minorVersion,
  nearestWorkspace,
  workspaceAt,
} from './modules.js';
import { once } from './once.js';
import type { GoOptions } from './options.js';
import { ownership } from './owners.js';
import type { Package } from './package.js';
import { goSbom } from './sbom.js';
import { localModules, settingsIn, viewWorkspace, type WorkspaceView } from './settings.js';
import { readsOf } from './sources.js';
import { visibleFrom } from './visible.js';

export function modelGo(
  manifests: Manifests<GoManifest>,
  tree: Tree,
  { tags }: GoOptions,
): Project<GoDetails>[] {
  const modules = loadModules(manifests, tree, tags);
  const workspaceOf = findWorkspaces(manifests, modules, tree);
  const brokenBy = findBroken(manifests, tree);
  const ownerOf = ownership(modules);
  const projectsOf = (path: string, manifest: GoManifest): Project<GoDetails>[] => {
    const root = dirname(path);
    const error = brokenBy(root);
    const broken = error === undefined ? {} : { error };
    if (manifest.kind === 'workspace')
      return tree.has(join(root, 'go.mod')) ? [] : [{ ...workspaceProject(root), ...broken }];
    const module = modules.at(root);
    if (module === undefined) return [];
    if (module.failure !== undefined) throw module.failure.reason;
    const workspace = workspaceOf(root);
    const visible = workspace?.visible ?? visibleFrom(module, modules);
    return moduleProjects({ module, visible, workspace, modules, ownerOf, tree }).map((project) => ({
      ...project,
      ...broken,
    }));
  };
  return [...manifests].flatMap(([path, manifest]) => {
    try {
      return projectsOf(path, manifest);
    } catch (error) {
      const name =
        manifest.kind === 'module' ? moduleName({ root: dirname(path), manifest }) : 'go-workspace';
      return failedProject(path, name, error);
    }
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

/**
 * The workspace that a module is a member of. A module below a go.work that does not name it stands alone.
 */
function findWorkspaces(
  manifests: Manifests<GoManifest>,
  modules: Modules,
  tree: Tree,
): (root: string) => WorkspaceView | undefined {
  const views = new Map<string, WorkspaceView>();
  return (root) => {
    const directory = nearestWorkspace(root, tree);
    const manifest = directory === undefined ? undefined : workspaceAt(directory, manifests, tree);
    if (directory === undefined || manifest === undefined) return undefined;
    const view = views.get(directory) ?? viewWorkspace(directory, manifest, modules, tree);
    views.set(directory, view);
    return view.members.has(root) ? view : undefined;
  };
}

function moduleProjects(context: ModuleContext): Project<GoDetails>[] {
  const { module, visible, ownerOf, tree } = context;
  const { root, packages } = module;
  const mains = packages.filter(({ isMain }) => isMain);
  const tests = closureOf(packages, visible, { tests: true });
  const owned = groupedBy(packages, ownerOf);
  const details = moduleDetails(context, tests);
  const project = (directory: string, main: Package | undefined): Project<GoDetails> => {
    const isModule = directory === root;
    const own = owned.get(directory) ?? [];
    return {
      root: directory,
      manifest: join(root, 'go.mod'),
      name: isModule ? moduleName(module) : basename(directory),
      ...(isModule ? {} : { isNamedByFolder: true }),
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

function moduleDetails(
  { module, visible, workspace, modules, tree }: ModuleContext,
  tests: ReadonlySet<Package>,
): ModuleDetails {
  const { root, manifest } = module;
  const imported = [...new Set([...tests].map((found) => found.module))].flatMap(
    (at) => modules.at(at) ?? [],
  );
  const locals = localModules(module, imported, visible);
  return {
    root,
    ...(workspace === undefined ? {} : { workspace: workspace.root }),
    release: minorVersion(manifest.go),
    // NB the members of a workspace have theirs beside go.work, or none.
    isVendored: (workspace ?? module).isVendored,
    manifests: [...locals]
      .flatMap(({ root: at }) => [join(at, 'go.mod'), join(at, 'go.sum')])
      .filter((file) => tree.has(file)),
    // NB go mod tidy does not look at go.work.
    outside: (workspace === undefined ? visible : visibleFrom(module, modules)).outside[0],
    settingsOf: settingsIn(module, locals, workspace, modules, tree),
    sbom: () => goSbom({ module, locals, visible, workspace, tree }),
  };
}

const BOTH: readonly Scope[] = ['production', 'development'];

function groupedBy(
  packages: readonly Package[],
  ownerOf: (found: Package) => string,
): Map<string, Package[]> {
  const groups = new Map<string, Package[]>();
  for (const found of packages) once<string, Package[]>(groups, ownerOf(found), () => []).push(found);
  return groups;
}

/** The folder path is unique where last segments are not: etcd has three modules called `pkg`. */
function moduleName({ root, manifest }: Pick<Module, 'root' | 'manifest'>): string {
  return root === '.' ? lastSegment(manifest.path) : root;
}
