/** What decided a task when it ran: written down beside the tool at work, compared by `polynx why`. */

import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { keyedDigest } from '../adapters/keyed-digest.js';
import { PRIVATE, readOwn, writeOwn } from '../adapters/own-folder.js';
import type { Env } from '../adapters/tool-settings.js';
import { GIT } from '../model/git-facts.js';
import { EVERYTHING, isLiteral } from '../model/globs.js';
import type { Identity } from '../model/identity.js';
import { SLICES } from '../model/places.js';
import { type Digests, digestsOf } from './disk.js';
import {
  type Expanded,
  expand,
  outputsOf,
  type ShownGraph,
  type ShownTarget,
  type TaskName,
  tasksBefore,
} from './expand.js';
import { argumentsOf, describeMachine, digest, type Machine, readIfThere } from './machine.js';

export interface Run {
  /** Milliseconds. */
  readonly at: number;
  readonly success: boolean;
  /** Of the files of the workspace, see states. */
  readonly state: string | undefined;
  readonly globs: readonly (readonly string[])[];
  readonly slices: readonly string[];
  /** Ignored files that are inputs by themselves. */
  readonly disk: Digests;
  /** What tasks before left. */
  readonly upstream: Digests;
  /** By command. */
  readonly machines: Readonly<Record<string, Machine>>;
  readonly env: Digests;
  /** Of the target, its configuration and its arguments. */
  readonly options: Readonly<Record<string, unknown>>;
  /** What of nx.json and of project configurations enters every key. */
  readonly settings: Digests;
}

export interface RunRequest {
  readonly workspaceRoot: string;
  readonly task: TaskName;
  readonly graph: ShownGraph;
  /** Arguments of the command line, those that are options too. */
  readonly args: readonly string[];
  readonly state: string | undefined;
  readonly env: Env;
  identityOf(toolchain: string): Identity | undefined;
}

export function describeRun({
  workspaceRoot,
  task,
  graph,
  args,
  state,
  env,
  identityOf,
}: RunRequest): Omit<Run, 'success'> {
  const inputs = expand(task.project, task.target, graph);
  const secret = keyedDigest(workspaceRoot);
  const isSlice = (glob: string) => glob.startsWith(`${SLICES}/`);
  const before = inputs.takesOutputs ? everythingBefore(task, graph) : [];
  return {
    at: Date.now(),
    state,
    globs: inputs.files,
    slices: inputs.disk
      .flat()
      .filter(isSlice)
      .map((path) => path.slice(SLICES.length + 1)),
    disk: digestsOf(
      workspaceRoot,
      inputs.disk.map((list) => list.filter((glob) => !isSlice(glob))),
    ),
    upstream: digestsOf(workspaceRoot, [
      before.flatMap((one) => outputsOf(one, graph)).flatMap(everythingAt),
    ]),
    machines: Object.fromEntries(
      inputs.runtime.flatMap((command) => {
        const asked = argumentsOf(command);
        const machine =
          asked === undefined ? undefined : describeMachine(workspaceRoot, asked, env, identityOf);
        return machine === undefined ? [] : [[command, machine] as const];
      }),
    ),
    env: Object.fromEntries(
      inputs.env.flatMap((name) => {
        const value = env[name];
        return value === undefined ? [] : [[name, secret(value)] as const];
      }),
    ),
    options: optionsOf(task, graph, args),
    settings: settingsOf(workspaceRoot, task, inputs, graph),
  };
}

/** Ids of the toolchains whose part of the machine enters the task's key. */
export function toolchainsAsked({ project, target }: TaskName, graph: ShownGraph): string[] {
  const asked = expand(project, target, graph).runtime.flatMap((command) => argumentsOf(command)?.[0] ?? []);
  return [...new Set(asked)].filter((id) => id !== GIT && /^[a-z]+$/.test(id));
}

/** The file itself, or what lies in the folder. */
function everythingAt(output: string): string[] {
  return isLiteral(output) ? [output, `${output}${EVERYTHING}`] : [output];
}

