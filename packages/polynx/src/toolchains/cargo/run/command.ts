/** The cargo adapter: from options to what is run, and where its results lie. */
import { resolve } from 'node:path';
import { compact } from '../../../model/compact.js';
import { OptionsError, ToolMissingError } from '../../../model/errors.js';
import { basename, join, relative } from '../../../model/paths.js';
import { STAMP_NAMES } from '../../../model/stamp.js';
import type { Artifact, Command, Plan, Remarks, Step } from '../../../model/task.js';
import type { BatchedTask, PlanContext } from '../../toolchain.js';
import { profileVariables } from '../manifest/profiles.js';
import type { CargoRunOptions } from '../options.js';
import { nameForCargo } from './artifacts.js';
import { claimsOf, outputOfScript } from './claims.js';
import { refuseMovingArguments, toolArguments } from './extra-args.js';
import { gitMemory } from './git-memory.js';
import { foreignTarget, lockHints } from './hints.js';
import {
  allTargets,
  featureFlags,
  howFlags,
  invocations,
  lockFlags,
  profileFlags,
  selection,
  WATCH,
} from './invocations.js';
import { describeGain, planTraining, workloadOn } from './pgo.js';
import { type Linking, linkingFor, platformHint } from './platforms.js';
import { isReproducible, remappedPaths } from './reproducible.js';
import { addRustflags, configuredTriple } from './rustflags.js';
import { sccacheFor } from './sccache.js';
import { missingNightly, sanitized, variantFlags, variantOf, writtenByCargo } from './variants.js';
import { wrapperFlags } from './wrappers.js';

export function planCargo(options: CargoRunOptions, context: PlanContext): Plan {
  refuseMovingArguments(options.command, context.extra);
  const { profile } = options;
  if (profile === 'dev')
    throw new OptionsError(
      'profile: this option is the name of the output folder, and cargo calls that of the dev profile debug.\n  Write --profile=debug.',
    );
  if (options.runner === 'nextest' && context.version !== undefined && !context.has('cargo-nextest'))
    throw new OptionsError(
      'cargo-nextest is not installed: cargo install cargo-nextest --locked. Or set runner to auto.',
    );
  const folders = foldersOf(options, context);
  if (options.command === 'pgo-train')
    return planTraining(options, folders.task, targetDirectory(options), context);
  const steps = stepsOf(options, context, folders);
  const { env: _, ...remarks } = sccacheFor(options, context);
  if (options.pgo === 'optimise') return planOptimised(options, context, steps, folders);
  return compact({
    steps,
    ...remarks,
    artifacts: folders.artifacts,
    whenMissing:
      'cargo writes to another folder where CARGO_BUILD_TARGET, or `[build] target` of a .cargo/config.toml (in the repository or in a folder above it), names several platforms: unset it, or use the option platforms.',
    ...(options.command === 'doc' ? { clean: folders.artifacts.map(({ from }) => from) } : {}),
  });
}

/** Beside the plain program, so that the gain can be told. */
function planOptimised(
  options: CargoRunOptions,
  context: PlanContext,
  steps: readonly Step[],
  folders: Folders,
): Plan {
  const { pgo: _, ...plain } = options;
  const [artifact] = folders.artifacts.filter(({ to }) => to.endsWith(`/${options.bin}`));
  if (artifact === undefined || options.workload.length === 0) return { steps, artifacts: folders.artifacts };
  const task = join(folders.task, 'plain');
  return {
    steps: [...stepsOf(plain, context, { ...folders, task }), ...steps],
    artifacts: folders.artifacts,
    comparison: {
      before: workloadOn(join(task, relative(folders.task, artifact.from)), options, context),
      after: workloadOn(artifact.to, options, context),
      describe: describeGain,
    },
  };
}

interface Folders {
  /** Intermediate files, shared by all tasks and by cargo started by hand. */
  readonly build: string;
  /** Where this task's final artifacts are left; nothing else is in it. */
  readonly task: string;
  readonly artifacts: readonly Artifact[];
}

/**
 * A shared build folder plus a target folder per task: `cargo test` may then build the crate's binary with
 * its dev-features without replacing the one that `cargo build` left. Cargo before 1.91 knows no build
 * folder: there all tasks share one target folder, artifacts stay where cargo puts them, and a test may
 * replace what a build left.
 */
