/** What decides a task, from what its target says: names resolved, tokens filled in. */
import { filledOutput } from '../model/outputs.js';

export interface ShownProject {
  readonly root: string;
  readonly tags?: readonly string[] | undefined;
  readonly namedInputs?: Readonly<Record<string, readonly unknown[]>> | undefined;
  readonly targets?: Readonly<Record<string, ShownTarget>> | undefined;
}

export interface ShownTarget {
  readonly executor?: string | undefined;
  readonly cache?: boolean | undefined;
  readonly inputs?: readonly unknown[] | undefined;
  readonly outputs?: readonly string[] | undefined;
  readonly dependsOn?: readonly unknown[] | undefined;
  readonly options?: Readonly<Record<string, unknown>> | undefined;
  readonly configurations?: Readonly<Record<string, unknown>> | undefined;
  readonly defaultConfiguration?: string | undefined;
  readonly metadata?:
    | { readonly description?: string | undefined; readonly nonAtomizedTarget?: string | undefined }
    | undefined;
}

/** The graph as Nx hands it to an executor, and to whoever asks for it. */
export interface ShownGraph {
  readonly projects: Readonly<Record<string, ShownProject>>;
  dependenciesOf(project: string): readonly string[];
  /** Of nx.json. */
  readonly namedInputs?: Readonly<Record<string, readonly unknown[]>> | undefined;
}

export interface Expanded {
  /** Globs of files that git knows, a list per project: what one takes away is not taken from another's. */
  readonly files: readonly (readonly string[])[];
  /** Globs of files that git ignores. */
  readonly disk: readonly (readonly string[])[];
  readonly runtime: readonly string[];
  readonly env: readonly string[];
  /** Projects whose configuration enters the key beside the own one. */
  readonly projects: readonly string[];
  readonly takesOutputs: boolean;
  /** Some or all npm packages count. */
  readonly takesPackages: boolean;
}

export function expand(project: string, target: string, graph: ShownGraph): Expanded {
  const found: ExpandedInputs = {
    files: new Map(),
    disk: new Map(),
    runtime: [],
    env: [],
    projects: new Set(),
    takesOutputs: false,
    takesPackages: true,
  };
  // What Nx takes where a target says nothing.
  const inputs = graph.projects[project]?.targets?.[target]?.inputs ?? ['default', '^default'];
  for (const input of inputs) collect(input, project, graph, found);
  return {
    ...found,
    files: [...found.files.values()],
    disk: [...found.disk.values()],
    projects: [...found.projects],
  };
}

interface ExpandedInputs {
  readonly files: Map<string, string[]>;
  readonly disk: Map<string, string[]>;
  readonly runtime: string[];
  readonly env: string[];
  readonly projects: Set<string>;
  takesOutputs: boolean;
  takesPackages: boolean;
}

/** https://nx.dev/docs/reference/inputs */
function collect(input: unknown, project: string, graph: ShownGraph, found: ExpandedInputs): void {
  if (typeof input === 'string') {
    collectText(input, project, graph, found, found.files);
    return;
  }
  if (typeof input !== 'object' || input === null) return;
  const { fileset, includeIgnored, json, runtime, env, externalDependencies, ...rest } = input as Fields;
  if (fileset !== undefined)
    collectText(fileset, project, graph, found, includeIgnored === true ? found.disk : found.files);
  if (json !== undefined) collectText(json, project, graph, found, found.files);
  if (runtime !== undefined) found.runtime.push(runtime);
  if (env !== undefined) found.env.push(env);
  if ('dependentTasksOutputFiles' in input) found.takesOutputs = true;
  if (externalDependencies !== undefined) found.takesPackages = externalDependencies.length > 0;
  if (rest.input === undefined) return;
  const others = rest.dependencies === true ? everythingBelow(project, graph) : listOf(rest.projects);
  for (const other of others) found.projects.add(other);
  for (const other of others.length === 0 && rest.dependencies !== true ? [project] : others)
    collectNamed(rest.input, other, graph, found);
}

