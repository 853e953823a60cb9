/** Where it is stated that a project depends on another one. */
import { basename } from 'node:path';
import type { ProjectGraph } from '@nx/devkit';
import { type PlaceOf, placesIn } from '../analysis/statements.js';
import type { Workspace } from './workspace.js';

/** What polynx knows of an edge, else what the user or Nx says. */
export function placesOfEdges(
  { analysis, tree }: Workspace,
  { nodes }: ProjectGraph,
  fileOf: (source: string, target: string) => string | undefined,
): (source: string, target: string) => string {
  const placeOf = placesIn(tree);
  const rootOf = (name: string) => nodes[name]?.data.root ?? name;
  return (source, target) => {
    const own = analysis.planned
      .filter(({ project }) => project.root === rootOf(source))
      .flatMap(({ links = [] }) => links)
      .find(({ root }) => root === rootOf(target));
    if (own !== undefined) return placeOf(own.stated);
    if (nodes[source]?.data.implicitDependencies?.includes(target) === true) return 'implicitDependencies';
    const file = fileOf(source, target);
    return file === undefined ? 'another plugin of Nx' : placeByNx(file, target, nodes, placeOf);
  };
}

/** Nx says in which file, and not where in it. */
function placeByNx(file: string, target: string, nodes: ProjectGraph['nodes'], placeOf: PlaceOf): string {
  const named: unknown = nodes[target]?.data.metadata?.js?.packageName;
  const name = typeof named === 'string' ? named : target;
  const isManifest = basename(file) === 'package.json';
  return placeOf({
    file,
    kind: isManifest ? 'dependency' : 'import',
    at: isManifest ? ['ependencies"', `"${name}"`] : [name, name],
  });
}
