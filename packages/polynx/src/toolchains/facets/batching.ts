/** Many tasks with one process. */
import type { Artifact, Command, Remarks, Step } from '../../model/task.js';
import type { RunContext } from './context.js';

/**
 * The meaning of a task is what its own plan does. A batch may say success only of what its process has
 * proven to be the same; whatever it cannot tell is run alone.
 */
export interface Batching<RunOptions> {
  /** Tasks of one key (and one environment) may share a process; undefined: this one runs alone. */
  key(task: BatchedTask<RunOptions>): string | undefined;
  /** Of tasks with one key: which share a process. Those left out run alone. */
  plan(tasks: readonly BatchedTask<RunOptions>[], world: BatchWorld): Promise<readonly Batch[]>;
}

export interface BatchedTask<RunOptions> {
  readonly id: string;
  readonly options: RunOptions;
  readonly context: RunContext;
}

export interface BatchWorld {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Text of a file, workspace-relative or absolute; undefined when it is not there. */
  read(path: string): string | undefined;
  /** What a program prints. Throws an ExpectedError when it fails. */
  ask(command: Command): Promise<string>;
}

export interface Batch {
  /** Ids of the tasks. */
  readonly tasks: readonly string[];
  readonly step: Step;
  /** A folder of the batch's own, emptied before and removed afterwards. */
  readonly scratch?: string;
  /** Batches of one word run one after the other: each finds what the one before has compiled. */
  readonly inTurn?: string;
  /** Why the plan has more batches than one, a line each: what would have to be equal. */
  readonly apart?: readonly string[];
  /** Of the whole process: as of a plan. */
  readonly remarks?: Remarks;
  /** Pure, one per task. Not asked when the process was ended by a signal. */
  verdicts(output: BatchOutput): ReadonlyMap<string, Verdict>;
}

export interface BatchOutput {
  readonly exitCode: number;
  /** Lines of stdout. */
  readonly messages: readonly string[];
  /** The end of stderr. */
  readonly errors: string;
  /** Whether a workspace-relative file is there. */
  has(path: string): boolean;
}

export type Verdict =
  | {
      readonly is: 'success';
      /** What the task alone would have printed, in essence. */
      readonly log: string;
      readonly artifacts: readonly Artifact[];
      /** Of all messages those for its evidence. */
      readonly messages: readonly string[];
    }
  | { readonly is: 'failure'; readonly log: string }
  /** Nothing is known. */
  | { readonly is: 'alone' }
  /** The same, and all such tasks go into one more process, without the others. */
  | { readonly is: 'again' };
