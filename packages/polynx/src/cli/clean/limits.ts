/** What of several things of one kind goes, by age, number and size. Pure. */

export interface Kept {
  readonly path: string;
  readonly bytes: number;
  /** Milliseconds since 1970 of the last change. */
  readonly changed: number;
}

export interface Limits {
  /** Milliseconds. */
  readonly age: number;
  /** How many of the newest stay. */
  readonly count: number;
  /** Bytes that may stay, the newest first. */
  readonly size: number;
  /** Milliseconds for records of runs, which are small and grow no staler; absent: as all. */
  readonly recordAge?: number;
}

export function beyondLimits<K extends Kept>(all: readonly K[], limits: Limits, now: number): K[] {
  let size = 0;
  return all
    .toSorted((a, b) => b.changed - a.changed || (a.path < b.path ? -1 : 1))
    .filter(({ changed, bytes }, at) => {
      size += bytes;
      return changed < now - limits.age || at >= limits.count || size > limits.size;
    });
}
