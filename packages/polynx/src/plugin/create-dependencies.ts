import type { CreateDependencies, RawProjectGraphDependency } from '@nx/devkit';
import type { UserOptions } from '../analysis/options.js';
import { OptionsError } from '../model/errors.js';
import { latestGraph } from './create-nodes.js';
import { IMPLICIT } from './devkit.js';

/**
 * Edges between projects. All are `implicit`, without a source file: Nx serves an edge with a source file
 * from its own cache while that file is unchanged, and ours depend on other files too (workspace manifests,
 * locks, go.work).
 */
export const createDependencies: CreateDependencies<UserOptions> = async (
  options,
  { projects, workspaceRoot },
) => {
  const answer = await graphOrNothing(workspaceRoot, options);
  if (answer === undefined) return [];
  const names = new Map(Object.entries(projects).map(([name, { root }]) => [root, name]));
  const edges = new Map<string, RawProjectGraphDependency>();
  for (const [from, to] of answer.edges) {
    const [source, target] = [names.get(from), names.get(to)];
    if (source === undefined || target === undefined || source === target) continue;
    edges.set(`${source}\n${target}`, { source, target, type: IMPLICIT });
  }
  return [...edges.values()];
};

/** Options that cannot be read are said once: createNodes has failed for them. */
async function graphOrNothing(workspaceRoot: string, options: UserOptions | undefined) {
  try {
    return await latestGraph(workspaceRoot, options);
  } catch (error) {
    if (error instanceof OptionsError) return undefined;
    throw error;
  }
}
