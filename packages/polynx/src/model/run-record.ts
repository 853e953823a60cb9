/** What one command of Nx did, as it is kept and reported. */

export interface RunRecord {
  readonly version: 1;
  readonly id: string;
  /** As it was typed, without `nx`. */
  readonly command: readonly string[];
  /** Milliseconds since 1970, as all times here. */
  readonly start: number;
  readonly end: number;
  /** Absent outside of a git repository. */
  readonly commit?: string;
  /** Absent where none is checked out. */
  readonly branch?: string;
  readonly machine: { readonly platform: string; readonly cores: number; readonly node: string };
  readonly tasks: readonly TaskRecord[];
}

export interface TaskRecord {
  /** `api:build:release`. */
  readonly id: string;
  readonly project: string;
  readonly target: string;
  /** Of everything that decides the result; absent where nothing is cached. */
  readonly hash?: string;
  readonly outcome: 'success' | 'failure' | 'skipped';
  /** `ran`: looked for in the cache in vain; `uncached`: never looked for. */
  readonly from: 'ran' | 'uncached' | 'local cache' | 'remote cache';
  readonly start: number;
  readonly end: number;
  /** How many tasks had one batch with it: their times are the batch's. */
  readonly batch?: number;
  /** Bytes of its outputs, where it ran and left some. */
  readonly size?: number;
  /** The end of what it printed, where it ran: both streams, in the order of the terminal. */
  readonly log?: string;
  /** What its tool says of its version. */
  readonly tool?: string;
  /** The commands that ran for it. */
  readonly steps?: readonly StepRecord[];
  /** One line: why it failed. */
  readonly error?: string;
}

/** One command of a task, or of the batch that it was part of. */
export interface StepRecord {
  /** As typed; long ones are cut. */
  readonly command: string;
  readonly start: number;
  readonly end: number;
  /** The exit code, or the signal that ended it. */
  readonly ended: number | string;
  /** How many tasks it was for, where there were several. */
  readonly tasks?: number;
  /** Milliseconds before it that passed until another command was done with the same folder. */
  readonly waited?: number;
  /** Why tasks of the same kind had a process of their own: what would have to be equal. */
  readonly apart?: readonly string[];
  /** The end of its stderr, where it failed and that could be told from its stdout. */
  readonly errors?: string;
}

export function hasRun({ from, outcome }: TaskRecord): boolean {
  return outcome !== 'skipped' && (from === 'ran' || from === 'uncached');
}

export function isHit({ from }: TaskRecord): boolean {
  return from === 'local cache' || from === 'remote cache';
}

/** Milliseconds of the work: its part of those of a batch. */
export function workOf(task: TaskRecord): number {
  return durationOf(task) / (task.batch ?? 1);
}

/** Milliseconds from start to end. */
export function durationOf({ start, end }: Pick<TaskRecord, 'start' | 'end'>): number {
  return Math.max(0, end - start);
}
