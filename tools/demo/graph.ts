/** The project graph of the demo, as a tree, and which of its projects this machine can build. */
import { say } from './report.js';
import type { Graph } from './workspace.js';

/** Each project that no other one depends on, with what it depends on below it. */
export function showTree(graph: Graph): void {
  const names = Object.keys(graph.nodes).sort();
  const dependencies = new Set(names.flatMap((name) => dependenciesOf(graph, name)));
  for (const name of names.filter((name) => !dependencies.has(name)))
    for (const line of branch(graph, name, [])) say(line);
}

function branch(graph: Graph, name: string, above: readonly string[]): string[] {
  const title = `${name} (${toolchainsOf(graph, name).join(', ')})`;
  // A cycle ends here.
  if (above.includes(name)) return [`${title} …`];
  const below = dependenciesOf(graph, name);
  const lines = below.flatMap((dependency, index) => {
    const isLast = index === below.length - 1;
    const [first = '', ...rest] = branch(graph, dependency, [...above, name]);
    return [`${isLast ? '└─' : '├─'} ${first}`, ...rest.map((line) => `${isLast ? '   ' : '│  '}${line}`)];
  });
  return [title, ...lines];
}

/** Without edges to npm packages. */
function dependenciesOf({ nodes, dependencies }: Graph, name: string): string[] {
  const targets = (dependencies[name] ?? []).map(({ target }) => target);
  return targets.filter((target) => Object.hasOwn(nodes, target)).sort();
}

function toolchainsOf({ nodes }: Graph, name: string): string[] {
  const prefix = 'toolchain:';
  return (nodes[name]?.data.tags ?? [])
    .filter((tag) => tag.startsWith(prefix))
    .map((tag) => tag.slice(prefix.length));
}

/** Projects of a missing toolchain, and those that depend on one. */
export function unbuildable(graph: Graph, missing: ReadonlySet<string>): string[] {
  const closure = (name: string) => {
    const seen = new Set([name]);
    for (const at of seen) for (const target of dependenciesOf(graph, at)) seen.add(target);
    return [...seen];
  };
  const needsMissing = (name: string) => toolchainsOf(graph, name).some((id) => missing.has(id));
  return Object.keys(graph.nodes).filter((name) => closure(name).some(needsMissing));
}
