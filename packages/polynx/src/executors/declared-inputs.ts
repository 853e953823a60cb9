/**
 * Which files and variables Nx hashed for a task, by what its target declares. https://nx.dev/docs/reference/inputs
 * Only asked for the few files that a tool says it read: no file of the workspace is listed.
 */
import type { ExecutorContext, ProjectConfiguration, TargetConfiguration } from '@nx/devkit';
import { minimatch } from 'minimatch';
import { ancestors, dirname, isInside } from '../model/paths.js';

export interface DeclaredInputs {
  /** Whether a workspace-relative file is hashed, if git does not ignore it. */
  covers(file: string): boolean;
  /** Whether it is hashed even if git ignores it: read from disk, or left by a task that ran before. */
  coversIgnored(file: string): boolean;
  readonly env: ReadonlySet<string>;
}

type Where = Pick<ExecutorContext, 'projectsConfigurations' | 'projectGraph' | 'nxJsonConfiguration'>;
type Input = NonNullable<TargetConfiguration['inputs']>[number];

export function declaredInputs(
  projectName: string,
  targetName: string,
  where: Where,
  upstreamOutputs: readonly string[],
): DeclaredInputs {
  const target = where.projectsConfigurations.projects[projectName]?.targets?.[targetName];
  const found: Found = { tracked: new Map(), fromDisk: new Map(), env: new Set(), upstream: false };
  // What Nx takes where a target says nothing.
  for (const input of target?.inputs ?? ['default', '^default']) collect(input, projectName, where, found);
  const tracked = [...found.tracked.values()].map(fileset);
  const fromDisk = [...found.fromDisk.values()].map(fileset);
  const outputs = found.upstream ? upstreamOutputs : [];
  const coversIgnored = (file: string) =>
    fromDisk.some((matches) => matches(file)) || outputs.some((output) => isInside(file, output));
  return {
    covers: (file) => tracked.some((matches) => matches(file)) || coversIgnored(file),
    coversIgnored,
    env: found.env,
  };
}

interface Found {
  /** By project: what one project's list takes away is not taken from another's. */
  readonly tracked: Map<string, string[]>;
  readonly fromDisk: Map<string, string[]>;
  readonly env: Set<string>;
  upstream: boolean;
}

function collect(input: Input, project: string, where: Where, found: Found): void {
  if (typeof input === 'string') {
    collectText(input, project, where, found);
    return;
  }
  if ('env' in input) found.env.add(input.env);
  if ('dependentTasksOutputFiles' in input) found.upstream = true;
  if ('fileset' in input) {
    const from =
      'includeIgnored' in input && input.includeIgnored ? { ...found, tracked: found.fromDisk } : found;
    collectText(input.fileset, project, where, from);
  }
  if ('json' in input && typeof input.json === 'string') collectText(input.json, project, where, found);
  if ('input' in input) {
    const from = 'projects' in input ? [input.projects].flat() : [];
    if ('dependencies' in input && input.dependencies) collectText(`^${input.input}`, project, where, found);
    else for (const name of from.length > 0 ? from : [project]) collectNamed(input.input, name, where, found);
  }
}

function collectText(text: string, project: string, where: Where, found: Found): void {
  if (text.startsWith('^')) {
    for (const name of dependenciesOf(project, where)) collectText(text.slice(1), name, where, found);
  } else if (text.includes('{projectRoot}') || text.includes('{workspaceRoot}')) {
    const { root = '.' } = where.projectsConfigurations.projects[project] ?? {};
    const glob = text
      .replace('{workspaceRoot}/', '')
      .replace('{projectRoot}/', root === '.' ? '' : `${root}/`);
    found.tracked.set(project, [...(found.tracked.get(project) ?? []), glob]);
  } else {
    collectNamed(text, project, where, found);
  }
}

function collectNamed(name: string, project: string, where: Where, found: Found): void {
  const own: ProjectConfiguration | undefined = where.projectsConfigurations.projects[project];
  const inputs =
    own?.namedInputs?.[name] ??
    where.nxJsonConfiguration?.namedInputs?.[name] ??
    (name === 'default' ? ['{projectRoot}/**/*'] : []);
  for (const input of inputs) collect(input, project, where, found);
}

function dependenciesOf(project: string, { projectGraph: { dependencies } }: Where): Set<string> {
  const all = new Set<string>();
  const queue = [project];
  for (const name of queue) {
    for (const { target } of dependencies[name] ?? []) {
      if (all.has(target) || dependencies[target] === undefined || target === project) continue;
      all.add(target);
      queue.push(target);
    }
  }
  return all;
}

function fileset(globs: readonly string[]): (file: string) => boolean {
  const taken = matcher(globs.filter((glob) => !glob.startsWith('!')));
  const left = matcher(globs.filter((glob) => glob.startsWith('!')).map((glob) => glob.slice(1)));
  return (file) => taken(file) && !left(file);
}

/** The whole folders of a thousand crates are looked up by name, everything else is matched one by one. */
function matcher(globs: readonly string[]): (file: string) => boolean {
  const folders = new Set<string>();
  const others: string[] = [];
  for (const glob of globs) {
    const [, names, name] = WHOLE_FOLDERS.exec(glob) ?? [];
    if (glob === '**/*') folders.add('.');
    else if (names !== undefined) for (const one of names.split(',')) folders.add(one);
    else if (name !== undefined) folders.add(name);
    else others.push(glob);
  }
  return (file) =>
    (folders.size > 0 && ancestors(dirname(file)).some((folder) => folders.has(folder))) ||
    others.some((glob) => minimatch(file, glob, { dot: true }));
}

const WHOLE_FOLDERS = /^(?:\{([^{}*?[\]]+)\}|([^{}*?[\]!]+))\/\*\*\/\*$/;
