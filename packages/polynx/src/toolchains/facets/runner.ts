/** How tasks of a toolchain are run: options and a world become a plan. */
import type { ZodMiniType } from 'zod/mini';
import type { Identity } from '../../model/identity.js';
import type { Command, Plan, WrittenFolder } from '../../model/task.js';
import type { Batching } from './batching.js';
import type { PlanContext } from './context.js';
import type { EvidenceReader } from './evidence.js';

export interface VersionPlace {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Of a workspace-relative path. */
  isFile(path: string): boolean;
}

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
  /** Where it says the same of itself, for as many tasks as possible. Absent: where it is started. */
  versionDirectory?(options: RunOptions, place: VersionPlace): string;
  readonly install: string;
  /** What of the environment is in the key. */
  readonly identity: Identity;
  /** What it means that the program did not say its version, by its own words. */
  explain?(said: string, env: Readonly<Record<string, string | undefined>>): string | undefined;
  /**
   * Variables with which the tool knows nothing of what it has built before, given a folder of its own.
   * Absent: what it knows lies in the workspace.
   */
  forgetting?(folder: string): Readonly<Record<string, string>>;
  /** A variable that overrides the pin, e.g. `RUSTUP_TOOLCHAIN`. */
  readonly pinOverride?: string;
  /** What the tool, having run, says it has read. Absent: it cannot tell. */
  readonly evidence?: EvidenceReader<RunOptions>;
  /** Argument arrays of programs that are asked before the plan is made; a missing one answers nothing. */
  questions?(options: RunOptions): readonly (readonly string[])[];
  /** Folders that the tool writes to, beside those of artifacts. One that may not be written is named. */
  writes?(options: RunOptions, env: Readonly<Record<string, string | undefined>>): readonly WrittenFolder[];
  /** Whether the task leaves what is shipped: then the sizes of its artifacts are of interest. */
  ships?(options: RunOptions): boolean;
  /** The exact version that the project pins, compared with what the program says. */
  pinned?(options: RunOptions): { readonly version: string; readonly file: string } | undefined;
  /** Many tasks with one process. Loaded when Nx asks for batches. Absent: each task runs alone. */
  readonly batch?: () => Promise<Batching<RunOptions>>;
}

/** Checks the type parameter of one runner and keeps it. */
export function defineRunner<R>(runner: Runner<R>): Runner<R> {
  return runner;
}

/** The command a user would recognise: the last one of the plan. */
export function shownCommand(plan: Plan): Command | undefined {
  return plan.steps[plan.steps.length - 1]?.command;
}
