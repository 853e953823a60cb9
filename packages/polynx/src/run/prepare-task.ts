/**
 * From what Nx says to a task that can be run: its options checked, its tool asked, all that decides its
 * plan.
 */
import { realpathSync } from 'node:fs';
import type { ExecutorContext } from '@nx/devkit';
import * as z from 'zod/mini';
import { disk } from '../adapters/disk.js';
import { findProgram, isInstalled, pathOf } from '../adapters/programs.js';
import type { ask, Env } from '../adapters/run.js';
import { scratchFolder } from '../adapters/scratch.js';
import { unknowable } from '../adapters/tool-settings.js';
import { compact } from '../model/compact.js';
import type { DevShell } from '../model/dev-shell.js';
import { ExpectedError, OptionsError } from '../model/errors.js';
import { outputPath } from '../model/outputs.js';
import { basename } from '../model/paths.js';
import { STAMPED_FILE, type Stamp } from '../model/stamp.js';
import { describeIssues } from '../toolchains/shared/manifest.js';
import { overrideProblem } from '../toolchains/shared/target-overrides.js';
import type { RunContext, Runner, VersionPlace } from '../toolchains/toolchain.js';
import { outputsBefore } from './outputs-before.js';
import { say, type Tool } from './say.js';
import { splitOptions } from './split-options.js';

// biome-ignore lint/suspicious/noExplicitAny: the options of a runner are checked by its own schema
export type AnyRunner = Runner<any>;

/** What is around a task: its own process, or a batch. */
export interface ProcessContext {
  readonly env: Env;
  /** Takes what the task prints. Absent: the terminal, as it comes. */
  readonly sink?: (text: string) => void;
  readonly ask: typeof ask;
}

export interface PreparedTask {
  /** `project:target`, for people. */
  readonly name: string;
  readonly runner: AnyRunner;
  readonly options: Readonly<Record<string, unknown>>;
  readonly planContext: RunContext;
  readonly tool: Tool;
  readonly env: Env;
  /** As Nx gave them. */
  readonly raw: Readonly<Record<string, unknown>>;
  readonly context: ExecutorContext;
}

export async function prepareTask(
  runner: AnyRunner,
  raw: Readonly<Record<string, unknown>>,
  context: ExecutorContext,
  { env, sink, ask: askTool }: ProcessContext,
): Promise<PreparedTask> {
  refuseUnknownOptions(runner, context);
  const { options: given, extra } = splitOptions(raw, runner.options);
  const options = checkOptions(runner, given);
  const root = context.projectsConfigurations.projects[context.projectName ?? '']?.root ?? '.';
  const tool: Tool = compact({
    workspaceRoot: context.root,
    install: installation(runner, raw),
    interactive: context.target?.continuous === true,
    env,
    sink,
  });
  sayIfUnknowable(runner, context, tool);
  // A tool may answer otherwise elsewhere (rustup's overrides): it is asked where it will run.
  const isFile = (path: string) => disk.isFile(`${context.root}/${path}`);
  const cwd = askedIn(runner, options, { env, isFile }) ?? root;
  const version = await versionOf(runner, cwd, tool, askTool);
  const overridden = checkPin(runner, options, version, env);
  if (overridden !== undefined) say(overridden, tool);
  const answers = await Promise.all(
    (runner.questions?.(options) ?? []).map(([program = '', ...args]) =>
      askTool({ program, args, cwd }, tool).catch(() => undefined),
    ),
  );
  return {
    name: `${context.projectName}:${context.targetName}`,
    runner,
    options,
    planContext: {
      ...planContext(context, root, options, extra, version, env),
      answers,
      ...(options['stamp'] === true ? { stamp: readStamp(context) } : {}),
    },
    tool,
    env,
    raw,
    context,
  };
}

function askedIn(
  { directory, versionDirectory }: AnyRunner,
  options: Readonly<Record<string, unknown>>,
  place: VersionPlace,
): string | undefined {
  return versionDirectory?.(options, place) ?? directory?.(options);
}

/** The fingerprint program has given it a key of its own for the same reason. */
function sayIfUnknowable({ identity }: AnyRunner, { target, root }: ExecutorContext, tool: Tool): void {
  const reason = target?.cache === true ? unknowable(identity, root, tool.env ?? {}) : undefined;
  if (reason !== undefined) say(`Not kept for later runs: ${reason}.`, tool);
}

