/**
 * Each toolchain in use: the program, the version that answers where tasks run, what pins it, and what else
 * its tasks need.
 */
import { delimiter } from 'node:path';
import * as z from 'zod/mini';
import { findProgram, pathOf } from '../../adapters/programs.js';
import { answerOf } from '../../adapters/run.js';
import { compact } from '../../model/compact.js';
import type { DevShell } from '../../model/dev-shell.js';
import { ExpectedError, isExpected } from '../../model/errors.js';
import type { Command } from '../../model/task.js';
import type { NamedTask, Planned } from '../../pipes/planned.js';
import { environmentFor } from '../../run/dev-shell.js';
import { toolchains } from '../../toolchains/index.js';
import type { AnyToolchain, Inspection, Pin, Requirement } from '../../toolchains/toolchain.js';
import type { Workspace } from '../workspace.js';
import { type Check, count, type Section, some } from './report.js';

/** A tool that hangs must not take the doctor along. */
const PATIENCE = 10_000;

export async function checkTools(workspace: Workspace): Promise<Section[]> {
  const { planned } = workspace.analysis;
  const sections = toolchains.flatMap((toolchain) => {
    const own = planned.filter(({ toolchain: id, tasks }) => id === toolchain.id && tasks.length > 0);
    if (toolchain.runner === undefined) return [];
    return byShell(own).map(async ({ shell, members }): Promise<Section> => {
      const title = `${toolchain.title}: ${count(members.length, 'project')}`;
      return {
        title: shell === undefined ? title : `${title} in the dev shell ${shell.name}`,
        checks: await checkThere(toolchain, members, shell, workspace),
      };
    });
  });
  return Promise.all(sections);
}

interface InShell {
  readonly shell: DevShell | undefined;
  readonly members: readonly Planned[];
}

/** Tools come from PATH, or from a shell of the flake. */
function byShell(planned: readonly Planned[]): InShell[] {
  const groups = new Map<string, InShell>();
  for (const one of planned) {
    const shell = one.tasks.find(({ devShell }) => devShell !== undefined)?.devShell;
    const key = JSON.stringify(shell) ?? '';
    groups.set(key, { shell, members: [...(groups.get(key)?.members ?? []), one] });
  }
  return [...groups.values()];
}

async function checkThere(
  toolchain: AnyToolchain,
  planned: readonly Planned[],
  devShell: DevShell | undefined,
  workspace: Workspace,
): Promise<Check[]> {
  if (devShell === undefined) return checkTool(toolchain, planned, {}, workspace);
  try {
    const env = await environmentFor({ devShell }, {}, workspace.root);
    const PATH = [env['PATH'], process.env['PATH']].join(delimiter);
    const variables = Object.entries({ ...env, PATH }).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    );
    return await checkTool(toolchain, planned, Object.fromEntries(variables), workspace);
  } catch (error) {
    if (!isExpected(error)) throw error;
    const [says = '', ...more] = error.message.split('\n');
    return [{ state: 'problem', says, fix: more.join('\n').trim() || says }];
  }
}

/** Variables over those of this process. */
type Variables = Readonly<Record<string, string>>;

/** Directories where the same files say which version is meant: one of them speaks for all. */
interface Place {
  readonly directory: string;
  readonly others: number;
  readonly pins: readonly Pin[];
}

async function checkTool(
  toolchain: AnyToolchain,
  planned: readonly Planned[],
  shell: Variables,
  workspace: Workspace,
): Promise<Check[]> {
  const { runner } = toolchain;
  if (runner === undefined) return [];
  const { program, install } = runner;
  const path = findProgram(program, pathOf(shell));
  const inspection = (await toolchain.inspection?.()) ?? {};
  const needs = { ...inspection, askEnv: { ...shell, ...inspection.askEnv } };
  if (path === undefined) {
    return [
      {
        state: 'problem',
        says: `${program} is not installed, or not on PATH; ${count(tasksOf(planned).length, 'task')} can only come from the cache`,
        fix: install,
        data: { program },
      },
    ];
  }
  const places = placesOf(planned, toolchain, needs, workspace);
  const asked = await Promise.all(
    places.map((place) => askVersion(toolchain, place, path, needs, workspace)),
  );
  const required = await Promise.all(
    requirementsOf(planned, needs).map((one) => checkRequirement(one, places, needs, workspace)),
  );
  return [...asked, ...required];
}

function tasksOf(planned: readonly Planned[]): NamedTask[] {
  return planned.flatMap(({ tasks }) => tasks);
}

function placesOf(
  planned: readonly Planned[],
  { runner }: AnyToolchain,
  { pins }: Inspection,
  { tree }: Workspace,
): Place[] {
  const places = new Map<string, Place>();
  const directories = planned.map(({ project, tasks }) => {
    const options = tasks.find((task) => task.options !== undefined)?.options;
    const parsed =
      options === undefined || runner === undefined ? undefined : z.safeParse(runner.options, options);
    return (parsed?.success === true ? runner?.directory?.(parsed.data) : undefined) ?? project.root;
  });
  for (const directory of [...new Set(directories)].sort()) {
    const found = pins?.(directory, tree) ?? [];
    const key = JSON.stringify(found.map(({ says }) => says));
    const known = places.get(key);
    places.set(
      key,
      known === undefined ? { directory, others: 0, pins: found } : { ...known, others: known.others + 1 },
    );
  }
  return [...places.values()];
}

