/** How tasks of a toolchain are run: options and a world become a plan. */
import type { ZodMiniType } from 'zod/mini';
import type { Identity } from '../../model/identity.js';
import type { Project } from '../../model/project.js';
import type { Stamp } from '../../model/stamp.js';
import type { Command, Plan } from '../../model/task.js';
import type { Batching } from './batching.js';
import type { EvidenceReader } from './evidence.js';

export interface Runner<RunOptions> {
  /** Options of the executor `polynx:<id>`, all with descriptions. */
  readonly options: ZodMiniType<RunOptions, unknown>;
  /** Pure: the same options and context give the same plan. Throws OptionsError for arguments it refuses. */
  plan(options: RunOptions, context: PlanContext): Plan;
  /** The program asked for its version before a plan is made, and what to say when it is missing. */
  readonly program: string;
  readonly versionArgs: readonly string[];
  /** Where the program is started, if not in the project's own directory. */
  directory?(options: RunOptions): string;
  readonly install: string;
  /** What of the environment is in the key. */
  readonly identity: Identity;
  /** Variables with which the tool knows nothing of what it has built before, given a folder of its own. Absent: what it knows lies in the workspace. */
  forgetting?(folder: string): Readonly<Record<string, string>>;
  /** A variable that overrides the pin, e.g. `RUSTUP_TOOLCHAIN`. */
  readonly pinOverride?: string;
  /** What the tool, having run, says it has read. Absent: it cannot tell. */
  readonly evidence?: EvidenceReader<RunOptions>;
  /** Argument arrays of programs that are asked before the plan is made; a missing one answers nothing. */
  questions?(options: RunOptions): readonly (readonly string[])[];
  /** Whether the task leaves what is shipped: then the sizes of its artifacts are of interest. */
  ships?(options: RunOptions): boolean;
  /** The exact version that the project pins, compared with what the program says. */
  pinned?(options: RunOptions): { readonly version: string; readonly file: string } | undefined;
  /** Many tasks with one process. Loaded when Nx asks for batches. Absent: each task runs alone. */
  readonly batch?: () => Promise<Batching<RunOptions>>;
}

export interface PlanContext {
  /** Workspace-relative. */
  readonly projectRoot: string;
  readonly projectName: string;
  /** Workspace-relative paths that the target declares, tokens filled in. A task that leaves one out has failed. */
  readonly outputs: readonly string[];
  /** Arguments the user gave that are no options of ours, in order. */
  readonly extra: readonly string[];
  /** What the program printed for `versionArgs`; undefined at graph time. */
  readonly version?: string;
  /** A folder for what is not finished, of this process alone; undefined at graph time. */
  readonly scratch?: string;
  readonly color: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** True when the program is on PATH. Always false at graph time. */
  has(program: string): boolean;
  /** What the build says of its commit, where it is stamped. */
  readonly stamp?: Stamp;
  /** Where the workspace really lies, absolute; undefined at graph time. */
  readonly place?: string;
  /** What the programs of `questions` said, in their order. */
  readonly answers?: readonly (string | undefined)[];
  /** Text of a file by absolute path; undefined when it is not there. Absent at graph time, as are those below. */
  read?(file: string): string | undefined;
  isFile?(file: string): boolean;
  /** Undefined when it is not there. */
  digest?(file: string): string | undefined;
  /** The absolute path of a program on PATH. */
  find?(program: string): string | undefined;
}

/** Checks the type parameter of one runner and keeps it. */
export function defineRunner<R>(runner: Runner<R>): Runner<R> {
  return runner;
}

/** The context for showing a command at graph time. */
export function graphTimeContext(project: Pick<Project, 'root' | 'name'>): PlanContext {
  return {
    projectRoot: project.root,
    projectName: project.name,
    outputs: [],
    extra: [],
    color: false,
    env: {},
    has: () => false,
  };
}

/** The command a user would recognise: the last one of the plan. */
export function shownCommand(plan: Plan): Command | undefined {
  return plan.steps[plan.steps.length - 1]?.command;
}