function foldersOf(options: CargoRunOptions, context: PlanContext): Folders {
  const target = targetDirectory(options);
  const name = options.apart ?? options.package ?? 'workspace';
  const shared = options.ownBuild
    ? join(target, '.polynx', name, 'intermediate')
    : (context.env['CARGO_TARGET_DIR'] ?? target);
  const own = knowsBuildFolder(context.version) ? join(target, '.polynx', name, ownName(options)) : shared;
  const triple = options.target === undefined ? configuredTriple(options.workspace, context) : undefined;
  const artifacts = context.outputs.map((to) => artifactAt(own, to, options, triple));
  return { build: shared, task: own, artifacts };
}

function ownName(options: CargoRunOptions): string {
  const variant = variantOf(options);
  return variant === undefined ? options.command : `${options.command}-${variant}`;
}

function artifactAt(own: string, to: string, options: CargoRunOptions, triple?: string): Artifact {
  const isOptional = options.optional.some((name) => to.endsWith(`/${name}`));
  // Linkers sign, and what strips the file afterwards may leave a signature that does not hold.
  const codeSigned = options.command === 'build' && (options.target?.endsWith('-apple-darwin') ?? false);
  return {
    from: writtenTo(own, to, options, triple),
    to,
    ...(isOptional ? { optional: true } : {}),
    ...(codeSigned ? { codeSigned } : {}),
  };
}

function documentedIn(own: string, options: CargoRunOptions, triple: string | undefined): string {
  return join(own, options.target ?? triple ?? options.triple ?? '', 'doc');
}

/** Where cargo writes what belongs at `to`, with the task's own target folder. */
function writtenTo(own: string, to: string, options: CargoRunOptions, triple: string | undefined): string {
  if (options.command === 'doc') return documentedIn(own, options, triple);
  const target = targetDirectory(options);
  const place = withoutOwnFolder(to, options);
  const name = nameForCargo(basename(place), options.target ?? triple ?? options.triple);
  const path = `${place.slice(0, -basename(place).length)}${name}`;
  const known = options.triple === undefined ? target : join(target, options.triple);
  // NB the environment, or a configuration outside the repository, may say another one than the graph knows
  // of.
  if (triple !== undefined && triple !== options.triple && variantOf(options) === undefined)
    return join(own, triple, relative(known, path));
  return writtenByCargo(own, target, path, options);
}

function withoutOwnFolder(path: string, options: CargoRunOptions): string {
  const name = basename(path);
  const own = `/${ownFolder(options)}/${name}`;
  return path.endsWith(own) ? `${path.slice(0, -own.length)}/${name}` : path;
}

export function targetDirectory(options: Pick<CargoRunOptions, 'targetDirectory' | 'workspace'>): string {
  return options.targetDirectory ?? join(options.workspace, 'target');
}

/** Pages of several crates in one folder would overwrite each other's search index. */
export function documentationFolder(
  options: Pick<CargoRunOptions, 'targetDirectory' | 'workspace' | 'package' | 'apart'>,
): string {
  return join(targetDirectory(options), 'doc', options.apart ?? options.package ?? 'workspace');
}

/** Below the folder of the profile. */
export function ownFolder({ apart }: Pick<CargoRunOptions, 'apart'>): string {
  return apart === undefined ? '' : join('crates', apart);
}

/** `cargo 1.95.0 (f2d3ce0bd 2026-03-21)`. Unknown at graph time: the current form is shown. */
function knowsBuildFolder(version: string | undefined): boolean {
  const [, major = '1', minor = '91'] = /(\d+)\.(\d+)/.exec(version ?? '') ?? [];
  return Number(major) > 1 || Number(minor) >= 91;
}

function stepsOf(options: CargoRunOptions, context: PlanContext, folders: Folders): Step[] {
  const exclusive = `${folders.build}/${options.profile}`;
  const memory = memoryOf(folders.build, options);
  const linking =
    options.target === undefined ? undefined : linkingFor(options.target, options.driver, context);
  const steps = invocations(options, context).map(({ args, compiles }) => ({
    command: cargo(compiles ? withMessages(driven(args, linking)) : args, options, context, folders, linking),
    ...(compiles ? { exclusive, ...memory, messages: true } : {}),
    ...hintOf(options, linking, context),
  }));
  if (options.command === 'dev') return steps.map((step) => watched(step, context));
  return [...installing(options, context, linking), ...steps];
}

