import type { CreateDependencies, RawProjectGraphDependency } from '@nx/devkit';
import type { UserOptions } from '../analysis/options.js';
import { latestGraph } from './create-nodes.js';
import { IMPLICIT } from './devkit.js';

/**
 * Edges between projects. All are `implicit`, without a source file: Nx serves an edge with a source file from its own cache while that file is unchanged, and
 * ours depend on other files too (workspace manifests, locks, go.work).
 */
export const createDependencies: CreateDependencies<UserOptions> = async (
  options,
  { projects, workspaceRoot },
) => {
  const answer = await latestGraph(workspaceRoot, options);
  const names = new Map(Object.entries(projects).map(([name, { root }]) => [root, name]));
  const edges = new Map<string, RawProjectGraphDependency>();
  for (const [from, to] of answer.edges) {
    const [source, target] = [names.get(from), names.get(to)];
    if (source === undefined || target === undefined || source === target) continue;
    edges.set(`${source}\n${target}`, { source, target, type: IMPLICIT });
  }
  return [...edges.values()];
};
