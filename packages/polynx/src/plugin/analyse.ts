import { devShellOf, type ToolSource } from '../model/dev-shell.js';
import { ManifestError } from '../model/errors.js';
import { ownEntry } from '../model/own-entry.js';
import { basename, dirname } from '../model/paths.js';
import { UNIVERSAL, withParts } from '../model/platform.js';
import type { Project } from '../model/project.js';
import type { PackageOptions } from '../model/shipping.js';
import type { Task } from '../model/task.js';
import type { Tree } from '../model/tree.js';
import type { NamedTask, Planned } from '../pipes/analysis.js';
import { addFlake } from '../pipes/flake.js';
import { runPipes } from '../pipes/index.js';
import { addInterfaces } from '../pipes/interfaces.js';
import { nameProjects, type OverridesOf } from '../pipes/names.js';
import { packageTasks } from '../pipes/package.js';
import { reproducibleTask } from '../pipes/reproducible.js';
import { addStamp } from '../pipes/stamp.js';
import { universalTask } from '../pipes/universal.js';
import { toolchains } from '../toolchains/index.js';
import type { AnyToolchain } from '../toolchains/toolchain.js';
import { givenNames } from './given-names.js';
import { readInterfaces } from './interfaces.js';
import { markManifests, readManifests } from './manifests.js';
import { builderOf, knownToNix, withNix } from './nix/known.js';
import { NIX_FOLDER } from './nix/places.js';
import type { PluginOptions } from './options.js';

/** Everything polynx knows about a workspace. Pure, given the texts of its files. */
export interface Analysis {
  readonly planned: readonly Planned[];
  /** Final name of every root, those of project.json and package.json included. */
  readonly names: ReadonlyMap<string, string>;
  /** Name of the project that the folder `nix` becomes, where the workspace uses Nix. */
  readonly nixName?: string;
  /** It has the graph file, which `nx sync` keeps. */
  readonly hasNixGraph: boolean;
  /** What is made from the whole repository, for that project. */
  readonly whole: readonly NamedTask[];
}

/**
 * @param files manifests that may become projects, as Nx found them (its include and exclude applied)
 */
export function analyse(
  files: readonly string[],
  tree: Tree,
  options: PluginOptions,
  list: readonly AnyToolchain[] = toolchains,
): Analysis {
  const marked = markManifests(list, files, tree, options.leaveAlone);
  const modelled = list.flatMap((toolchain) => planToolchain(toolchain, files, marked, options));
  const given = givenNames(
    tree,
    modelled.filter(({ project }) => project.namedByNx).map(({ project }) => project),
  );
  const requests = modelled
    .filter(({ project }) => !project.namedByNx)
    .map(({ project }) => ({ root: project.root, wish: project.name }));
  const known = knownToNix(tree);
  const isFree = !given.has(NIX_FOLDER) && !requests.some(({ root }) => root === NIX_FOLDER);
  const nixRequest =
    (known !== undefined || options.flake !== undefined) && isFree ? [{ root: NIX_FOLDER, wish: 'nix' }] : [];
  const names = nameProjects([...requests, ...nixRequest], given);
  const overrides: OverridesOf = ({ toolchain, project }, intent) =>
    project.settings.targets?.[intent] ?? options.toolchains[toolchain]?.targets[intent];
  const piped = runPipes(modelled, { names, tree, overrides });
  const planned =
    options.interfaces === undefined
      ? piped
      : addInterfaces(piped, options.interfaces, readInterfaces(options.interfaces, tree), names);
  const built = known === undefined ? planned : withNix(planned, { known, names, tree, overrides, options });
  const isBuilder = builderOf(options, names);
  return {
    ...(options.flake === undefined
      ? { planned: built, whole: [] }
      : addFlake(built, options.flake, { names, tree, isBuilder })),
    names,
    hasNixGraph: known !== undefined,
    ...(nixRequest.length === 0 ? {} : { nixName: names.get(NIX_FOLDER) ?? 'nix' }),
  };
}

function planToolchain(
  toolchain: AnyToolchain,
  files: readonly string[],
  tree: Tree,
  {
    toolchains: all,
    leaveAlone,
    platforms,
    stamp,
    packages,
    verifyReproducible,
    toolchain: tools,
  }: PluginOptions,
): Planned[] {
  const options = all[toolchain.id];
  const manifests = readManifests(toolchain, files, tree, leaveAlone);
  const broken = [...manifests.broken.values()].map((error) => brokenProject(toolchain, error, tree));
  let projects: Project[];
  try {
    projects = toolchain.model(manifests, tree, options?.own);
  } catch (error) {
    // A bug of ours must not take the neighbours down, nor let a project vanish.
    projects = [];
    broken.push(
      ...manifests.paths().map((path) => brokenProject(toolchain, internalError(path, error), tree)),
    );
  }
  const enabled = options?.enabled ?? true;
  if (!enabled) projects = projects.filter(({ namedByNx }) => namedByNx);
  const brokenRoots = new Set(enabled ? broken.map(({ root }) => root) : []);
  return [
    ...projects
      .filter(({ root }) => !brokenRoots.has(root))
      .map((project) =>
        planProject(toolchain, project, enabled, {
          own: options?.own,
          platforms,
          packages,
          stamp,
          verifyReproducible,
          tools,
          tree,
        }),
      ),
    ...(enabled ? broken : []).map((project) => failing(toolchain, project)),
  ];
}

