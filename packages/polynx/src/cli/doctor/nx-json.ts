/** What nx.json does to the targets we infer. */
import type { ProjectGraph, TargetConfiguration } from '@nx/devkit';
import type { UserOptions } from '../../analysis/options.js';
import { readNxJson } from '../../generators/init/nx-json.js';
import { canAnalyse } from '../../generators/init/typescript.js';
import { computeGraph } from '../../plugin/compute-graph.js';
import type { Workspace } from '../workspace.js';
import { type Check, count, some } from './report.js';

export function checkEntry({ nxJson }: Pick<Workspace, 'nxJson'>): Check {
  const listed = (readNxJson(nxJson).plugins ?? []).some(
    (entry) => (typeof entry === 'string' ? entry : entry.plugin) === 'polynx',
  );
  return listed
    ? { state: 'fine', says: 'nx.json lists the plugin, and its options are valid' }
    : { state: 'problem', says: 'nx.json does not list the plugin', fix: 'Run: nx g polynx:init' };
}

export function checkGraph(graph: ProjectGraph | Error, { root }: Pick<Workspace, 'root'>): Check[] {
  if (!(graph instanceof Error)) return [];
  const says = `Nx cannot make its graph: ${graph.message}`;
  return canAnalyse(root)
    ? [{ state: 'problem', says }]
    : [
        {
          state: 'problem',
          says: `${says} TypeScript 7 does not answer what Nx asks it`,
          fix: 'Write "pluginsConfig": { "@nx/js": { "analyzeSourceFiles": false } } into nx.json, or run: npx polynx init',
        },
      ];
}

/** What of a target decides whether a hit is right. */
const FIELDS = ['cache', 'inputs', 'outputs', 'dependsOn'] as const;
type Field = (typeof FIELDS)[number];

interface Replaced {
  readonly key: string;
  readonly executor: string | undefined;
  readonly target: string;
  readonly field: Field;
}

/** Entries of `targetDefaults` that took the place of something inferred. */
export function checkTargetDefaults(workspace: Workspace, graph: ProjectGraph): Check[] {
  const defaults = readNxJson(workspace.nxJson).targetDefaults ?? {};
  if (
    Object.values(defaults).every((value) => entriesOf(value).every((entry) => fieldsOf(entry).length === 0))
  )
    return [];
  const replaced = replacedBy(defaults, inferredTargets(workspace), graph);
  const byKey = new Map<string, Replaced[]>();
  for (const one of replaced)
    byKey.set(`${one.key}\n${one.executor}`, [...(byKey.get(`${one.key}\n${one.executor}`) ?? []), one]);
  return [...byKey.values()].map((all) => adviceOn(all));
}

function adviceOn(all: readonly Replaced[]): Check {
  const [first] = all;
  const fields = [...new Set(all.map(({ field }) => field))];
  const targets = [...new Set(all.map(({ target }) => target))];
  const own = first?.key.startsWith('polynx:') === true;
  return {
    state: 'advice',
    says: `targetDefaults["${first?.key}"] in nx.json replaces ${some(fields, 4)} of ${count(targets.length, 'inferred target')}: ${some(targets)}`,
    fix: own
      ? `Take ${some(fields, 4)} out of targetDefaults["${first?.key}"]: what polynx infers is exact for each target.`
      : first?.executor === undefined
        ? `Give the entry a filter, such as "filter": { "projects": […] }, or take ${some(fields, 4)} out of it: Nx runs these scripts itself, and no entry of an executor can stand before it.`
        : `Write "${first.executor}": {} into targetDefaults (nx g polynx:init does): Nx takes the entry of the executor first.`,
    list: targets,
  };
}

type Targets = ReadonlyMap<string, Readonly<Record<string, TargetConfiguration>>>;

/** By root: what polynx would say with no nx.json. */
function inferredTargets({ root, files, tree, userOptions }: Workspace): Targets {
  const question = {
    workspaceRoot: root,
    files,
    options: userOptions as UserOptions | undefined,
  };
  const { nodes } = computeGraph(question, tree);
  return new Map(
    nodes.flatMap(([, { projects = {} }]) =>
      Object.entries(projects).map(([at, { targets = {} }]) => [at, targets] as const),
    ),
  );
}

function replacedBy(
  defaults: Readonly<Record<string, unknown>>,
  inferred: Targets,
  graph: ProjectGraph,
): Replaced[] {
  return Object.values(graph.nodes).flatMap(({ name, data }) => {
    const own = inferred.get(data.root) ?? {};
    return Object.entries(own).flatMap(([target, inferredTarget]) =>
      FIELDS.flatMap((field): Replaced[] => {
        const final = data.targets?.[target];
        if (final === undefined || same(final[field], inferredTarget[field])) return [];
        // Whoever else says something else meant this very target.
        const key = Object.keys(defaults).find((candidate) =>
          entriesOf(defaults[candidate]).some((entry) => field in entry && same(entry[field], final[field])),
        );
        return key === undefined
          ? []
          : [{ key, executor: inferredTarget.executor, target: `${name}:${target}`, field }];
      }),
    );
  });
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

type Entry = Readonly<Record<string, unknown>>;

/** `{…}` or `[{…}, …]`. */
function entriesOf(value: unknown): readonly Entry[] {
  return (Array.isArray(value) ? value : [value]).filter(
    (entry): entry is Entry => typeof entry === 'object' && entry !== null,
  );
}

function fieldsOf(entry: Entry): Field[] {
  return FIELDS.filter((field) => field in entry);
}
