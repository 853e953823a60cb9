import { realpathSync } from 'node:fs';
import type { ExecutorContext } from '@nx/devkit';
import * as z from 'zod/mini';
import { emptyFolders, makeRoomFor, placeArtifacts } from '../adapters/artifacts.js';
import { disk } from '../adapters/disk.js';
import { exclusively } from '../adapters/lock.js';
import { ask, isInstalled, type RunResult, run } from '../adapters/run.js';
import { ExpectedError, OptionsError } from '../model/errors.js';
import { join } from '../model/paths.js';
import type { Command, Plan, Step } from '../model/task.js';
import { describeIssues } from '../toolchains/shared/manifest.js';
import type { AnyToolchain, PlanContext, Runner } from '../toolchains/toolchain.js';
import { auditTask } from './audit-task.js';
import { splitOptions } from './split-options.js';

export type ExecutorResult = { readonly success: boolean };
// biome-ignore lint/suspicious/noExplicitAny: the options of a runner are checked by its own schema
type AnyRunner = Runner<any>;

/** One task of one project: options to plan, plan to processes, processes to artifacts. */
export function executorOf(toolchain: AnyToolchain) {
  return async (raw: Record<string, unknown>, context: ExecutorContext): Promise<ExecutorResult> => {
    try {
      if (toolchain.runner === undefined) throw new Error(`${toolchain.id} has no runner`);
      return { success: await runTask(toolchain.runner, raw, context) };
    } catch (error) {
      if (!(error instanceof ExpectedError)) throw error;
      console.error(`\n${error.message}\n`);
      return { success: false };
    }
  };
}

async function runTask(
  runner: AnyRunner,
  raw: Record<string, unknown>,
  context: ExecutorContext,
): Promise<boolean> {
  const { options: given, extra } = splitOptions(raw, runner.options);
  const options = checkOptions(runner, given);
  const root = context.projectsConfigurations.projects[context.projectName ?? '']?.root ?? '.';
  const task = `${context.projectName}:${context.targetName}`;
  const interactive = context.target?.continuous === true;
  const tool = { workspaceRoot: context.root, install: runner.install, interactive };
  // A tool may answer otherwise elsewhere (rustup's overrides): it is asked where it will run.
  const cwd = runner.directory?.(options) ?? root;
  const version = (await ask({ program: runner.program, args: runner.versionArgs, cwd }, tool)).trim();
  checkPin(runner, options, version, process.env);
  const plan = runner.plan(options, planContext(context, root, options, extra, version));
  emptyFolders(context.root, plan.clean ?? []);
  makeRoomFor(context.root, plan.artifacts);
  const messages: string[] = [];
  for (const step of plan.steps) {
    const { exitCode, messages: said } = await runStep(step, task, plan, tool);
    if (exitCode !== 0) return false;
    messages.push(...said);
  }
  await audit(runner, messages, options, raw, context);
  placeArtifacts(context.root, plan.artifacts);
  return true;
}

/** A result that is not kept may be made from anything. */
async function audit(
  runner: AnyRunner,
  messages: readonly string[],
  options: Readonly<Record<string, unknown>>,
  raw: Readonly<Record<string, unknown>>,
  context: ExecutorContext,
): Promise<void> {
  const { projectName: project, targetName: target } = context;
  if (context.target?.cache !== true || project === undefined || target === undefined) return;
  const projectRoot = context.projectsConfigurations.projects[project]?.root ?? '.';
  // NB tools say where a directory really is, also where a link leads there.
  const place = { workspaceRoot: realpathSync(context.root), projectRoot, env: process.env, disk };
  const evidence = runner.evidence?.of(messages, options, place) ?? [];
  const allowed = Array.isArray(raw['allowUndeclared']) ? raw['allowUndeclared'].map(String) : [];
  const upstreamOutputs = outputsBefore(context);
  await auditTask(evidence, runner, { project, target, allowed, upstreamOutputs }, context);
}

/** Everything that the tasks before this one leave, however far up: Nx says there which of it is an input. */
function outputsBefore({ taskGraph, projectName, targetName, configurationName }: ExecutorContext): string[] {
  const ids = [
    [projectName, targetName, configurationName],
    [projectName, targetName],
  ].map((parts) => parts.filter((part) => part !== undefined).join(':'));
  const before = (id: string) => (taskGraph?.dependencies[id] ?? []).map(idOf);
  const seen = new Set(ids.flatMap(before));
  for (const id of seen) for (const earlier of before(id)) seen.add(earlier);
  return [...seen].flatMap((id) => taskGraph?.tasks[id]?.outputs ?? []);
}

