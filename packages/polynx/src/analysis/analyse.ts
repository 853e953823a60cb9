/** The whole graph as one pure function over texts: manifests, projects, tasks, pipes. */
import { compact } from '../model/compact.js';
import { ExpectedError, type ManifestError, OptionsError } from '../model/errors.js';
import { asManifestError, failedProject } from '../model/failed-project.js';
import { NIX_FOLDER } from '../model/nix-places.js';
import { basename, dirname } from '../model/paths.js';
import type { Project } from '../model/project.js';
import { unsafePath } from '../model/safe-paths.js';
import { settingAside } from '../model/set-aside.js';
import type { Tree } from '../model/tree.js';
import { withReason } from '../model/uncached.js';
import { wholeRepositoryTasks } from '../pipes/flake.js';
import { runPipes } from '../pipes/index.js';
import { misspeltTarget } from '../pipes/known-names.js';
import { nameProjects } from '../pipes/names.js';
import { type PipelineContext, platformsOf } from '../pipes/pipeline.js';
import { failing, type NamedTask, type Planned, plannedTask } from '../pipes/planned.js';
import { toolchains } from '../toolchains/index.js';
import { overrideProblem } from '../toolchains/shared/target-overrides.js';
import type { AnyToolchain } from '../toolchains/toolchain.js';
import { givenNames } from './given-names.js';
import { readInterfaces } from './interfaces.js';
import { markManifests, type ReadManifests, readManifests } from './manifests.js';
import { readNixGraph } from './nix-graph.js';
import type { PluginOptions } from './options.js';
import { withSettings } from './settings.js';

/** Everything polynx knows about a workspace. */
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
  const marked = markManifests(list, files, tree, options.ignoreDirectories);
  const modelled = list.flatMap((toolchain) => planToolchain(toolchain, files, marked, options));
  const nix = readNixGraph(tree);
  const usesNix = nix !== undefined || options.flake !== undefined;
  const { names, nixName } = nameAll(modelled, tree, usesNix);
  const { interfaces } = options;
  const context: PipelineContext = compact({
    names,
    tree,
    options,
    ...(interfaces === undefined ? {} : { interfaces: readInterfaces(interfaces, tree) }),
    nix,
  });
  for (const { id } of list) {
    const wrong = misspeltTarget(modelled, id, Object.keys(options.toolchains[id]?.targets ?? {}));
    if (wrong !== undefined) throw new OptionsError(`polynx options in nx.json.${id}.targets: ${wrong}`);
  }
  const planned = runPipes(modelled, context);
  return compact({
    planned,
    names,
    whole: wholeRepositoryTasks(planned, context),
    hasNixGraph: nix !== undefined,
    nixName,
  });
}

/** NB names that Nx gives by itself are settled first: two projects of one name fail the whole graph. */
function nameAll(
  planned: readonly Planned[],
  tree: Tree,
  usesNix: boolean,
): { readonly names: ReadonlyMap<string, string>; readonly nixName: string | undefined } {
  const projects = planned.map(({ project }) => project);
  const given = givenNames(
    tree,
    projects.filter(({ namedByNx }) => namedByNx),
  );
  const requests = projects
    .filter(({ namedByNx }) => !namedByNx)
    .map(({ root, name, isNamedByFolder: isFolder = false }) => ({ root, wish: name, isFolder }));
  const isFree = !given.has(NIX_FOLDER) && !requests.some(({ root }) => root === NIX_FOLDER);
  const isProject = usesNix && isFree;
  const names = nameProjects([...requests, ...(isProject ? [{ root: NIX_FOLDER, wish: 'nix' }] : [])], given);
  return { names, nixName: isProject ? names.get(NIX_FOLDER) : undefined };
}

/** The projects of one toolchain with its own tasks, broken manifests included. */
function planToolchain(
  toolchain: AnyToolchain,
  files: readonly string[],
  tree: Tree,
  options: PluginOptions,
): Planned[] {
  const { enabled = true, own } = options.toolchains[toolchain.id] ?? {};
  const { projects, broken, setAside } = modelProjects(
    toolchain,
    readManifests(toolchain, files, tree, options.ignoreDirectories),
    tree,
    own,
  );
  if (!enabled)
    return projects
      .filter(({ namedByNx }) => namedByNx)
      .map((project) => withoutTasks(toolchain, project, own));
  const failed = [...broken].map(([file, error]) => brokenProject(toolchain, file, error, tree));
  const brokenRoots = new Set(failed.map(({ root }) => root));
  return [...projects.filter(({ root }) => !brokenRoots.has(root)), ...failed].map((project) =>
    beside(setAside, planProject(toolchain, withSettings(project, tree, options.projects), own, options)),
  );
}

