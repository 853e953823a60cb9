import { baseOf } from '../model/globs.js';
import { platformIntent } from '../model/platform.js';
import type { Tree } from '../model/tree.js';
import { ownerOf } from './owners.js';
import { groupByRoot, type NamedTask, type Planned } from './planned.js';

/** All projects of all toolchains, looked up by place. */
export interface ProjectIndex {
  readonly roots: ReadonlyMap<string, readonly Planned[]>;
  /** Roots by the name of their project. */
  readonly byName: ReadonlyMap<string, string>;
  /** What builds leave, by path. */
  readonly outputs: readonly Output[];
  readonly tree: Tree;
}

/** One task of the project at `root`. */
export interface TaskRef {
  readonly root: string;
  readonly planned: Planned;
  readonly task: NamedTask;
}

export interface Output extends TaskRef {
  readonly path: string;
}

export function indexProjects(
  planned: readonly Planned[],
  names: ReadonlyMap<string, string>,
  tree: Tree,
): ProjectIndex {
  const roots = groupByRoot(planned);
  // NB what is built for this machine comes first: for it, two tasks may leave the same file.
  const outputs = [builds, platformBuilds].flatMap((tasksOf) =>
    planned.flatMap((one) => tasksOf(one).flatMap((task) => outputsOf(one, task))),
  );
  return { roots, byName: new Map([...names].map(([root, name]) => [name, root])), outputs, tree };
}

function outputsOf(planned: Planned, task: NamedTask): Output[] {
  const globs = (task.outputGlobs ?? []).filter((one) => !one.startsWith('!')).map(baseOf);
  return [...task.outputs, ...globs].map((path) => ({
    path: filledIn(path, task),
    root: planned.project.root,
    planned,
    task,
  }));
}

/**
 * A path that others spell out is that of the usual build: `target/debug/libx.a`, which is
 * `target/{options.profile}/libx.a` to Nx.
 */
function filledIn(path: string, { options, overrides }: NamedTask): string {
  const values: Readonly<Record<string, unknown>> = {
    ...(options as object),
    ...(overrides?.['options'] as object | undefined),
  };
  return path.replace(/\{options\.(\w+)\}/g, (token, name: string) => {
    const value = values[name];
    return typeof value === 'string' ? value : token;
  });
}

function builds({ tasks }: Planned): NamedTask[] {
  return tasks.filter(({ intent }) => intent === 'build');
}

function platformBuilds({ tasks }: Planned): NamedTask[] {
  return tasks.filter(
    ({ intent, platform }) => platform !== undefined && intent === platformIntent(platform),
  );
}

/**
 * The build of the project around a path, of whichever toolchain has one; of another than `asking`, where
 * that is said.
 */
export function buildAt(path: string, { roots }: ProjectIndex, asking?: string): TaskRef | undefined {
  const root = ownerOf(path, roots);
  if (root === undefined) return undefined;
  for (const planned of roots.get(root) ?? []) {
    const [task] = planned.toolchain === asking ? [] : builds(planned);
    if (task !== undefined) return { root, planned, task };
  }
  return undefined;
}
