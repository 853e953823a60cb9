import type { CreateDependencies, CreateDependenciesContext, RawProjectGraphDependency } from '@nx/devkit';
import type { UserOptions } from '../analysis/options.js';
import { OptionsError } from '../model/errors.js';
import type { GraphResult } from './compute-graph.js';
import { latestGraph } from './create-nodes.js';
import { EDGES_NODE, IMPLICIT, STATIC } from './devkit.js';

/**
 * Edges between projects, with the file that says so where Nx may keep them: it takes an edge with a source
 * file from its own cache while that file is unchanged. The external node of all edges makes it ask again.
 */
export const createDependencies: CreateDependencies<UserOptions> = async (options, context) => {
  const answer = await graphOrNothing(context.workspaceRoot, options);
  if (answer === undefined) return [];
  const names = new Map(Object.entries(context.projects).map(([name, { root }]) => [root, name]));
  const mayName = sourceFiles(answer, names, context);
  const edges = new Map<string, RawProjectGraphDependency>();
  for (const [from, to, file] of answer.edges) {
    const [source, target] = [names.get(from), names.get(to)];
    if (source === undefined || target === undefined || source === target) continue;
    const isKept = mayName(from, file) && answer.names[to] === target;
    edges.set(
      `${source}\n${target}`,
      isKept ? { source, target, type: STATIC, sourceFile: file } : { source, target, type: IMPLICIT },
    );
  }
  return [...edges.values()];
};

/**
 * Whether a file is of the project at a root, as Nx wants it. NB the edges that Nx was told about with the
 * nodes have to be these, under these names: the daemon may ask for the nodes of the next graph meanwhile.
 */
function sourceFiles(
  { nodes, names: known }: GraphResult,
  names: ReadonlyMap<string, string>,
  { externalNodes, fileMap }: CreateDependenciesContext,
): (root: string, file: string) => boolean {
  const version = nodes[0]?.[1].externalNodes?.[EDGES_NODE]?.data.version;
  if (version === undefined || externalNodes?.[EDGES_NODE]?.data.version !== version) return () => false;
  const files = new Map<string, ReadonlySet<string>>();
  return (root, file) => {
    const name = names.get(root) ?? '';
    if (known[root] !== name) return false;
    const own = files.get(root) ?? new Set(fileMap.projectFileMap[name]?.map((one) => one.file));
    files.set(root, own);
    return own.has(file);
  };
}

/** Options that cannot be read are said once: createNodes has failed for them. */
async function graphOrNothing(workspaceRoot: string, options: UserOptions | undefined) {
  try {
    return await latestGraph(workspaceRoot, options);
  } catch (error) {
    if (error instanceof OptionsError) return undefined;
    throw error;
  }
}
