import type { Project } from '../../model/project.js';
import type { DenoDetails } from './details.js';

/** Its own development dependencies, and of everything else what a build compiles. */
export function close(
  start: Project<DenoDetails>,
  projects: ReadonlyMap<string, Project<DenoDetails>>,
): void {
  for (const scope of ['production', 'development'] as const) {
    const seen = new Set([start]);
    for (const at of seen) {
      for (const dependency of at.dependencies) {
        const next = projects.get(dependency.root);
        const counts = dependency.scope === 'production' || (scope === 'development' && at === start);
        if (next !== undefined && counts) seen.add(next);
      }
    }
    const members = start.details.closures[scope] as Project<DenoDetails>[];
    members.push(...[...seen].sort((a, b) => (a.root < b.root ? -1 : 1)));
  }
  const { manifest, workspace } = start.details;
  if (manifest !== workspace.root) return;
  const others = workspace.members.flatMap(({ directory }) => projects.get(directory) ?? []);
  (start.details.members as Project<DenoDetails>[]).push(...others.filter((member) => member !== start));
}