async function askVersion(
  { runner }: AnyToolchain,
  { directory, others, pins }: Place,
  path: string,
  { askEnv }: Inspection,
  { root }: Workspace,
): Promise<Check> {
  const { program = '', versionArgs = [], install = '' } = runner ?? {};
  const where = others === 0 ? directory : `${directory} and ${count(others, 'other folder')}`;
  const found = await answerOrError([program, ...versionArgs], directory, askEnv, root);
  const pinned = pins.map((pin) => `${placeOf(pin)} says ${pin.says}`);
  const data = { program, path, directory, pins: pins.map(({ file, line, says }) => ({ file, line, says })) };
  if (found.error !== undefined) {
    return {
      state: 'problem',
      says: [`${program} does not say its version in ${where}`, ...pinned].join('; '),
      fix: found.error,
      data,
    };
  }
  const version = found.answer.split('\n')[0] ?? '';
  const against = pins.filter((pin) => pin.agrees(found.answer) === false);
  const override = runner?.pinOverride === undefined ? undefined : process.env[runner.pinOverride];
  const isBinding = against.some((pin) => pin.isBinding) && override === undefined;
  return {
    state: against.length === 0 ? 'fine' : isBinding ? 'problem' : 'advice',
    says: [
      `${version.startsWith(program) ? version : `${program} ${version}`} in ${where}: ${path}`,
      ...pinned,
      ...(override === undefined ? [] : [`${runner?.pinOverride}=${override} overrides it`]),
    ].join('; '),
    ...(against.length === 0
      ? {}
      : { fix: `This is not what ${some(against.map(placeOf))} says. ${install}` }),
    data: { ...data, version, agrees: against.length === 0 },
  };
}

function placeOf({ file, line }: Pin): string {
  return line === undefined ? file : `${file}:${line}`;
}

interface Needed {
  readonly requirement: Requirement;
  readonly tasks: readonly NamedTask[];
}

function requirementsOf(planned: readonly Planned[], { requires }: Inspection): Needed[] {
  const needed = new Map<string, { requirement: Requirement; tasks: NamedTask[] }>();
  for (const { project, tasks } of planned) {
    for (const task of tasks) {
      for (const requirement of requires?.(task, project) ?? []) {
        const known = needed.get(requirement.name);
        if (known === undefined) needed.set(requirement.name, { requirement, tasks: [task] });
        else known.tasks.push(task);
      }
    }
  }
  return [...needed.values()];
}

async function checkRequirement(
  { requirement, tasks }: Needed,
  places: readonly Place[],
  { askEnv }: Inspection,
  { root }: Workspace,
): Promise<Check> {
  const { name, probes, install } = requirement;
  const targets = [...new Set(tasks.map(({ target }) => target))].sort();
  const needs = `${some(targets, 4)} of ${count(tasks.length, 'task')}`;
  const missing: string[] = [];
  let version = '';
  for (const { directory } of places) {
    const answers = await Promise.all(probes.map((probe) => answerOrError(probe, directory, askEnv, root)));
    const found = answers.find(({ answer }) => answer !== undefined);
    if (found?.answer === undefined) missing.push(directory);
    else version = found.answer.split('\n')[0] ?? '';
  }
  const path = probes.flatMap(([program = '']) => findProgram(program, pathOf(askEnv)) ?? [])[0];
  const data = { program: name, path, version, targets, missing };
  if (missing.length === 0) {
    return {
      state: 'fine',
      says: `${version.includes(name) ? version : `${name} ${version}`.trim()}: ${path ?? ''}`,
      data,
    };
  }
  // What only a person starts is no reason for a red build.
  const isOnlyService = tasks.every(({ continuous }) => continuous === true);
  const where = missing.length === places.length ? '' : ` in ${some(missing)}`;
  return {
    state: isOnlyService ? 'advice' : 'problem',
    says: `${name} is missing${where}: ${needs.replace(/ of .*/, '')} need${targets.length === 1 ? 's' : ''} it (${count(tasks.length, 'task')})`,
    fix: install,
    data,
  };
}

type AnswerOrError =
  | { readonly answer: string; readonly error?: undefined }
  | { readonly answer?: undefined; readonly error: string };

async function answerOrError(
  [program = '', ...args]: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> | undefined,
  workspaceRoot: string,
): Promise<AnswerOrError> {
  if (args.length === 0) {
    return findProgram(program, pathOf(env)) === undefined
      ? { error: `${program} is not on PATH` }
      : { answer: program };
  }
  try {
    const command = compact<Command>({ program, args, cwd, env });
    const { exitCode, stdout, stderr } = await answerOf(command, {
      workspaceRoot,
      install: '',
      patience: PATIENCE,
    });
    return exitCode === 0 ? { answer: stdout.trim() } : { error: (stderr || stdout).trim() };
  } catch (error) {
    if (error instanceof ExpectedError) return { error: error.message.trim() };
    throw error;
  }
}
