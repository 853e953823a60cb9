/**
 * The tasks of deno.json: https://docs.deno.com/runtime/reference/cli/task/. Each is a target of its own
 * name.
 *
 * 1. A task is cached for two reasons only: it declares `files` (Deno's own rule; what the project imports
 * from elsewhere counts too, which Deno
 *    overlooks), or it is nothing but Deno's own checks.
 * 2. As in Deno, a task is not cached if one of its dependencies is not.
 * 3. Dependencies are targets that run before; then the task's command runs alone, or they would run twice.
 */

import { compact } from '../../model/compact.js';
import { everythingBelow, type Glob, isLiteral, writtenGlob } from '../../model/globs.js';
import { join, leavesWorkspace } from '../../model/paths.js';
import type { Project } from '../../model/project.js';
import type { Inputs, Task } from '../../model/task.js';
import { withoutStars } from '../shared/wildcard.js';
import { graphTimeContext, shownCommand } from '../toolchain.js';
import { planDeno } from './command.js';
import type { DenoTask } from './deno-json.js';
import type { DenoDetails } from './details.js';
import {
  affectingInputs,
  compiledInputs,
  formatInputs,
  importedInputs,
  lintInputs,
  readsOutside,
  workspaceInputs,
} from './inputs.js';
import { type DenoRunOptions, denoRunOptions } from './options.js';
import { type CheckCommand, type CheckScript, checkScript, isServer } from './script.js';
import { isSettled } from './slice.js';

/** What is known of a task that can be kept. */
interface Kept {
  readonly inputs: Inputs;
  readonly outputs: readonly string[];
  readonly outputGlobs?: readonly Glob[];
  /** The command lines of Deno that the task consists of; none: its command is run by Deno's shell. */
  readonly checks: readonly string[];
  readonly closure: readonly string[];
}

export function ownTasks(project: Project<DenoDetails>): Task[] {
  const memo = new Map<string, Kept | undefined>();
  return Object.entries(project.details.manifest.tasks).map(([name, task]) =>
    ownTask(project, name, task, keptOf(name, project, memo)),
  );
}

function ownTask(project: Project<DenoDetails>, name: string, task: DenoTask, kept: Kept | undefined): Task {
  const {
    manifest: { tasks },
    closures,
  } = project.details;
  const server = serves(name, tasks);
  // Deno itself waits for dependencies that never end, and knows those that are the root's.
  const split = task.dependencies.every((one) => tasks[one] !== undefined && !serves(one, tasks));
  const after = split ? task.dependencies : [];
  const options = {
    command: 'task',
    task: name,
    ...(kept !== undefined && kept.checks.length > 0
      ? { checks: [...kept.checks] }
      : kept !== undefined || after.length > 0
        ? { script: task.command ?? '' }
        : {}),
  } satisfies Partial<DenoRunOptions>;
  const plan = planDeno(denoRunOptions.parse(options), graphTimeContext(project));
  const several = { program: 'deno', args: ['task', name], cwd: project.root };
  const command = plan.steps.length > 1 ? several : shownCommand(plan);
  return compact({
    intent: name,
    description: task.description ?? `Run the task ${name} of ${project.manifest}`,
    options,
    command,
    cache: kept !== undefined && !server,
    ...(server ? { continuous: true } : {}),
    inputs: kept?.inputs ?? affectingInputs(project, 'development'),
    outputs: kept?.outputs ?? [],
    outputGlobs: kept?.outputGlobs?.length ? kept.outputGlobs : undefined,
    ...(after.length > 0 ? { after } : {}),
    closure: kept?.closure ?? closures.development.map(({ root }) => root),
    scope: 'development',
  });
}

/** A server, or a task that waits for one. */
function serves(name: string, tasks: Readonly<Record<string, DenoTask>>, seen = new Set<string>()): boolean {
  const task = tasks[name];
  if (task === undefined || seen.has(name)) return false;
  seen.add(name);
  return isServer(name, task) || task.dependencies.some((one) => serves(one, tasks, seen));
}

function keptOf(
  name: string,
  project: Project<DenoDetails>,
  memo: Map<string, Kept | undefined>,
): Kept | undefined {
  if (memo.has(name)) return memo.get(name);
  // Also ends a cycle of dependencies, which Deno refuses.
  memo.set(name, undefined);
  const { manifest } = project.details;
  const task = manifest.tasks[name];
  if (task === undefined || serves(name, manifest.tasks)) return undefined;
  const before = task.dependencies.map((one) => keptOf(one, project, memo));
  if (!before.every((one) => one !== undefined)) return undefined;
  const own = task.files === undefined ? checked(task, project) : declared(task, task.files, project);
  const kept = own && { ...own, inputs: merged([own.inputs, ...before.map(({ inputs }) => inputs)]) };
  memo.set(name, kept);
  return kept;
}

