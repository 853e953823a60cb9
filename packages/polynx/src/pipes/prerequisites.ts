import { escapeGlob } from '../model/globs.js';
import { isInside } from '../model/paths.js';
import type { Read, Scope } from '../model/project.js';
import type { Tree } from '../model/tree.js';
import type { NamedTask, Need, Planned, ResolvedRead } from './analysis.js';
import { ownerOf } from './owners.js';

/**
 * What crosses from one toolchain to another. Inside one toolchain the tool compiles from source and nothing has to run before; a file that another
 * toolchain produces has to exist first. So a task needs the cross-toolchain prerequisites of its whole closure: if c1 embeds
 * the web build and c2 uses c1, then c2 needs the web build.
 */
export function addPrerequisites(
  planned: readonly Planned[],
  names: ReadonlyMap<string, string>,
  tree: Tree,
): Planned[] {
  const world = describeWorld(planned, names, tree);
  const crossings = crossingsOf(planned, world);
  const withNeeds = planned.map((one) => ({
    ...one,
    links: linksOf(one, crossings, world),
    tasks: one.tasks.map((task) => withPrerequisites(task, one, crossings, world)),
  }));
  return breakCycles(withNeeds);
}

/** The projects at the other end of every dependency, read and prerequisite. */
function linksOf(
  { toolchain, project }: Planned,
  crossings: ReadonlyMap<string, readonly Crossing[]>,
  { roots, byName }: World,
): string[] {
  const paths = [
    ...project.dependencies.map(({ root }) => root),
    ...(project.settings.consumes ?? []).map((consumed) => byName.get(consumed) ?? consumed),
    ...project.reads.map(({ path }) => path.replace(/\/?[^/]*[*?[{].*$/, '') || '.'),
    ...(crossings.get(key(toolchain, project.root)) ?? []).flatMap(({ found }) => found?.root ?? []),
  ];
  const links = new Set(paths.flatMap((path) => ownerOf(path, roots) ?? []));
  links.delete(project.root);
  return [...links];
}

interface World {
  readonly roots: ReadonlyMap<string, readonly Planned[]>;
  readonly byName: ReadonlyMap<string, string>;
  readonly outputs: readonly Output[];
  readonly tree: Tree;
}

interface Output extends Found {
  readonly path: string;
}

interface Found {
  readonly root: string;
  readonly task: NamedTask;
}

/** What one project takes from outside its toolchain: something that is built, or a file. */
interface Crossing {
  readonly scope: Scope;
  /** Stated by a file that is read, not by a dependency. */
  readonly isRead: boolean;
  readonly found?: Found;
  readonly read?: ResolvedRead;
}

function describeWorld(planned: readonly Planned[], names: ReadonlyMap<string, string>, tree: Tree): World {
  const roots = new Map<string, Planned[]>();
  for (const one of planned) roots.set(one.project.root, [...(roots.get(one.project.root) ?? []), one]);
  const byName = new Map([...names].map(([root, name]) => [name, root]));
  const outputs = planned.flatMap(({ project, tasks }) =>
    tasks
      .filter(({ intent }) => intent === 'build')
      .flatMap((task) => task.outputs.map((path) => ({ path, root: project.root, task }))),
  );
  return { roots, byName, outputs, tree };
}

/** Once per project; most have none. */
function crossingsOf(planned: readonly Planned[], world: World): Map<string, readonly Crossing[]> {
  const found = new Map<string, readonly Crossing[]>();
  for (const one of planned) {
    const crossings = findCrossings(one, world);
    if (crossings.length > 0) found.set(key(one.toolchain, one.project.root), crossings);
  }
  return found;
}

function key(toolchain: string, root: string): string {
  return `${toolchain}:${root}`;
}

function findCrossings(planned: Planned, world: World): Crossing[] {
  const { reads, dependencies, settings } = planned.project;
  return [
    ...reads.map((read) => readCrossing(read, world)),
    ...dependencies.flatMap(({ root, scope }) => crossBuild(root, scope, planned, world)),
    ...(settings.consumes ?? []).flatMap((consumed) =>
      crossBuild(world.byName.get(consumed) ?? consumed, 'production', planned, world),
    ),
  ];
}

function readCrossing(read: Read, world: World): Crossing {
  return { scope: read.scope, isRead: true, ...resolveRead(read, world) };
}

/** The build of the project around `path`, when another toolchain owns it. */
function crossBuild(path: string, scope: Scope, planned: Planned, world: World): Crossing[] {
  const there = world.roots.get(ownerOf(path, world.roots) ?? '') ?? [];
  if (there.some(({ toolchain }) => toolchain === planned.toolchain)) return [];
  const found = buildAt(path, world);
  return found === undefined ? [] : [{ scope, isRead: false, found }];
}

function buildAt(path: string, world: World): Found | undefined {
  const root = ownerOf(path, world.roots);
  if (root === undefined) return undefined;
  for (const { tasks } of world.roots.get(root) ?? []) {
    const task = tasks.find(({ intent }) => intent === 'build');
    if (task !== undefined) return { root, task };
  }
  return undefined;
}

function withPrerequisites(
  task: NamedTask,
  { toolchain, project }: Planned,
  crossings: ReadonlyMap<string, readonly Crossing[]>,
  world: World,
): NamedTask {
  const needs = new Map<string, Need>();
  const reads = new Map<string, ResolvedRead>();
  const files: string[] = [];
  const take = ({ found, read }: Crossing) => {
    if (read !== undefined) reads.set(read.glob, read);
    if (found === undefined || task.compiles?.includes(found.root)) return;
    if (found.root === project.root && found.task.target === task.target) return;
    needs.set(key(found.task.target, found.root), { root: found.root, target: found.task.target });
    // A prerequisite without outputs carries nothing into the key: its own inputs do.
    if (found.task.outputs.length === 0) files.push(...found.task.inputs.files);
  };
  for (const root of task.closure) {
    for (const crossing of crossings.get(key(toolchain, root)) ?? []) {
      // Development needs of another member are not compiled here.
      if (crossing.scope === 'development' && (root !== project.root || task.scope === 'production'))
        continue;
      if (crossing.isRead && task.reads !== undefined) continue;
      take(crossing);
    }
  }
  for (const read of task.reads ?? []) take(readCrossing(read, world));
  for (const root of task.compiles ?? []) files.push(...(buildAt(root, world)?.task.inputs.files ?? []));
  return {
    ...task,
    needs: [...needs.values()],
    resolvedReads: [...reads.values()],
    ...(files.length === 0
      ? {}
      : { inputs: { ...task.inputs, files: [...new Set([...task.inputs.files, ...files])] } }),
  };
}

/** A tracked file or folder is an input; one that a build leaves makes that build a prerequisite; anything else is hashed from disk. */
function resolveRead(read: Read, { tree, outputs }: World): Pick<Crossing, 'found' | 'read'> {
  const base = read.path.replace(/\/?[^/]*[*?[{].*$/, '') || '.';
  const isGlob = base !== read.path;
  const isFile = tree.has(read.path);
  const isDirectory = !isFile && tree.hasDirectory(base);
  const found = isFile
    ? undefined
    : outputs.find(({ path }) => isInside(base, path) || ((isDirectory || isGlob) && isInside(path, base)));
  if (found !== undefined) return { found };
  const glob = isGlob ? read.path : isDirectory ? `${escapeGlob(read.path)}/**/*` : escapeGlob(read.path);
  return { read: { glob, ignored: !isFile && !isDirectory } };
}

/**
 * Two projects that each need the other's build would fail every run of either. The need that closes a circle is dropped, in the order of the
 * projects, so the answer is always the same one.
 */
function breakCycles(planned: readonly Planned[]): Planned[] {
  const graph = new Map<string, readonly string[]>();
  for (const { project, tasks } of planned) {
    for (const task of tasks) {
      graph.set(
        `${project.root}:${task.target}`,
        task.needs.map(({ root, target }) => `${root}:${target}`),
      );
    }
  }
  const reaches = (from: string, goal: string): boolean => {
    const seen = new Set([from]);
    for (const at of seen) for (const next of graph.get(at) ?? []) seen.add(next);
    return seen.has(goal);
  };
  return planned.map((one) => ({
    ...one,
    tasks: one.tasks.map((task) => {
      const self = `${one.project.root}:${task.target}`;
      const needs = task.needs.filter(({ root, target }) => !reaches(`${root}:${target}`, self));
      graph.set(
        self,
        needs.map(({ root, target }) => `${root}:${target}`),
      );
      return { ...task, needs };
    }),
  }));
}