/**
 * What cargo keeps between runs. The fingerprints of build scripts that have run: a script that asks another
 * program, and goes on without its answer, may have done so because that program was ended.
 * https://doc.rust-lang.org/nightly/nightly-rustc/cargo/core/compiler/fingerprint/index.html
 */
function memoryOf(
  build: string,
  options: Pick<CargoRunOptions, 'profile' | 'gitFacts' | 'command'>,
): Pick<Step, 'records' | 'claims' | 'git'> {
  const { profile } = options;
  return {
    records: { folder: build, prefix: 'run-build-script-', removes: outputOfScript },
    claims: (messages, disk) =>
      claimsOf(messages, { build: resolve(disk.workspaceRoot, build), profile }, disk),
    ...gitMemory(build, options),
  };
}

/**
 * rustup fetches what is missing, and has nothing to do where it is there. cross has its own in its
 * containers.
 */
function installing(options: CargoRunOptions, context: PlanContext, linking: Linking | undefined): Step[] {
  const { target, installTargets, workspace } = options;
  if (!installTargets || target === undefined || linking?.driver === 'cross') return [];
  if (context.version !== undefined && !context.has('rustup'))
    throw new ToolMissingError(
      'rustup',
      'installTargets needs it: https://rustup.rs. Or turn the option off.',
    );
  const command = { program: 'rustup', args: ['target', 'add', target], cwd: workspace };
  // Two at once would unpack into one folder.
  return [{ command, exclusive: 'rustup', hint: platformHint }];
}

function hintOf(
  options: CargoRunOptions,
  linking: Linking | undefined,
  context: PlanContext,
): Pick<Step, 'hint' | 'repair'> {
  const { hint, ...repair } = lockHints(options, context);
  const special =
    options.sanitizer !== undefined ? missingNightly : linking === undefined ? undefined : platformHint;
  const foreign = linking === undefined ? foreignTarget : () => undefined;
  return {
    ...repair,
    hint: (output) => special?.(output) ?? foreign(output, context.env) ?? hint?.(output),
  };
}

/**
 * Diagnostics go to the user as ever; stdout says which units there were, so that what they read can be
 * compared with the inputs.
 */
function withMessages([command = '', ...args]: readonly string[]): string[] {
  return [command, '--message-format=json-render-diagnostics', ...args];
}

/** `cargo zigbuild`, `cargo xwin build`, `cross build`. */
function driven(args: readonly string[], linking: Linking | undefined): readonly string[] {
  if (linking?.driver === 'zigbuild') return ['zigbuild', ...args.slice(1)];
  return args;
}

/** Reruns on every change, with the watcher that is installed. */
function watched(step: Step, context: PlanContext): Step {
  if (context.version === undefined || context.has('cargo-watch')) return step;
  if (!context.has('bacon')) {
    throw new OptionsError('dev needs a watcher: cargo install cargo-watch, or cargo install bacon.');
  }
  const args = ['run-long', '--', ...step.command.args.slice(WATCH.length + 1)];
  return { command: { ...step.command, program: 'bacon', args } };
}

function cargo(
  args: readonly string[],
  options: CargoRunOptions,
  context: PlanContext,
  folders: Folders,
  linking?: Linking,
): Command {
  const cwd = options.workspace;
  const flags = addRustflags(ownFlags(options, context), cwd, context);
  const subcommandLength = args[0] === 'nextest' ? 2 : 1;
  const checked = sanitized(options, context);
  const asked = [
    ...args.slice(0, subcommandLength),
    ...flags.args,
    ...checked.args,
    ...args.slice(subcommandLength),
  ];
  const fromHere = (directory: string) => (directory.startsWith('/') ? directory : relative(cwd, directory));
  return {
    program: linking?.driver === 'cross' ? 'cross' : 'cargo',
    args: linking?.driver === 'xwin' ? ['xwin', ...asked] : asked,
    cwd,
    env: {
      ...profileVariables(options.profiles, context.env),
      ...sccacheFor(options, context).env,
      ...linking?.env,
      ...flags.env,
      ...checked.env,
      ...stampEnv(context),
      ...(context.color ? { CARGO_TERM_COLOR: 'always' } : {}),
      ...(folders.task === folders.build
        ? { CARGO_TARGET_DIR: fromHere(folders.build) }
        : { CARGO_BUILD_BUILD_DIR: fromHere(folders.build), CARGO_TARGET_DIR: fromHere(folders.task) }),
    },
  };
}