interface ProjectOptions {
  readonly own: unknown;
  readonly platforms: readonly string[];
  readonly stamp: PluginOptions['stamp'];
  readonly verifyReproducible: boolean;
  readonly packages: boolean | PackageOptions;
  readonly tools: ToolSource;
  readonly tree: Tree;
}

function planProject(
  toolchain: AnyToolchain,
  project: Project,
  enabled: boolean,
  options: ProjectOptions,
): Planned {
  const { error } = project;
  if (enabled && error !== undefined && !project.namedByNx) return failing(toolchain, { ...project, error });
  if (project.error !== undefined && enabled) return failing(toolchain, { ...project, error: project.error });
  try {
    return { toolchain: toolchain.id, project, tasks: enabled ? tasksOf(toolchain, project, options) : [] };
  } catch (error) {
    return failing(toolchain, { ...project, error: internalError(project.manifest, error) });
  }
}

function tasksOf(
  toolchain: AnyToolchain,
  project: Project,
  { own, platforms: everywhere, packages, stamp, verifyReproducible, tools, tree }: ProjectOptions,
): NamedTask[] {
  const asked = project.settings.platforms ?? everywhere;
  const platforms = withParts(asked);
  const built = [
    ...toolchain.tasks(project, own),
    ...platforms.flatMap((platform) => toolchain.platformTask?.(project, platform, own) ?? []),
  ];
  const choice = project.settings.stamp ?? ownEntry(stamp, project.root) ?? ownEntry(stamp, project.name);
  const stamped = addStamp(project, built, choice);
  const tasks = [
    ...stamped,
    ...(platforms.includes(UNIVERSAL) ? universalTask(stamped) : []),
    ...(verifyReproducible ? reproducibleTask(stamped) : []),
  ];
  const options = asked.length === 0 ? undefined : packagesOf(project, packages);
  const all =
    options === undefined
      ? tasks
      : packageTasks({
          project,
          tasks,
          platforms: [...new Set(asked)],
          options,
          tree,
          about: toolchain.about?.(project) ?? {},
          bill: () => toolchain.bill?.(project),
        });
  const devShell = devShellOf(project.settings.toolchain ?? tools);
  return all.map((task: Task) => ({
    ...task,
    // What Nx or our own code runs, runs where Nx does.
    ...(devShell === undefined || task.options === undefined || task.executor !== undefined
      ? {}
      : { devShell }),
    target: task.intent,
    needs: [],
    resolvedReads: [],
    foreign: [],
  }));
}

/** What a manifest says counts more than what the plugin's options say, one by one. */
function packagesOf({ settings }: Project, everywhere: boolean | PackageOptions): PackageOptions | undefined {
  const own = settings.packages ?? everywhere;
  if (own === false) return undefined;
  return { ...(typeof everywhere === 'object' ? everywhere : {}), ...(typeof own === 'object' ? own : {}) };
}

/** A project that keeps its place and, as far as the text still says it, its name; every task of it fails with the reason. */
function brokenProject(
  toolchain: AnyToolchain,
  error: ManifestError,
  tree: Tree,
): Project & { error: ManifestError } {
  const { file } = error.where;
  const root = dirname(file);
  const name = /^\s*"?name"?\s*[=:]\s*"([^"\n]+)"/m.exec(tree.read(file) ?? '')?.[1];
  return {
    root,
    manifest: file,
    name: name ?? (root === '.' ? `${toolchain.id}-root` : basename(root)),
    type: 'library',
    deliverables: [],
    dependencies: [],
    reads: [],
    settings: {},
    details: undefined,
    error,
  };
}

function failing(toolchain: AnyToolchain, project: Project & { error: ManifestError }): Planned {
  return {
    toolchain: toolchain.id,
    project,
    tasks: [],
    broken: { error: project.error, targets: toolchain.intents.map(({ name }) => name) },
  };
}

function internalError(file: string, error: unknown): ManifestError {
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new ManifestError({
    file,
    problem: `polynx failed on this workspace: ${reason}`,
    hint: 'This is a bug in polynx; please report it with the text above.',
  });
}
