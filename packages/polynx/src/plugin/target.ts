import type { TargetConfiguration } from '@nx/devkit';
import { isPattern } from '../fingerprint/command.js';
import { compact } from '../model/compact.js';
import type { DevShell } from '../model/dev-shell.js';
import type { GitFact } from '../model/git-facts.js';
import { escapeGlob, type Glob, glob } from '../model/globs.js';
import { outputGlob } from '../model/outputs.js';
import type { Command, Inputs } from '../model/task.js';
import { ownerOf } from '../pipes/owners.js';
import type { ForeignInputs, NamedTask, Planned } from '../pipes/planned.js';
import { executorFor } from '../toolchains/executors.js';
import type { AnyToolchain } from '../toolchains/toolchain.js';
import type { Slices } from './slices.js';

type Input = NonNullable<TargetConfiguration['inputs']>[number];

/** What rendering needs to know beyond the task itself. */
export interface TargetContext {
  readonly toolchain: AnyToolchain;
  readonly names: ReadonlyMap<string, string>;
  readonly slices: Slices;
  /** Whether tasks may share a process. */
  readonly batch: boolean;
  /** Globs that many targets of the project share, as a named input; undefined: write them out. */
  nameOf(files: readonly Glob[]): string | undefined;
  /** Command line of the program that prints the tool's identity. */
  fingerprint(toolchain: string, inputs: Inputs, devShell?: DevShell): string;
  /** The same for what is asked of git. */
  git(facts: readonly GitFact[]): string;
  /** Command line of a program that says the word, and nothing else. */
  constant(word: string): string;
}

/**
 * The named input that carries a change of a lock file to `nx affected`. It is empty: the change enters the
 * key through slices.
 */
export const SHARED_INPUT = 'polynx:shared';

export function renderTarget(
  task: NamedTask,
  { project, tasks }: Planned,
  context: TargetContext,
): TargetConfiguration {
  const needs = task.needs.flatMap(({ root, target }) => {
    const name = context.names.get(root);
    return name === undefined ? [] : [{ target, projects: [name] }];
  });
  // NB by the names the targets got: beside a package.json with a `build` script, Deno's build is
  // `deno:build`.
  const nameOf = (intent: string) => tasks.find((other) => other.intent === intent)?.target ?? intent;
  const after = (task.after ?? []).map(nameOf);
  const dependsOn = [...after, ...(task.upstream ?? []).map((intent) => `^${intent}`), ...needs];
  return compact({
    ...(task.options === undefined
      ? {}
      : {
          executor: executorOf(task, context),
          options: { ...task.options, ...allowance(task), ...inShell(task) },
        }),
    ...(task.configurations === undefined ? {} : { configurations: copy(task.configurations) }),
    defaultConfiguration: task.defaultConfiguration,
    cache: task.cache,
    ...(task.continuous ? { continuous: true } : {}),
    inputs: task.cache
      ? renderInputs(task, project.root, context)
      : selectingInputs(task, project.root, context, dependsOn.length > 0),
    // Also where nothing is cached: who depends on the task hashes what it leaves, and Nx has default folders
    // for whom says nothing.
    ...(task.cache || task.outputs.length > 0 ? { outputs: renderOutputs(task) } : {}),
    ...(dependsOn.length > 0 ? { dependsOn } : {}),
    metadata: {
      description: describe(task),
      ...(task.cache && task.assumes ? { assumes: task.assumes } : {}),
      ...(task.inParts === undefined ? {} : { nonAtomizedTarget: nameOf(task.inParts) }),
    },
  });
}

function executorOf(task: NamedTask, { toolchain, batch }: TargetContext): string {
  const { executor = executorFor(toolchain, task, batch) } = task;
  return executor.includes(':') ? executor : `polynx:${executor}`;
}

/** In the options, since a result that was made with an allowance is no result without it. */
function allowance({ cache, allowUndeclared = [] }: NamedTask): object {
  return cache && allowUndeclared.length > 0 ? { allowUndeclared: [...allowUndeclared] } : {};
}

/** In the options too: the executor has to know. */
function inShell({ devShell }: NamedTask): object {
  return devShell === undefined ? {} : { devShell: { ...devShell } };
}

/** `Compile the crate: cargo build --package api --locked`. The exact command, as a user would type it. */
function describe({ description, command }: NamedTask): string {
  return command === undefined ? description : `${description}: ${commandLine(command)}`;
}

function commandLine({ program, args }: Command): string {
  return [program, ...args]
    .map((part) => (/^[\w@%+=:,./-]+$/.test(part) ? part : JSON.stringify(part)))
    .join(' ');
}

function renderInputs(task: NamedTask, root: string, context: TargetContext): Input[] {
  const { inputs, resolvedReads, foreign, devShell } = task;
  const isScript = task.options === undefined;
  const all = [{ toolchain: context.toolchain.id, inputs, reads: resolvedReads }, ...foreign];
  const npm = all.flatMap((one) => one.inputs.npm ?? []);
  return [
    ...all.flatMap((one) => ownInputs(one, context, devShell)),
    ...shellInputs(devShell),
    ...sharedInputs(task, root, context),
    ...(task.needs.length > 0 || (task.upstream ?? []).length > 0 || inputs.after === true
      ? [outputsBefore(task)]
      : []),
    // NB without this Nx hashes every npm package into every task. A script keeps Nx's own rule unless its
    // closure is known.
    ...(isScript && inputs.npm === undefined ? [] : [{ externalDependencies: [...new Set(npm)] }]),
  ];
}

