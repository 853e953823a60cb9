import type { CreateDependencies, RawProjectGraphDependency } from '@nx/devkit';
import { analysisFor } from './create-nodes.js';
import { IMPLICIT } from './devkit.js';
import type { UserOptions } from './options.js';

/**
 * Edges between projects. All are `implicit`, without a source file: Nx serves an edge with a source file from its own cache while that file is unchanged, and
 * ours depend on other files too (workspace manifests, locks, go.work).
 */
export const createDependencies: CreateDependencies<UserOptions> = async (
  options,
  { projects, workspaceRoot },
) => {
  const { planned } = await analysisFor(workspaceRoot, options);
  const names = new Map(Object.entries(projects).map(([name, { root }]) => [root, name]));
  const edges = new Map<string, RawProjectGraphDependency>();
  for (const { project, links = [] } of planned) {
    const source = names.get(project.root);
    for (const link of links) {
      const target = names.get(link);
      if (source === undefined || target === undefined || source === target) continue;
      edges.set(`${source}\n${target}`, { source, target, type: IMPLICIT });
    }
  }
  return [...edges.values()];
};
