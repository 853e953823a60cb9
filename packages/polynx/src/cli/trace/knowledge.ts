/** What Nx and polynx know of the tasks that are traced. */
import { existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import type { ProjectGraph, TaskGraph } from '@nx/devkit';
import type { TaskName } from '../../explain/expand.js';
import { expand, type ShownGraph } from '../../explain/expand.js';
import { fileset } from '../../explain/filesets.js';
import { nameOf } from '../../explain/run.js';
import { compact } from '../../model/compact.js';
import { isLiteral, literalOf } from '../../model/globs.js';
import { filledOutput, outputGlob } from '../../model/outputs.js';
import { basename, isInside } from '../../model/paths.js';
import type { Project } from '../../model/project.js';
import type { NamedTask } from '../../pipes/planned.js';
import { toolchainOfExecutor } from '../../toolchains/executors.js';
import { toolchains } from '../../toolchains/index.js';
import type { AnyToolchain } from '../../toolchains/toolchain.js';
import { shownGraph, taskNamed } from '../shown-graph.js';
import { openWorkspace, requiredGraph, type Workspace } from '../workspace.js';
import type { TaskKnowledge } from './comparison.js';
import type { DeclaringTask } from './declaration.js';

export interface NamedTaskId extends TaskName {
  readonly id: string;
}

/** A task to trace, with the toolchain whose executor runs it, if one does. */
export interface TracedTask extends NamedTaskId, DeclaringTask {
  readonly toolchain: AnyToolchain | undefined;
  /** The toolchain that knows what the task reads, also of a script that Nx runs itself. */
  readonly plannedBy: AnyToolchain | undefined;
  /** What polynx planned, where it did. */
  readonly planned: NamedTask | undefined;
  readonly owner: Project | undefined;
  /** Tasks that Nx runs directly before it. */
  readonly before: readonly NamedTaskId[];
}

export interface Tracing {
  readonly root: string;
  /** @throws OptionsError for a task that does not exist */
  task(name: string): TracedTask;
  /** Every cached task, of the given targets where there are any. */
  cached(targets: readonly string[], projects?: ReadonlySet<string>): TracedTask[];
  knowledgeOf(task: TracedTask, scratch: string): Promise<TaskKnowledge>;
}

/** Only for Nx's own answers, which it gives for the folder it is started in. */
interface NxInternals {
  checkFilesAreInputs(id: string, files: string[]): Promise<{ matched: string[] }>;
  matchOutputPaths(globs: string[], files: string[]): boolean[];
  createTaskGraph(
    graph: ProjectGraph,
    defaults: Record<string, never>,
    projects: string[],
    targets: string[],
    configuration: string | undefined,
    overrides: Record<string, never>,
  ): TaskGraph;
}

/** NB CommonJS modules whose names an import does not find. */
function nxInternals(): NxInternals {
  const require = createRequire(import.meta.url);
  const { checkFilesAreInputs } = require('nx/src/hasher/check-task-files.js') as NxInternals;
  // NB not checkFilesAreOutputs, which takes the backslashes of globs for slashes.
  const { matchOutputPaths } = require('nx/src/native/index.js') as NxInternals;
  const { createTaskGraph } = require('nx/src/tasks-runner/create-task-graph.js') as NxInternals;
  return { checkFilesAreInputs, matchOutputPaths, createTaskGraph };
}

export async function openTracing(root: string): Promise<Tracing> {
  const workspace = await openWorkspace(root);
  const graph = await requiredGraph();
  const internals = nxInternals();
  const shown = shownGraph(graph, workspace.nxJson);
  const described = (task: TaskName) => describe(task, { workspace, graph, internals });
  return {
    root,
    task: (name) => described(taskNamed(name, shown)),
    cached: (targets, projects) =>
      cachedTasks(graph, projects)
        .filter(({ target }) => targets.length === 0 || targets.includes(target))
        .map(described),
    knowledgeOf: (task, scratch) => knowledgeOf(task, { scratch, workspace, graph: shown, internals }),
  };
}

function cachedTasks({ nodes }: ProjectGraph, projects?: ReadonlySet<string>): TaskName[] {
  return Object.values(nodes)
    .filter(({ name }) => projects?.has(name) ?? true)
    .flatMap(({ name: project, data: { targets = {} } }) =>
      Object.keys(targets)
        .filter((target) => targets[target]?.cache === true)
        .map((target) => ({ project, target })),
    );
}

interface Graphs {
  readonly workspace: Workspace;
  readonly graph: ProjectGraph;
  readonly internals: NxInternals;
}

function describe(task: TaskName, { workspace, graph, internals }: Graphs): TracedTask {
  const { root = '.', targets } = graph.nodes[task.project]?.data ?? {};
  const owner = plannedFor(task, workspace);
  const { inputs, executor } = targets?.[task.target] ?? {};
  return {
    ...task,
    id: nameOf(task),
    root,
    manifest: owner?.manifest,
    inputs: inputs === undefined ? 'default' : owner?.task.cache ? 'own' : 'other',
    toolchain: toolchainOfExecutor(executor),
    plannedBy: owner?.toolchain,
    planned: owner?.task,
    owner: owner?.project,
    before: tasksBefore(task, graph, internals),
  };
}

function tasksBefore(task: TaskName, graph: ProjectGraph, { createTaskGraph }: NxInternals): NamedTaskId[] {
  const { project, target, configuration } = task;
  const { tasks, dependencies } = createTaskGraph(graph, {}, [project], [target], configuration, {});
  const ids = (dependencies[nameOf(task)] ?? []).map((edge) => (typeof edge === 'string' ? edge : edge.id));
  return ids.flatMap((id) => {
    const before = tasks[id]?.target;
    return before === undefined ? [] : [compact<NamedTaskId>({ id, ...before })];
  });
}

interface Owner {
  readonly project: Project;
  readonly manifest: string;
  readonly task: NamedTask;
  readonly toolchain: AnyToolchain | undefined;
}

function plannedFor({ project, target }: TaskName, { analysis }: Workspace): Owner | undefined {
  for (const { project: one, tasks, toolchain: of } of analysis.planned) {
    const task = tasks.find((task) => task.target === target);
    if (task !== undefined && analysis.names.get(one.root) === project)
      return {
        project: one,
        manifest: one.manifest,
        task,
        toolchain: toolchains.find(({ id }) => id === of),
      };
  }
  return undefined;
}

interface Sources {
  readonly scratch: string;
  readonly workspace: Workspace;
  readonly graph: ShownGraph;
  readonly internals: NxInternals;
}

async function knowledgeOf(
  task: TracedTask,
  { scratch, workspace, graph, internals }: Sources,
): Promise<TaskKnowledge> {
  const { files, disk, takesOutputs } = expand(task.project, task.target, graph);
  const filesets = [...files, ...disk].map(fileset);
  const upstream = takesOutputs ? task.before.flatMap((one) => outputsOf(one, graph)) : [];
  const matches = (file: string) =>
    filesets.some((one) => one(file)) || upstream.some((output) => isInside(file, literalOf(output)));
  const inspection = await task.plannedBy?.inspection?.();
  const listed = inspection?.takesListed ?? {};
  const resolved = new Set(inspection?.resolves ?? []);
  const isToolState = fileset([
    ...(inspection?.state ?? []),
    ...(task.planned === undefined || task.owner === undefined
      ? []
      : (inspection?.readsInVain?.(task.planned, task.owner) ?? [])),
  ]);
  const sliced = new Set(task.planned?.inputs.shared ?? []);
  const outputs = outputsOf(task, graph);
  return {
    workspaceRoot: workspace.root,
    scratch,
    inputsAmong: async (list) => new Set((await internals.checkFilesAreInputs(task.id, [...list])).matched),
    outputsAmong: (list) => {
      const found = internals.matchOutputPaths(outputs, [...list]);
      return new Set(list.filter((_, index) => found[index]));
    },
    wouldBeInput: matches,
    inputs: workspace.tree.files.filter(matches),
    outputs: outputs.filter((one) => !one.startsWith('!') && isLiteral(one)).map(literalOf),
    isSliced: (file) => sliced.has(file) || resolved.has(basename(file)),
    isToolState,
    takesListed: (program, file) => listed[program] === undefined || fileset(listed[program])(file),
    isThere: (path) => existsSync(resolve(workspace.root, path)),
    isFile: (file) => statSync(resolve(workspace.root, file), { throwIfNoEntry: false })?.isFile() === true,
  };
}

/** Without those that the options leave out, or whose token has no value. */
function outputsOf(
  { project, target, configuration, planned }: TaskName & { readonly planned?: NamedTask | undefined },
  { projects }: ShownGraph,
): string[] {
  const { root = '.', targets = {} } = projects[project] ?? {};
  const {
    outputs = [],
    options = {},
    configurations = {},
    defaultConfiguration = '',
  } = targets[target] ?? {};
  const chosen = {
    ...options,
    ...(configurations[configuration ?? defaultConfiguration] as object | undefined),
  };
  const values = { projectRoot: root, projectName: project, options: chosen };
  const fill = (output: string) => filledOutput(output, values);
  const leftOut = new Set((planned?.leftOut ?? []).map(outputGlob).map(fill));
  return outputs.map(fill).filter((output) => !output.includes('{options.') && !leftOut.has(output));
}