/**
 * For build scripts, which hand it on. NB a variable of the user's would make a result that no key knows of.
 */
function stampEnv({ stamp, env }: PlanContext): Record<string, string> {
  const name = (field: string) => `POLYNX_STAMP_${field}`;
  if (stamp !== undefined) return Object.fromEntries(STAMP_NAMES.map((field) => [name(field), stamp[field]]));
  const set = STAMP_NAMES.filter((field) => env[name(field)] !== undefined);
  return Object.fromEntries(set.map((field) => [name(field), '']));
}

/** What rustc is told beside the user's flags. */
function ownFlags(options: CargoRunOptions, context: PlanContext): string[] {
  return [
    ...(isReproducible(options) ? remappedPaths(context) : []),
    ...variantFlags(options, targetDirectory(options), context),
    ...wrapperFlags(options.workspace, context),
  ];
}

const BATCHED: ReadonlySet<CargoRunOptions['command']> = new Set(['build', 'check', 'clippy', 'test']);

/**
 * Arguments of which the result says nothing of single crates, or that mean another thing where there are
 * several.
 */
const ALONE =
  /^(?:--message-format|--build-plan|--unit-graph|--dry-run|--timings|--keep-going|--no-run|-Z|-h|--help)/;

export function sharesProcess(options: CargoRunOptions, { version, extra, stamp }: PlanContext): boolean {
  const { command, package: name, manifest, target, features, args } = options;
  const toCargo = command === 'test' ? args : [...args, ...extra.slice(0, separatorIndex(extra))];
  return (
    BATCHED.has(command) &&
    variantOf(options) === undefined &&
    !options.ownBuild &&
    stamp === undefined &&
    name !== undefined &&
    manifest === undefined &&
    target === undefined &&
    knowsBuildFolder(version) &&
    !features.some((feature) => feature.includes('/')) &&
    !toCargo.some((argument) => ALONE.test(argument))
  );
}

function separatorIndex(extra: readonly string[]): number {
  const separator = extra.indexOf('--');
  return separator < 0 ? extra.length : separator;
}

type BatchedCrate = Pick<BatchedTask<CargoRunOptions>, 'options' | 'context'>;

export interface CargoBatch {
  readonly step: Step;
  readonly remarks: Remarks;
  /** The target folder of this batch alone. */
  readonly scratch: string;
  artifactsOf(task: BatchedCrate): Artifact[];
}

/** One process for crates whose options differ in nothing but the package. */
export function batchOf(tasks: readonly [BatchedCrate, ...BatchedCrate[]]): CargoBatch {
  const [{ options, context }] = tasks;
  for (const { context: own } of tasks) refuseMovingArguments(options.command, own.extra);
  const { build } = foldersOf(options, context);
  const gitFacts = Object.assign({}, ...tasks.map((task) => task.options.gitFacts));
  const scratch = join(targetDirectory(options), '.polynx/batch', options.profile, options.command);
  const command = cargo(
    [
      ...(options.command === 'test' ? ['build', '--tests', '--examples'] : [options.command]),
      ...tasks.flatMap((task) => selection(task.options)),
      ...(options.command === 'test' && options.profile === 'debug'
        ? ['--profile', 'test']
        : profileFlags(options)),
      ...featureFlags(options),
      ...lockFlags(options),
      ...howFlags(options, context.env),
      ...allTargets(options),
      '--keep-going',
      `--message-format=${context.color ? 'json-diagnostic-rendered-ansi' : 'json'}`,
      ...options.args,
      ...(options.command === 'test' ? [] : toolArguments(options, context.extra)),
    ],
    options,
    context,
    { build, task: scratch, artifacts: [] },
  );
  const { env: _, ...remarks } = sccacheFor(options, context);
  return {
    remarks,
    step: {
      command,
      exclusive: `${build}/${options.profile}`,
      ...memoryOf(build, { ...options, gitFacts }),
      messages: true,
    },
    scratch,
    artifactsOf: (task) =>
      task.context.outputs.map((to) =>
        artifactAt(scratch, to, task.options, configuredTriple(task.options.workspace, task.context)),
      ),
  };
}
