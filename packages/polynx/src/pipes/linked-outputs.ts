import { ManifestError } from '../model/errors.js';
import { baseOf } from '../model/globs.js';
import type { Link } from '../model/links.js';
import { isInside } from '../model/paths.js';
import type { Pipe } from './pipeline.js';
import type { NamedTask } from './planned.js';

/**
 * A repository may have a link committed where results belong: what a task writes, empties or removes there,
 * and what Nx restores, would be somebody's files elsewhere.
 * NB a link that git does not track is the user's own, as to a larger disk.
 */
export const refuseLinkedOutputs: Pipe = (all, { tree }) => {
  const away = tree.links.filter(({ to }) => to.startsWith('/'));
  if (away.length === 0) return all;
  return all.map((one) => {
    const error = one.tasks.map((task) => wrongIn(task, away)).find((found) => found !== undefined);
    if (error === undefined) return one;
    return { ...one, tasks: [], broken: { error, targets: one.tasks.map(({ target }) => target) } };
  });
};

function wrongIn(
  { target, outputs, outputGlobs = [] }: NamedTask,
  away: readonly Link[],
): ManifestError | undefined {
  const places = [
    ...outputs.map((path) => path.replace(/\{options\.\w+\}/g, 'x')),
    ...outputGlobs.map(baseOf),
  ];
  for (const place of places) {
    const link = away.find(({ path }) => isInside(place, path));
    if (link !== undefined)
      return new ManifestError({
        file: link.path,
        problem: `is a symbolic link out of the workspace, and the task ${target} would write to ${place}`,
        hint: `Results belong into the workspace. Remove the link: git rm ${link.path}`,
      });
  }
  return undefined;
}