/**
 * `files` and `output` are globs from the folder of deno.json. One that leaves the workspace cannot be
 * watched.
 */
function declared(task: DenoTask, files: readonly string[], project: Project<DenoDetails>): Kept | undefined {
  const place = (pattern: string) => join(project.root, pattern.replace(/^!/, ''));
  const written = task.output.map((pattern) => withoutStars(pattern));
  const outside = [...written, ...files].some((pattern) => leavesWorkspace(place(pattern)));
  const taken = written.some((pattern) => pattern.startsWith('!') || pattern.endsWith('*'));
  if (outside || taken) return undefined;
  const inputs = files.flatMap((pattern) => withFolder(denoGlob(project.root, pattern)));
  const [plain, patterns] = [true, false].map((wanted) => written.filter((one) => isLiteral(one) === wanted));
  const imported = importedInputs(project);
  const command = JSON.stringify([task.command, task.env]);
  return {
    inputs: {
      ...imported,
      files: [...inputs, ...imported.files],
      slice: `${command}\n${imported.slice}`,
      shared: [...new Set([project.manifest, ...(imported.shared ?? [])])],
      env: task.env,
    },
    outputs: (plain ?? []).map(place),
    outputGlobs: (patterns ?? []).map((pattern) => denoGlob(project.root, pattern)),
    checks: [],
    closure: project.details.closures.development.map(({ root }) => root),
  };
}

/** NB parentheses are nothing special to Deno. */
function denoGlob(directory: string, pattern: string): Glob {
  return writtenGlob(directory, pattern.replace(/[()|]/g, '\\$&'));
}

/** A plain name may be a folder. */
function withFolder(one: Glob): Glob[] {
  return isLiteral(one) && !one.startsWith('!') ? [one, everythingBelow(one)] : [one];
}

function checked(task: DenoTask, project: Project<DenoDetails>): Kept | undefined {
  const { manifest, workspace } = project.details;
  if (task.command === undefined) return undefined;
  const script = checkScript(task.command, manifest.tasks, workspace.lock !== undefined);
  if (script === undefined) return undefined;
  const all = [project, ...project.details.members];
  if (all.some(({ details }) => readsOutside(details) || !isSettled(details))) return undefined;
  const command: Inputs = { files: [], slice: script.lines.join(' && '), env: task.env };
  const inputs = merged([command, checkInputs(script, project)]);
  return { inputs, outputs: [], checks: script.lines, closure: checkClosure(script, project) };
}

function checkClosure({ commands }: CheckScript, project: Project<DenoDetails>): string[] {
  const { own, closures, members } = project.details;
  if (own.nested) return [project, ...members].map(({ root }) => root);
  const compiles = commands.some((command) => command === 'test' || command === 'check');
  return compiles ? closures.development.map(({ root }) => root) : [project.root];
}

/** At a root Deno walks into every member. */
function checkInputs({ commands }: CheckScript, project: Project<DenoDetails>): Inputs {
  if (project.details.own.nested) return workspaceInputs(project, commands);
  return merged(commands.map((command) => inputsFor(command, project)));
}

function inputsFor(command: CheckCommand, project: Project<DenoDetails>): Inputs {
  if (command === 'lint') return lintInputs(project);
  return command === 'fmt' ? formatInputs(project) : compiledInputs(project, 'development', [command]);
}

/** Exclusions of one part would take away what another needs: with several parts they are dropped. */
function merged(parts: readonly Inputs[]): Inputs {
  const filled = parts.filter(({ files }) => files.length > 0);
  const files = filled.flatMap((part) =>
    filled.length > 1 ? part.files.filter((glob) => !glob.startsWith('!')) : part.files,
  );
  const all = <T>(pick: (part: Inputs) => readonly T[] | undefined) => [
    ...new Set(parts.flatMap((part) => pick(part) ?? [])),
  ];
  const npm = all(({ npm: names }) => names);
  return {
    files: [...new Set(files)],
    slice: parts.map(({ slice }) => slice ?? '').join('\n'),
    shared: all(({ shared }) => shared),
    env: all(({ env }) => env),
    ...(npm.length > 0 ? { npm } : {}),
  };
}