/** Nx 23 gives ids, Nx 24 edges. */
function idOf(edge: string | { readonly id: string }): string {
  return typeof edge === 'string' ? edge : edge.id;
}

function planContext(
  context: ExecutorContext,
  root: string,
  options: Readonly<Record<string, unknown>>,
  extra: readonly string[],
  version: string,
): PlanContext {
  const { FORCE_COLOR: force, NO_COLOR: none } = process.env;
  return {
    projectRoot: root,
    projectName: context.projectName ?? '',
    outputs: (context.target?.outputs ?? []).map((output) => interpolate(output, root, options)),
    extra,
    version,
    color:
      none === undefined &&
      (process.stdout.isTTY || (force !== undefined && force !== '0' && force !== 'false')),
    env: process.env,
    has: (program) => isInstalled(program),
  };
}

/** Nx's tokens in a declared output, as a workspace-relative path. */
function interpolate(output: string, root: string, options: Readonly<Record<string, unknown>>): string {
  return join(
    output
      .replace('{workspaceRoot}', '.')
      .replace('{projectRoot}', root)
      .replace(/\{options\.(\w+)\}/g, (_, key: string) => String(options[key] ?? '')),
  );
}

function checkOptions(runner: AnyRunner, given: Record<string, unknown>): Record<string, unknown> {
  const result = z.safeParse(runner.options as z.ZodMiniType<Record<string, unknown>>, given);
  if (!result.success) throw new OptionsError(describeIssues(result.error.issues, 'options'));
  return result.data;
}

/** The pin stands for the tool in the cache key: with another tool the key would be a lie. */
function checkPin(runner: AnyRunner, options: unknown, version: string, env: NodeJS.ProcessEnv): void {
  const pinned = runner.pinned?.(options);
  if (pinned === undefined) return;
  if (runner.pinOverride !== undefined && env[runner.pinOverride] !== undefined) return;
  if (version.split(/\s+/).includes(pinned.version)) return;
  throw new ExpectedError(
    `${pinned.file} pins version ${pinned.version}, but ${runner.program} is: ${version}\n  ${runner.install}`,
  );
}

interface Tool {
  readonly interactive: boolean;
  readonly workspaceRoot: string;
  readonly install: string;
}

async function runStep(step: Step, task: string, plan: Plan, tool: Tool): Promise<RunResult> {
  const work = () => runCommands(step, tool);
  const result = await (step.exclusive === undefined
    ? work()
    : exclusively(tool.workspaceRoot, step.exclusive, task, work));
  if (result.exitCode === 0) return result;
  const hint = step.hint?.(result.output);
  if (hint !== undefined) console.error(`\n${hint}`);
  console.error(`\n${howItEnded(step, plan, result)}\n`);
  return result;
}

function howItEnded(
  { command, failOnOutput }: Step,
  { steps }: Plan,
  { signal, exitCode }: RunResult,
): string {
  const what = steps.length > 1 ? `${command.program} ${command.args[0]}` : command.program;
  if (signal !== undefined) return `${what} was ended by ${signal}`;
  return failOnOutput ? `${what} found the files above` : `${what} exited with code ${exitCode}`;
}

/** One command, or one per chunk of the arguments that another command lists. */
async function runCommands(step: Step, tool: Tool): Promise<RunResult> {
  let result: RunResult = { exitCode: 0, output: '', messages: [] };
  for (const command of await commandsOf(step, tool)) {
    const one = await run(command, {
      ...tool,
      capture: step.hint !== undefined || step.failOnOutput === true,
      messages: step.messages ?? false,
    });
    const fails = one.exitCode !== 0 || (step.failOnOutput === true && one.output.trim() !== '');
    const said = [...result.messages, ...one.messages];
    result = fails
      ? {
          ...one,
          exitCode: one.exitCode === 0 ? 1 : one.exitCode,
          output: result.output + one.output,
          messages: said,
        }
      : { ...result, messages: said };
  }
  return result;
}

/** Operating systems limit the length of a command line; the smallest limit is Windows's 32,767 characters. */
const LONGEST = 30_000;

async function commandsOf({ command, argumentsFrom }: Step, tool: Tool): Promise<Command[]> {
  if (argumentsFrom === undefined) return [command];
  const listed = (await ask(argumentsFrom, tool)).split('\n').filter((line) => line.trim() !== '');
  const chunks: string[][] = [];
  let length = LONGEST;
  for (const argument of listed) {
    length += argument.length + 1;
    if (length > LONGEST) {
      chunks.push([]);
      length = argument.length;
    }
    chunks[chunks.length - 1]?.push(argument);
  }
  return chunks.map((chunk) => ({ ...command, args: [...command.args, ...chunk] }));
}
