/** The workspaces of soundness stories, traced: what the tasks of a story read and write, Nx knows. */
import { mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Scenario } from '../soundness/support/scenario.js';
import type { Theme } from '../soundness/support/theme.js';
import { expectNothingUndeclared } from './trace.js';
import { createWorkspace, type RunOptions, type Workspace } from './workspace.js';

export interface Stories {
  /** Imports spec files of e2e/soundness. */
  readonly load: () => Promise<readonly Theme[]>;
  /** Whose cached tasks are traced, by the paths of a story's files. */
  readonly targets: (paths: readonly string[]) => readonly string[];
  /** Why stories are left out, by the beginnings of their names. */
  readonly without?: Readonly<Record<string, string>>;
  /** A folder that git ignores and the environment names: it stays at the root. */
  readonly shared?: string;
}

/**
 * Starting Nx takes longer than most tasks, and `polynx trace` runs ten tasks at once. So the stories share a
 * workspace, each in a folder of its own.
 *
 * @returns the ids of the traced tasks
 */
export async function traceStories(stories: Stories): Promise<string[]> {
  const traced: string[] = [];
  for (const { parts, targets } of groupsOf(await scenariosOf(stories), stories)) {
    const workspace = await workspaceOf(parts, stories.shared);
    traced.push(...(await expectNothingUndeclared(workspace, '--all', '-t', targets.join(','))));
  }
  return traced;
}

/** What begins with the same files needs no second trace. */
async function scenariosOf({ load, without = {} }: Stories): Promise<Scenario[]> {
  const all = (await unregistered(load)).flatMap(({ scenarios }) => scenarios);
  const starts = Object.keys(without);
  const unknown = starts.filter((start) => !all.some(({ name }) => name.startsWith(start)));
  if (unknown.length > 0) throw new Error(`no story begins with ${unknown.join(', ')}`);
  const chosen = all.filter(({ name }) => !starts.some((start) => name.startsWith(start)));
  return [...new Map(chosen.map((one) => [JSON.stringify(one.files), one])).values()];
}

/** Of one workspace. */
interface Group {
  readonly targets: readonly string[];
  readonly parts: readonly Part[];
}

function groupsOf(scenarios: readonly Scenario[], { targets: targetsOf, shared }: Stories): Group[] {
  const groups = new Map<string, Group>();
  for (const [index, scenario] of scenarios.entries()) {
    const folder = `s${index}`;
    const targets = targetsOf(Object.keys(scenario.files));
    const isAlone = needsRoot(scenario);
    const key = isAlone ? folder : targets.join();
    const part = isAlone ? atRoot(scenario) : inFolder(scenario, folder, shared);
    groups.set(key, { targets, parts: [...(groups.get(key)?.parts ?? []), part] });
  }
  return [...groups.values()];
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

/** Locks and settings that tools look for at the root only. */
function needsRoot({ files }: Scenario): boolean {
  return Object.keys(files).some((path) => /^(package-lock|turbo)\.json$/.test(path));
}

/** What a story adds to a workspace. */
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

async function workspaceOf(parts: readonly Part[], shared: string | undefined): Promise<Workspace> {
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
  return workspace;
}
