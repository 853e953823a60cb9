/** The workspaces of soundness stories, traced: what the tasks of a story read and write, Nx knows. */
import { mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Scenario } from '../soundness/support/scenario.js';
import type { Theme } from '../soundness/support/theme.js';
import { expectNothingUndeclared } from './trace.js';
import { createWorkspace, type RunOptions } from './workspace.js';

export interface Stories {
  /** Imports spec files of e2e/soundness. */
  readonly load: () => Promise<readonly Theme[]>;
  /** Whose cached tasks are traced. */
  readonly targets: readonly string[];
  /** Why stories are left out, by the beginnings of their names. */
  readonly without?: Readonly<Record<string, string>>;
  /** A folder that git ignores and the environment names, which all of them share. */
  readonly shared?: string;
}

/**
 * Starting Nx takes longer than most tasks, and `polynx trace` runs ten tasks at once. So the stories share a workspace, each in a folder of its own.
 *
 * @returns the ids of the traced tasks
 */
export async function traceStories({ load, targets, without = {}, shared }: Stories): Promise<string[]> {
  const all = (await unregistered(load)).flatMap(({ scenarios }) => scenarios);
  const starts = Object.keys(without);
  const unknown = starts.filter((start) => !all.some(({ name }) => name.startsWith(start)));
  if (unknown.length > 0) throw new Error(`no story begins with ${unknown.join(', ')}`);
  const chosen = all.filter(({ name }) => !starts.some((start) => name.startsWith(start)));
  const [alone, together] = partition(withoutDoubles(chosen), needsRoot);
  const workspaces = [
    together.map((one, index) => inFolder(one, `s${index}`, shared)),
    ...alone.map((scenario) => [atRoot(scenario)]),
  ];
  const traced: string[] = [];
  for (const parts of workspaces) traced.push(...(await traceParts(parts, targets, shared)));
  return traced;
}

/** NB with VITEST in the environment, a theme registers its stories as tests of the file that imports it. */
async function unregistered<T>(load: () => Promise<T>): Promise<T> {
  const { VITEST } = process.env;
  delete process.env['VITEST'];
  try {
    return await load();
  } finally {
    process.env['VITEST'] = VITEST;
  }
}

/** What begins with the same files needs no second trace. */
function withoutDoubles(scenarios: readonly Scenario[]): Scenario[] {
  return [...new Map(scenarios.map((one) => [JSON.stringify(one.files), one])).values()];
}

/** Locks and settings that tools look for at the root only. */
function needsRoot({ files }: Scenario): boolean {
  return Object.keys(files).some((path) => /^(package-lock|turbo)\.json$/.test(path));
}

function partition<T>(all: readonly T[], is: (one: T) => boolean): [T[], T[]] {
  return [all.filter(is), all.filter((one) => !is(one))];
}

/** Of a workspace. */
interface Part {
  readonly files: Readonly<Record<string, string>>;
  /** Folders of npm packages. */
  readonly members: readonly string[];
  readonly env: (root: string) => NonNullable<RunOptions['env']>;
}

function atRoot({ files, options = {} }: Scenario): Part {
  const { workspaces = [] } = options.packageJson ?? {};
  const ignore = ['node_modules', '.nx', 'dist', ...(options.ignore ?? [])].join('\n');
  return {
    files: { '.gitignore': ignore, ...files },
    members: workspaces as readonly string[],
    env: options.env ?? (() => ({})),
  };
}

function inFolder(scenario: Scenario, folder: string, shared: string | undefined): Part {
  const { files, members, env } = atRoot(scenario);
  const { workspaces: _, ...packageJson } = scenario.options?.packageJson ?? {};
  const own = Object.keys(packageJson).length === 0 ? {} : { 'package.json': JSON.stringify(packageJson) };
  const at = (path: string) => (path.startsWith(`${shared}/`) ? path : `${folder}/${path}`);
  const rename = renamer(namesOf({ files, members }), folder);
  const moved = Object.entries({ ...own, ...files }).map(([path, text]) => [at(path), rename(text)]);
  return { files: Object.fromEntries(moved), members: members.map(at), env };
}

/** Names of packages are unique in a workspace. */
function renamer(names: readonly string[], suffix: string): (text: string) => string {
  const form = new RegExp(`(["'])(${names.join('|')})(?=["'/])`, 'g');
  return (text) => (names.length === 0 ? text : text.replace(form, `$1$2-${suffix}`));
}

function namesOf({ files, members }: Pick<Part, 'files' | 'members'>): string[] {
  return members.map(
    (folder) => (JSON.parse(files[`${folder}/package.json`] ?? '{}') as { name: string }).name,
  );
}

async function traceParts(
  parts: readonly Part[],
  targets: readonly string[],
  shared: string | undefined,
): Promise<readonly string[]> {
  if (parts.length === 0) return [];
  const members = parts.flatMap((part) => part.members);
  const files: Record<string, string> = Object.assign({}, ...parts.map((part) => part.files));
  const workspace = await createWorkspace(files, {
    ignore: shared === undefined ? [] : [shared],
    packageJson: { workspaces: members },
    env: (root) => Object.assign({}, ...parts.map(({ env }) => env(root))),
  });
  // As a package manager does.
  for (const [index, name] of namesOf({ files, members }).entries()) {
    const link = join(workspace.root, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(workspace.root, members[index] ?? ''), link);
  }
  return expectNothingUndeclared(workspace, '--all', '-t', targets.join(','));
}