function installation(
  { program, install }: AnyRunner,
  { devShell }: Readonly<Record<string, unknown>>,
): string {
  if (devShell === undefined) return install;
  return `It is to come from the dev shell ${(devShell as DevShell).name} of flake.nix: add ${program} to its packages.`;
}

function planContext(
  context: ExecutorContext,
  root: string,
  options: Readonly<Record<string, unknown>>,
  extra: readonly string[],
  version: string,
  env: Env,
): Omit<RunContext, 'answers' | 'stamp'> {
  const { FORCE_COLOR: force, NO_COLOR: none } = env;
  const values = { projectRoot: root, projectName: context.projectName ?? '', options };
  return {
    projectRoot: root,
    projectName: context.projectName ?? '',
    outputs: (context.target?.outputs ?? []).map((output) => outputPath(output, values)),
    extra,
    version,
    scratch: scratchFolder(context.root),
    color:
      none === undefined &&
      (process.stdout.isTTY || (force !== undefined && force !== '0' && force !== 'false')),
    env,
    has: (program) => isInstalled(program, pathOf(env)),
    // NB tools say where a directory really is, also where a link leads there.
    place: realpathSync(context.root),
    read: disk.read,
    isFile: disk.isFile,
    find: (program) => findProgram(program, pathOf(env)),
    digest: disk.digest,
  };
}

/** NB only from the task before: the file may be there from another commit. */
function readStamp(context: ExecutorContext): Stamp {
  const file = outputsBefore(context).find((path) => basename(path) === STAMPED_FILE);
  const text = file === undefined ? undefined : disk.read(`${context.root}/${file}`);
  if (text !== undefined) return JSON.parse(text) as Stamp;
  throw new OptionsError(
    'stamp: this option cannot be set on a target.\n  List the project under `stamp` in the options of polynx in nx.json, or set `stamp` in the nx section of its manifest.',
  );
}

/** NB the command line is not checked here: an argument that polynx does not know is passed to the tool. */
function refuseUnknownOptions(
  runner: AnyRunner,
  { target, configurationName, ...context }: ExecutorContext,
): void {
  const { options, configurations = {} } = target ?? {};
  const chosen =
    configurationName === undefined ? {} : { [configurationName]: configurations[configurationName] };
  const problem = overrideProblem({ options, configurations: chosen }, runner.options);
  if (problem === undefined) return;
  const where = ['targets', context.targetName, ...problem.at].join('.');
  throw new OptionsError(
    [
      `${context.projectName}: ${where}: ${problem.says}`,
      ...(problem.known.length === 0 ? [] : [`  Known: ${problem.known.join(', ')}.`]),
      '  It is set in project.json, in the manifest, or in targetDefaults of nx.json.',
    ].join('\n'),
  );
}

function checkOptions(runner: AnyRunner, given: Record<string, unknown>): Record<string, unknown> {
  const result = z.safeParse(runner.options as z.ZodMiniType<Record<string, unknown>>, given);
  if (!result.success) throw new OptionsError(describeIssues(result.error.issues, 'options', runner.options));
  return result.data;
}

async function versionOf(
  { program, versionArgs: args, explain }: AnyRunner,
  cwd: string,
  tool: Tool,
  askTool: typeof ask,
): Promise<string> {
  try {
    return (await askTool({ program, args, cwd }, tool)).trim();
  } catch (error) {
    const meaning = error instanceof ExpectedError ? explain?.(error.message, tool.env ?? {}) : undefined;
    throw meaning === undefined ? error : new ExpectedError(meaning);
  }
}

/** The pin stands for the tool in the cache key: with another tool the key would be a lie. */
function checkPin(runner: AnyRunner, options: unknown, version: string, env: Env): string | undefined {
  const pinned = runner.pinned?.(options);
  if (pinned === undefined || version.split(/\s+/).includes(pinned.version)) return undefined;
  const { pinOverride: override } = runner;
  if (override !== undefined && env[override] !== undefined)
    return `${override}=${env[override]} overrides ${pinned.file}, which pins ${pinned.version}: this is ${version}.`;
  throw new ExpectedError(
    `${pinned.file} pins version ${pinned.version}, but ${runner.program} is: ${version}\n  ${runner.install}`,
  );
}
