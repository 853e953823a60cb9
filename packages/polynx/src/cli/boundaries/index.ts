/** `polynx boundaries`: dependencies that the rules in nx.json refuse, with the line that states each. */
import { OptionsError } from '../../model/errors.js';
import { withoutCredentials } from '../../model/urls.js';
import { filesOfEdges } from '../../plugin/devkit.js';
import { placesOfEdges } from '../edge-places.js';
import { openWorkspace, requiredGraph } from '../workspace.js';
import { type Breach, breachesOf } from './rules.js';

export async function boundaries(root: string, json: boolean): Promise<void> {
  const workspace = await openWorkspace(root);
  const { boundaries: rules } = workspace.options;
  if (rules.length === 0)
    throw new OptionsError(
      'nx.json has no rules: list them as boundaries in the options of polynx. docs/guides/boundaries.md has examples.',
    );
  const graph = await requiredGraph();
  const placeOf = placesOfEdges(workspace, graph, await filesOfEdges());
  const found = breachesOf(
    {
      tags: new Map(Object.entries(graph.nodes).map(([name, { data }]) => [name, data.tags ?? []])),
      dependenciesOf: (project) => (graph.dependencies[project] ?? []).map(({ target }) => target),
    },
    rules,
  ).map((breach) => ({ ...breach, stated: placeOf(breach.source, breach.target) }));
  const projects = Object.keys(graph.nodes).length;
  console.log(
    withoutCredentials(json ? JSON.stringify({ breaches: found }, null, 2) : asText(found, projects)),
  );
  if (found.length > 0) process.exitCode = 1;
}

function asText(found: readonly (Breach & { readonly stated: string })[], projects: number): string {
  if (found.length === 0) return `The dependencies of ${projects} projects keep the rules.`;
  const count =
    found.length === 1 ? '1 dependency breaks a rule' : `${found.length} dependencies break a rule`;
  return [
    `${count}:`,
    ...found.flatMap(({ source, target, stated, says }) => [
      `  ${source} → ${target}  ${stated}`,
      `      ${says}`,
    ]),
  ].join('\n');
}
