/** Nx's graph as our commands look at it, and the names of tasks that users type. */
import type { ProjectGraph } from '@nx/devkit';
import type { ShownGraph, TaskName } from '../explain/expand.js';
import { readNxJson } from '../generators/init/nx-json.js';
import { closest } from '../model/did-you-mean.js';
import { OptionsError } from '../model/errors.js';

/** @param nxJson the text of nx.json */
export function shownGraph({ nodes, dependencies }: ProjectGraph, nxJson: string): ShownGraph {
  return {
    projects: Object.fromEntries(Object.entries(nodes).map(([name, { data }]) => [name, data])),
    namedInputs: readNxJson(nxJson).namedInputs,
    dependenciesOf: (project) => (dependencies[project] ?? []).map(({ target }) => target),
  };
}

/** For a name that no project has. */
export function refuseProject(name: string, known: readonly string[]): never {
  const meant = closest(name, known);
  const help = meant === undefined ? 'nx show projects lists them.' : `Did you mean ${meant}?`;
  throw new OptionsError(`There is no project ${name}. ${help}`);
}

/** `api:build`, `api:build:release`, and `api:cargo:build`, where the target's own name has a colon. */
export function taskNamed(name: string, { projects }: Pick<ShownGraph, 'projects'>): TaskName {
  const [project = '', ...parts] = name.split(':');
  const targets = projects[project]?.targets;
  if (targets === undefined) refuseProject(project, Object.keys(projects));
  const whole = parts.join(':');
  if (targets[whole] !== undefined) return { project, target: whole };
  const target = parts.slice(0, -1).join(':');
  const configuration = parts.at(-1) ?? '';
  if (targets[target]?.configurations?.[configuration] !== undefined)
    return { project, target, configuration };
  const meant = closest(whole, Object.keys(targets));
  const guess = meant === undefined ? '' : ` Did you mean ${meant}?`;
  const all = Object.keys(targets).join(', ');
  throw new OptionsError(`${project} has no target ${whole}.${guess} It has: ${all}.`);
}
