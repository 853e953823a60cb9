/**
 * Checkouts inside the workspace, seen by what a task takes in: another branch's files are none of it, and
 * the commit of a submodule is.
 */
import { everythingIn, except, type Glob, lonePath, taken } from '../model/globs.js';
import { isInside } from '../model/paths.js';
import { reachesOf } from './negated-globs.js';
import type { Pipe } from './pipeline.js';
import type { NamedTask } from './planned.js';

/**
 * NB git lists a submodule as one path: a change of its commit is a change of that path, and to `nx affected`
 * no file of it has changed. A glob that matches the folder's own path is an input that no hash has, and that
 * `nx affected` compares changes with.
 */
export const seeCheckouts: Pipe = (all, { tree: { checkouts } }) => {
  const { worktrees, submodules } = checkouts;
  if (worktrees.length + submodules.length === 0) return all;
  const known = new WeakMap<readonly Glob[], readonly Glob[]>();
  return all.map((one) => ({
    ...one,
    tasks: one.tasks.map((task) => {
      const { files } = task.inputs;
      const isAlone = task.foreign.length + task.resolvedReads.length === 0;
      const more = (isAlone ? known.get(files) : undefined) ?? [
        ...files,
        ...moreFor(globsOf(task), worktrees, submodules),
      ];
      if (isAlone) known.set(files, more);
      return { ...task, inputs: { ...task.inputs, files: more } };
    }),
  }));
};

function moreFor(
  globs: readonly Glob[],
  worktrees: readonly string[],
  submodules: readonly string[],
): Glob[] {
  const reaches = globs.filter((one) => taken(one) === undefined).flatMap(reachesOf);
  const holds = (folder: string) => reaches.some((reach) => reach.deep && isInside(folder, reach.folder));
  const takesFrom = (folder: string) =>
    holds(folder) || reaches.some((reach) => isInside(reach.folder, folder));
  return [
    ...submodules.filter(takesFrom).flatMap(lonePath),
    ...except(everythingIn(worktrees.filter(holds))),
  ];
}

function globsOf({ inputs, resolvedReads, foreign }: NamedTask): Glob[] {
  return [{ inputs, reads: resolvedReads }, ...foreign].flatMap((one) => [
    ...one.inputs.files,
    ...one.reads.map(({ glob }) => glob),
  ]);
}