/**
 * Of a task that is not cached: no key, but by these `nx affected` selects it. Where a target has none, Nx
 * looks at the files of the project and of those it depends on alone, and overlooks the lock, a shared
 * manifest, and what is built before.
 */
function selectingInputs(
  task: NamedTask,
  root: string,
  context: TargetContext,
  waits: boolean,
): Input[] | undefined {
  const { inputs, resolvedReads, foreign } = task;
  const all = [{ inputs, reads: resolvedReads }, ...foreign];
  const globs = all.flatMap((one) => [
    ...namedOr(one.inputs.files, context),
    ...one.reads.filter(({ ignored }) => ignored !== true).map(({ glob }) => workspaceGlob(glob)),
  ]);
  const more = [
    ...new Set(globs),
    ...sharedInputs(task, root, context),
    ...(waits ? [outputsBefore(task)] : []),
  ];
  if (more.length === 0) return undefined;
  const isKnown = task.options !== undefined && inputs.files.length > 0;
  return ['default', ...(isKnown ? [] : ['^default']), ...more];
}

function outputsBefore({ upstream }: NamedTask): Input {
  return { dependentTasksOutputFiles: '**/*', ...(upstream === undefined ? {} : { transitive: true }) };
}

function namedOr(files: readonly Glob[], { nameOf }: TargetContext): string[] {
  const named = nameOf(files);
  return named === undefined ? files.map(workspaceGlob) : [named];
}

function ownInputs(
  { toolchain, inputs, reads }: Pick<ForeignInputs, 'toolchain' | 'inputs' | 'reads'>,
  context: TargetContext,
  devShell: DevShell | undefined,
): Input[] {
  return [
    ...namedOr(inputs.files, context),
    ...reads.map((read) => (read.ignored || read.fromDisk ? fromDisk(read.glob) : workspaceGlob(read.glob))),
    ...(inputs.ignored ?? []).map(fromDisk),
    ...sliceOf(inputs, context),
    ...runtimeOf(toolchain, inputs, context, devShell),
    ...(inputs.git === undefined ? [] : [{ runtime: context.git(inputs.git.facts) }]),
    ...(inputs.env ?? []).filter((name) => !isPattern(name)).map((env) => ({ env })),
  ];
}

/** A workspace that may not be written has its keys all the same: a program says the digest. */
function sliceOf({ slice, shared = [] }: Inputs, { slices, constant }: TargetContext): Input[] {
  if (slice === undefined) return [];
  const input = slices.add(slice, shared);
  return ['file' in input ? fromDisk(escapeGlob(input.file)) : { runtime: constant(input.digest) }];
}

/** A task without a toolchain may still start a program, whose version counts. */
function runtimeOf(
  toolchain: string,
  inputs: Inputs,
  { fingerprint }: TargetContext,
  devShell: DevShell | undefined,
): Input[] {
  if (inputs.tool !== false) return [{ runtime: fingerprint(toolchain, inputs, devShell) }];
  return inputs.probes === undefined ? [] : [{ runtime: fingerprint('none', inputs, devShell) }];
}

/** What a shell is made of is in its fingerprint; by these `nx affected` sees that it may be another one. */
function shellInputs(devShell: DevShell | undefined): Input[] {
  return devShell === undefined ? [] : [glob`flake.lock`, glob`**/*.nix`].map(workspaceGlob);
}

/** Files that git ignores are none of Nx's file list. */
function fromDisk(path: Glob): Input {
  return { fileset: workspaceGlob(path), includeIgnored: true };
}

/**
 * A changed lock file selects the tasks whose hash plan has the project that owns it; what it changes in the
 * key is said by the slices, so the rest are cache hits.
 */
function sharedInputs({ inputs, foreign }: NamedTask, root: string, { names }: TargetContext): Input[] {
  const files = [{ inputs }, ...foreign].flatMap((one) => one.inputs.shared ?? []);
  const owners = new Set(files.map((file) => ownerOf(file, names)));
  owners.delete(root);
  const projects = [...owners].flatMap((owner) => (owner === undefined ? [] : (names.get(owner) ?? [])));
  return projects.length === 0 ? [] : [{ input: SHARED_INPUT, projects }];
}

export function workspaceGlob(one: Glob): string {
  return one.startsWith('!') ? `!{workspaceRoot}/${one.slice(1)}` : `{workspaceRoot}/${one}`;
}

/**
 * An output that an option names is written as a token, which Nx replaces with the user's value. Without a
 * value, Nx drops the output.
 */
export function renderOutputs(task: NamedTask): string[] {
  const { outputs, outputGlobs = [], outputOptions = [], options = {} } = task;
  const named = outputOptions.filter((name) => options[name] === undefined || isPlain(options[name]));
  const values = new Set(named.map((name) => options[name]));
  return [
    ...[...outputs.filter((path) => !values.has(path)).map(outputGlob), ...outputGlobs].map(workspaceGlob),
    // NB without {workspaceRoot}, behind which Nx takes it for a glob of everything.
    ...named.map((name) => `{options.${name}}`),
  ];
}

/** Nx takes the value of an option for a glob. */
function isPlain(path: unknown): boolean {
  return typeof path === 'string' && escapeGlob(path) === path;
}

function copy(configurations: Readonly<Record<string, Readonly<Record<string, unknown>>>>) {
  return Object.fromEntries(Object.entries(configurations).map(([name, options]) => [name, { ...options }]));
}
