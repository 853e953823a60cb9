import type { Inputs } from '../model/task.js';
import { withReason } from '../model/uncached.js';
import { type CrossEdge, crossEdgesOf, readEdge } from './cross-toolchain.js';
import { breakCycles } from './cycles.js';
import { addLinks } from './edges.js';
import { reconcileExceptions } from './negated-globs.js';
import type { Pipe } from './pipeline.js';
import type { ForeignInputs, NamedTask, Planned, Prerequisite, ResolvedRead } from './planned.js';
import { buildAt, indexProjects, type ProjectIndex, type TaskRef } from './project-index.js';

/**
 * What has to happen before a task, and what enters its key, across toolchains. Inside one toolchain the tool
 * compiles from source and nothing has to run before; a file that another toolchain produces has to exist
 * first. So a task needs the cross-toolchain prerequisites of its whole closure: if c1 embeds the web build
 * and c2 uses c1, then c2 needs the web build.
 */
export const addPrerequisites: Pipe = (planned, { names, tree }) => {
  const index = indexProjects(planned, names, tree);
  const edges = new Map<string, Map<string, readonly CrossEdge[]>>();
  for (const one of planned) {
    const own = crossEdgesOf(one, index);
    if (own.length === 0) continue;
    const others = edges.get(one.toolchain) ?? new Map<string, readonly CrossEdge[]>();
    edges.set(one.toolchain, others.set(one.project.root, own));
  }
  const resolve = resolver(edges, index);
  const linked = addLinks(
    planned,
    ({ toolchain, project }) => edges.get(toolchain)?.get(project.root) ?? [],
    index,
  );
  const resolved = linked.map((one) => ({
    ...one,
    tasks: one.tasks.map((task) => resolve({ root: one.project.root, planned: one, task })),
  }));
  return breakCycles(resolved);
};

/** Of each toolchain, by root. NB most closures, however large, have none. */
type CrossEdges = ReadonlyMap<string, ReadonlyMap<string, readonly CrossEdge[]>>;

type Resolve = (found: TaskRef) => NamedTask;

/** Each task once. A task met again while it is being resolved is a circle, and adds nothing. */
function resolver(edges: CrossEdges, index: ProjectIndex): Resolve {
  const done = new Map<NamedTask, NamedTask>();
  const resolve: Resolve = (found) => {
    const known = done.get(found.task);
    if (known !== undefined) return known;
    done.set(found.task, found.task);
    const result = withPrerequisites(found, edges, index, resolve);
    done.set(found.task, result);
    return result;
  };
  return resolve;
}

function withPrerequisites(
  { task, planned, root }: TaskRef,
  edges: CrossEdges,
  index: ProjectIndex,
  resolve: Resolve,
): NamedTask {
  const crossing = crossEdgesInto(task, planned, edges, index);
  if (crossing.length === 0 && task.compiles === undefined) return task;
  const needs = new Map<string, Prerequisite>();
  const reads = new Map<string, ResolvedRead>();
  const foreign = new Set<ForeignInputs>();
  for (const { producer, read } of crossing) {
    if (read !== undefined) reads.set(read.glob, read);
    if (producer === undefined || task.compiles?.includes(producer.root)) continue;
    if (producer.root === root && producer.task.target === task.target) continue;
    needs.set(`${producer.root}:${producer.task.target}`, {
      root: producer.root,
      target: producer.task.target,
    });
    // A prerequisite without outputs carries nothing into the key: what it was made from does.
    if (producer.task.outputs.length === 0) takeInputs(producer, resolve, foreign);
  }
  // NB a package and the crate that it compiles often lie in one folder: its own build is not what is meant.
  const compiled = (task.compiles ?? []).map((path) => buildAt(path, index, planned.toolchain));
  for (const found of compiled) {
    if (found === undefined) continue;
    for (const need of takeInputs(found, resolve, foreign).needs)
      needs.set(`${need.root}:${need.target}`, need);
  }
  const reason = compiled.includes(undefined)
    ? 'what it compiles has no build'
    : compiled.some((found) => found?.task.cache === false)
      ? 'what it compiles is not cached either'
      : compiled.some((found) => found?.task.inputs.git !== undefined)
        ? 'what it compiles says the commit, and whether it says this one only polynx would know'
        : undefined;
  return {
    ...task,
    ...(reason === undefined || !task.cache
      ? {}
      : { cache: false, description: withReason(task.description, reason) }),
    needs: [...needs.values()],
    resolvedReads: [...reads.values()],
    ...together(task.inputs, [...reads.values()], [...foreign]),
  };
}

/** One task's own inputs and those of others, none of which takes away what another needs. */
function together(
  inputs: Inputs,
  reads: readonly ResolvedRead[],
  foreign: readonly ForeignInputs[],
): Pick<NamedTask, 'inputs' | 'foreign'> {
  if (foreign.length === 0) return { inputs, foreign };
  const all = [{ inputs, reads }, ...foreign];
  const readGlobs = all.flatMap((one) => one.reads.map(({ glob }) => glob));
  const [files = [], ...others] = reconcileExceptions([...all.map((one) => one.inputs.files), readGlobs]);
  return {
    inputs: { ...inputs, files },
    foreign: foreign.map((one, index) => ({ ...one, inputs: { ...one.inputs, files: others[index] ?? [] } })),
  };
}

function takeInputs(found: TaskRef, resolve: Resolve, into: Set<ForeignInputs>): NamedTask {
  const { inputs, resolvedReads, foreign, ...rest } = resolve(found);
  into.add({ toolchain: found.planned.toolchain, root: found.root, inputs, reads: resolvedReads });
  for (const other of foreign) into.add(other);
  return { inputs, resolvedReads, foreign, ...rest };
}

/** What the task's closure takes from outside; development needs of another member are not compiled here. */
function crossEdgesInto(
  task: NamedTask,
  { toolchain, project }: Planned,
  edges: CrossEdges,
  index: ProjectIndex,
): CrossEdge[] {
  const byRoot = edges.get(toolchain);
  const roots = byRoot === undefined ? [] : task.closure.filter((root) => byRoot.has(root));
  const inherited = roots.flatMap((root) =>
    (byRoot?.get(root) ?? []).filter(
      ({ scope, isRead }) =>
        (scope === 'production' || (root === project.root && task.scope === 'development')) &&
        !(isRead && task.reads !== undefined),
    ),
  );
  const own = [...(task.reads ?? []), ...(task.linked ?? [])];
  return [...inherited, ...own.map((read) => readEdge(read, index, toolchain))];
}
