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
  /** The end of what it printed, where it ran. */
  readonly log?: string;
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