interface Modelled {
  readonly projects: readonly Project[];
  /** By manifest. */
  readonly broken: ReadonlyMap<string, ManifestError>;
  /** A manifest whose project could be told from no other one when modelling failed. */
  readonly setAside: string | undefined;
}

/**
 * NB toolchains catch what fails about one project. What they do not catch is narrowed down to a manifest: a
 * bug in polynx must neither break other projects nor hide this one.
 */
function modelProjects(
  toolchain: AnyToolchain,
  manifests: ReadManifests,
  tree: Tree,
  own: unknown,
): Modelled {
  const depth = (path: string) => path.split('/').length;
  const outermostFirst = manifests
    .paths()
    .filter((path) => !manifests.broken.has(path))
    .sort((a, b) => depth(a) - depth(b));
  const reasons = new Map<string, ManifestError>();
  return settingAside<string | ManifestError, Modelled>(
    outermostFirst,
    (kept) => {
      const aside = kept.flatMap((one, index) =>
        typeof one === 'string' ? [] : [[outermostFirst[index] ?? '', one] as const],
      );
      const seen = manifests.without(new Map(aside));
      const isAnyLeft = aside.length < kept.length;
      return {
        projects: isAnyLeft ? toolchain.model(seen, tree, own) : [],
        broken: seen.broken,
        setAside: aside.at(0)?.[0],
      };
    },
    (one, error) => {
      if (typeof one !== 'string') return one;
      const reason = reasons.get(one) ?? asManifestError(one, error);
      reasons.set(one, reason);
      return reason;
    },
  );
}

/** What is compiled from a project of which nothing is known is not known either. */
function beside(aside: string | undefined, planned: Planned): Planned {
  if (aside === undefined) return planned;
  const reason = `polynx could not read ${aside}, and whether this uses it is not known`;
  const tasks = planned.tasks.map((task) =>
    task.cache ? { ...task, cache: false, description: withReason(task.description, reason) } : task,
  );
  return { ...planned, tasks };
}

function planProject(
  toolchain: AnyToolchain,
  project: Project,
  own: unknown,
  options: PluginOptions,
): Planned {
  const planned = withoutTasks(toolchain, project, own);
  if (project.error !== undefined) return failing(planned, project.error);
  try {
    const tasks = [
      ...toolchain.tasks(project, own),
      ...platformsOf(project, options).flatMap(
        (platform) => toolchain.platformTask?.(project, platform, own) ?? [],
      ),
    ];
    const wrong = unsafePath(project, tasks);
    if (wrong !== undefined) throw new ExpectedError(wrong);
    return { ...planned, tasks: tasks.map(plannedTask) };
  } catch (error) {
    return failing(planned, asManifestError(project.manifest, error));
  }
}

function withoutTasks(toolchain: AnyToolchain, project: Project, own: unknown): Planned {
  return {
    toolchain: toolchain.id,
    project,
    facts: {
      intents: toolchain.intents.map(({ name }) => name),
      stampsClosure: toolchain.stampsClosure === true,
      isPlatform: (name) => toolchain.isPlatform?.(name) ?? false,
      overrideProblem: (override, isOwn) =>
        overrideProblem(override, isOwn ? toolchain.runner?.options : undefined),
      about: () => toolchain.about?.(project),
      sbom: () => toolchain.sbom?.(project),
      testParts: () => toolchain.testParts?.(project, own) ?? [],
    },
    tasks: [],
  };
}

/**
 * A project that keeps its place and, as far as the text still says it, its name; every task of it fails with
 * the reason.
 */
function brokenProject(toolchain: AnyToolchain, file: string, error: ManifestError, tree: Tree): Project {
  const root = dirname(file);
  const name = /^[ \t]*"?name"?[ \t]*[=:][ \t]*"([^"\n]+)"/m.exec(textOf(file, tree))?.[1];
  return failedProject(file, name ?? (root === '.' ? `${toolchain.id}-root` : basename(root)), error);
}

/** What is broken may be that it cannot be read. */
function textOf(file: string, tree: Tree): string {
  try {
    return tree.read(file) ?? '';
  } catch {
    return '';
  }
}
