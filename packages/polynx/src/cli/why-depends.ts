/** `polynx why <project> <project>`: the shortest chain of edges between two projects, and where each is. */
import { withoutCredentials } from '../model/urls.js';
import { filesOfEdges } from '../plugin/devkit.js';
import { placesOfEdges } from './edge-places.js';
import { refuseProject } from './shown-graph.js';
import { openWorkspace, requiredGraph } from './workspace.js';

export async function whyDepends(root: string, from: string, to: string, json: boolean): Promise<void> {
  const workspace = await openWorkspace(root);
  const graph = await requiredGraph();
  for (const name of [from, to])
    if (graph.nodes[name] === undefined) refuseProject(name, Object.keys(graph.nodes));
  const chain = chainBetween(from, to, graph.dependencies);
  const places = placesOfEdges(workspace, graph, await filesOfEdges());
  const edges = chain.map(([source, target]) => ({ source, target, stated: places(source, target) }));
  const isBack = edges.length === 0 && chainBetween(to, from, graph.dependencies).length > 0;
  const says = edges.length > 0 ? `${from} depends on ${to}:` : `${from} does not depend on ${to}.`;
  const answer = { says: isBack ? `${says} ${to} depends on ${from}.` : says, edges };
  console.log(withoutCredentials(json ? JSON.stringify(answer, null, 2) : asText(answer)));
}

interface ShownEdge {
  readonly source: string;
  readonly target: string;
  readonly stated: string;
}

function asText({ says, edges }: { readonly says: string; readonly edges: readonly ShownEdge[] }): string {
  const names = edges.map(({ source, target }) => `${source} → ${target}`);
  const width = Math.max(0, ...names.map((name) => name.length));
  return [says, ...edges.map(({ stated }, at) => `  ${names[at]?.padEnd(width)}  ${stated}`)].join('\n');
}

/** Nothing where no edges lead from one to the other. */
export function chainBetween(
  from: string,
  to: string,
  dependencies: Readonly<Record<string, readonly { readonly target: string }[]>>,
): (readonly [source: string, target: string])[] {
  const cameFrom = new Map<string, string>();
  const queue = new Set([from]);
  for (const at of queue)
    for (const { target } of dependencies[at] ?? []) {
      if (!queue.has(target)) cameFrom.set(target, at);
      queue.add(target);
    }
  const chain: (readonly [string, string])[] = [];
  for (let at = to; at !== from; ) {
    const before = cameFrom.get(at);
    if (before === undefined) return [];
    chain.unshift([before, at]);
    at = before;
  }
  return chain;
}