interface Fields {
  readonly fileset?: string;
  readonly includeIgnored?: boolean;
  readonly json?: string;
  readonly runtime?: string;
  readonly env?: string;
  readonly externalDependencies?: readonly string[];
  readonly input?: string;
  readonly projects?: string | readonly string[];
  readonly dependencies?: boolean;
}

function collectText(
  text: string,
  project: string,
  graph: ShownGraph,
  found: ExpandedInputs,
  into: Map<string, string[]>,
): void {
  if (text.startsWith('^')) {
    for (const other of everythingBelow(project, graph)) {
      found.projects.add(other);
      collectText(text.slice(1), other, graph, found, into);
    }
  } else if (text.includes('{projectRoot}') || text.includes('{workspaceRoot}')) {
    const { root = '.' } = graph.projects[project] ?? {};
    const glob = text
      .replace('{workspaceRoot}/', '')
      .replace('{projectRoot}/', root === '.' ? '' : `${root}/`)
      .replace('{projectName}', project);
    into.set(project, [...(into.get(project) ?? []), glob]);
  } else {
    collectNamed(text, project, graph, found);
  }
}

function collectNamed(name: string, project: string, graph: ShownGraph, found: ExpandedInputs): void {
  const inputs =
    graph.projects[project]?.namedInputs?.[name] ??
    graph.namedInputs?.[name] ??
    (name === 'default' ? ['{projectRoot}/**/*'] : []);
  for (const input of inputs) collect(input, project, graph, found);
}

function listOf(value: unknown): string[] {
  return typeof value === 'string' ? [value] : Array.isArray(value) ? value.map(String) : [];
}

function everythingBelow(project: string, { dependenciesOf, projects }: ShownGraph): string[] {
  const found = new Set<string>();
  const queue = [project];
  for (const one of queue) {
    for (const other of dependenciesOf(one)) {
      if (found.has(other) || other === project || projects[other] === undefined) continue;
      found.add(other);
      queue.push(other);
    }
  }
  return [...found];
}

export interface TaskName {
  readonly project: string;
  readonly target: string;
  readonly configuration?: string;
}

/** The tasks that run right before, as `dependsOn` says. */
export function tasksBefore({ project, target }: TaskName, graph: ShownGraph): TaskName[] {
  const has = (name: string, wanted: string) => graph.projects[name]?.targets?.[wanted] !== undefined;
  const found = (graph.projects[project]?.targets?.[target]?.dependsOn ?? []).flatMap((entry): TaskName[] => {
    if (typeof entry === 'string') {
      const [names, wanted] = entry.startsWith('^')
        ? [graph.dependenciesOf(project), entry.slice(1)]
        : [[project], entry];
      return names.map((name) => ({ project: name, target: wanted }));
    }
    const {
      target: wanted = '',
      projects,
      dependencies,
    } = entry as { target?: string; projects?: unknown; dependencies?: boolean };
    const names = dependencies === true ? graph.dependenciesOf(project) : listOf(projects);
    return (names.length === 0 ? [project] : names).map((name) => ({ project: name, target: wanted }));
  });
  return found.filter((task) => has(task.project, task.target));
}

/** The globs of the files and folders that a task declares, tokens filled in. */
export function outputsOf({ project, target, configuration }: TaskName, graph: ShownGraph): string[] {
  const found = graph.projects[project];
  const {
    outputs = [],
    options = {},
    configurations = {},
    defaultConfiguration,
  } = found?.targets?.[target] ?? {};
  const chosen = configurations[configuration ?? defaultConfiguration ?? ''] as
    | Record<string, unknown>
    | undefined;
  const all: Readonly<Record<string, unknown>> = { ...options, ...chosen };
  const values = { projectRoot: found?.root ?? '.', projectName: project, options: all };
  return outputs.map((output) => filledOutput(output, values));
}
