/**
 * What `--verbose` says before a task runs: its commands, its key, what it leaves. NB what a task prints is
 * kept with its result, and comes back with it on other machines: no value of the user's environment.
 */

import type { Env } from '../adapters/run.js';
import { type Expanded, expand, tasksBefore } from '../explain/expand.js';
import { argumentsOf } from '../explain/machine.js';
import { GIT } from '../model/git-facts.js';
import { isDecisive } from '../model/identity.js';
import { dirname } from '../model/paths.js';
import { SLICES } from '../model/places.js';
import { hostPlatform } from '../model/platform.js';
import type { Command, Plan } from '../model/task.js';
import { reasonIn } from '../model/uncached.js';
import { graphOf } from './declared-inputs.js';
import type { PreparedTask } from './prepare-task.js';

/** Nx says `--verbose` so. */
export function isVerbose({ NX_VERBOSE_LOGGING: verbose }: Env): boolean {
  return verbose === 'true';
}

/** @param shared the command of a batch, and of how many tasks */
export function shownPlan(
  task: PreparedTask,
  { steps, artifacts }: Pick<Plan, 'steps' | 'artifacts'>,
  shared?: { readonly tasks: number },
): string {
  const show = shower(task);
  const rows = [
    ...steps.flatMap(({ command }) => commandRows(command, show, shared)),
    ['leaves', listed(artifacts.map(({ to }) => to)) || 'no files'] as const,
    ...keyRows(task),
    ['cached', cachedOrNot(task)] as const,
  ];
  return `${[task.name, ...rows.map(([title, text]) => `  ${title.padEnd(7)} ${text}`)].join('\n')}\n`;
}

type Row = readonly [title: string, text: string];

function commandRows(
  { program, args, cwd, env = {} }: Command,
  show: (word: string) => string,
  shared: { readonly tasks: number } | undefined,
): Row[] {
  const line = [program, ...args].map(show).join(' ');
  const where = cwd === '.' ? '' : ` (in ${cwd})`;
  const together = shared === undefined ? '' : ` (one process for ${shared.tasks} tasks)`;
  const sets = Object.entries(env).map(([name, value]): Row => ['sets', `${name}=${show(value)}`]);
  return [['runs', `${shortened(line)}${where}${together}`], ...sets];
}

/** A word as it stands on a command line: nothing private, and nothing that is another one in each run. */
function shower({ env, planContext }: PreparedTask): (word: string) => string {
  const hidden = secretsOf(env);
  const { scratch } = planContext;
  return (word) =>
    hidden.some((one) => word.includes(one))
      ? '(from your environment)'
      : quoted(word.replaceAll(scratch, `${dirname(scratch)}/*`));
}

/** What flags hold, and what is called a secret. */
const PRIVATE = /FLAGS|TOKEN|KEY|SECRET|PASSWORD|CREDENTIAL|URL|PROXY/;

function secretsOf(env: Env): string[] {
  return Object.entries(env)
    .filter(([name]) => PRIVATE.test(name))
    .flatMap(([, value = '']) => value.replaceAll('\u001f', ' ').split(/\s+/))
    .filter((word) => word.length > 3);
}

function quoted(text: string): string {
  return /^[\w@%+=:,./*-]+$/.test(text) ? text : JSON.stringify(text.replaceAll('\u001f', ' '));
}

const LONGEST = 400;

function shortened(line: string): string {
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}

/** In the order in which people look for a reason. */
function keyRows(task: PreparedTask): Row[] {
  const { projectName = '', targetName = '' } = task.context;
  if (task.context.target?.cache !== true) return [];
  const inputs = expand(projectName, targetName, graphOf(task.context));
  const lines = [...fileLines(inputs), ...toolLines(inputs, task), ...otherLines(inputs, task)];
  return lines.map((line, index) => [index === 0 ? 'key' : '', line]);
}

function fileLines({ files, disk }: Expanded): string[] {
  const isSlice = (glob: string) => glob.startsWith(`${SLICES}/`);
  const ignored = disk.flat().filter((glob) => !isSlice(glob));
  const parts = disk.flat().filter(isSlice).map(cutFrom);
  return [
    `files: ${listed(files.flat().map(withoutNot)) || 'none'}`,
    ...(ignored.length === 0 ? [] : [`also if git ignores them: ${listed(ignored)}`]),
    ...(parts.length === 0 ? [] : [`what it uses of: ${[...new Set(parts)].join(', ')}`]),
  ];
}

/** `!docs/**` takes away. */
function withoutNot(glob: string): string {
  return glob.startsWith('!') ? `without ${glob.slice(1)}` : glob;
}

/** `.nx/polynx/slices/Cargo.toml_Cargo.lock_0123…` */
function cutFrom(path: string): string {
  const name = path.slice(SLICES.length + 1);
  const label = name.slice(0, Math.max(name.lastIndexOf('_'), 0));
  return label === '' ? 'locks and manifests of the workspace' : label.split('_').join(', ');
}

function toolLines({ runtime }: Expanded, { runner, planContext }: PreparedTask): string[] {
  return runtime.map((command) => {
    const [toolchain, , ...more] = argumentsOf(command) ?? [];
    if (toolchain === undefined) return `the output of: ${command}`;
    if (toolchain === GIT) return `of git: ${more.join(', ')}`;
    const isOwn = runner.program === toolchain;
    const version = isOwn ? (planContext.version.split('\n')[0] ?? toolchain) : toolchain;
    return `tool and machine: ${version}, ${hostPlatform()}`;
  });
}

function otherLines(inputs: Expanded, { context, env, runner, planContext }: PreparedTask): string[] {
  const { projectName: project = '', targetName: target = '' } = context;
  const set = (name: string) => env[name] !== undefined && env[name] !== '';
  const names = [...inputs.env, ...Object.keys(env).filter((name) => isDecisive(name, runner.identity))];
  const variables = [...new Set(names)].filter(set).sort();
  const before = inputs.takesOutputs ? tasksBefore({ project, target }, graphOf(context)) : [];
  return [
    `variables set in this environment: ${listed(variables) || 'none'}`,
    ...(before.length === 0
      ? []
      : [`what these leave: ${listed(before.map((one) => `${one.project}:${one.target}`))}`]),
    ...(inputs.takesPackages ? ['the installed npm packages'] : []),
    ...(planContext.extra.length === 0 ? [] : [`arguments: ${planContext.extra.map(quoted).join(' ')}`]),
  ];
}

function cachedOrNot({ context: { target, projectName, targetName } }: PreparedTask): string {
  if (target?.cache === true) return `yes; every input: nx show target ${projectName}:${targetName} inputs`;
  return `no: ${reasonIn(target?.metadata?.description ?? '') ?? 'its target has cache: false'}`;
}

const MANY = 6;

function listed(items: readonly string[]): string {
  const more = items.length > MANY ? [`and ${items.length - MANY} more`] : [];
  return [...items.slice(0, MANY), ...more].join(', ');
}