/** NB of all tasks before, however far: a task whose outputs count may itself have taken in another's. */
function everythingBefore(task: TaskName, graph: ShownGraph): TaskName[] {
  const found = new Map<string, TaskName>();
  const queue = [task];
  for (const one of queue) {
    for (const other of tasksBefore(one, graph)) {
      const key = `${other.project}:${other.target}`;
      if (found.has(key)) continue;
      found.set(key, other);
      queue.push(other);
    }
  }
  return [...found.values()];
}

function optionsOf({ project, target, configuration }: TaskName, graph: ShownGraph, args: readonly string[]) {
  const {
    options,
    configurations = {},
    defaultConfiguration,
  } = graph.projects[project]?.targets?.[target] ?? {};
  const chosen = configurations[configuration ?? defaultConfiguration ?? ''] as
    | Record<string, unknown>
    | undefined;
  return { ...options, ...chosen, ...(args.length === 0 ? {} : { arguments: args.join(' ') }) };
}

/** https://github.com/nrwl/nx/blob/master/packages/nx/src/native/tasks/hash_planner.rs */
function settingsOf(
  workspaceRoot: string,
  { project, target }: TaskName,
  inputs: Expanded,
  graph: ShownGraph,
): Digests {
  const found: Record<string, string> = {};
  const files = ['nx.json', '.gitignore', '.nxignore', ...(inputs.takesPackages ? LOCKS : [])];
  for (const file of files) {
    const text = readIfThere(join(workspaceRoot, file));
    if (text !== undefined) found[file] = digest(text);
  }
  const { targets = {}, tags, namedInputs } = graph.projects[project] ?? { root: '.' };
  found['tags and named inputs of the project'] = digest(JSON.stringify([tags, namedInputs]));
  for (const [name, one] of Object.entries(targets)) {
    if (name !== target) found[`target ${name} of the project`] = digest(decisive(one));
    else found['what the target declares'] = digest(decisive({ ...one, options: {} }));
  }
  for (const other of new Set(inputs.projects)) {
    const { tags, namedInputs, targets: all = {} } = graph.projects[other] ?? {};
    found[`configuration of ${other}`] = digest(
      JSON.stringify([tags, namedInputs, Object.entries(all).map(([name, one]) => [name, decisive(one)])]),
    );
  }
  return found;
}

const LOCKS = ['package-lock.json', 'yarn.lock', 'pnpm-lock.yaml', 'bun.lock', 'bun.lockb'];

/** What of a target Nx hashes: neither metadata nor inputs. */
function decisive({ executor, outputs, options, configurations }: ShownTarget): string {
  return JSON.stringify([executor, outputs, options, configurations]);
}

/** A file for each task. */
export const RUNS = '.nx/polynx/runs';
/** A branch and the one it left are two. */
const KEPT = 3;

export function nameOf({ project, target, configuration }: TaskName): string {
  return [project, target, ...(configuration === undefined ? [] : [configuration])].join(':');
}

/** Latest first. */
export function readRuns(workspaceRoot: string, task: TaskName): readonly Run[] {
  const bytes = readOwn(workspaceRoot, fileOf(task));
  try {
    return bytes === undefined ? [] : (JSON.parse(gunzipSync(bytes).toString()) as Run[]);
  } catch {
    // Cut off by a killed process.
    return [];
  }
}

export function keepRun(workspaceRoot: string, task: TaskName, run: Run): void {
  const runs = [run, ...readRuns(workspaceRoot, task)].slice(0, KEPT);
  writeOwn(workspaceRoot, fileOf(task), gzipSync(JSON.stringify(runs), { level: 1 }), PRIVATE);
}

function fileOf(task: TaskName): string {
  const name = encodeURIComponent(nameOf(task)).replaceAll('*', '%2A');
  return `${RUNS}/${name.length > 200 ? digest(name) : name}.gz`;
}
