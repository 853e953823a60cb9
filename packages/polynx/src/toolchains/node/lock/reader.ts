/** What every lock reader is given and answers, whichever package manager wrote the lock. */
import type { PackageFields } from '../package-json.js';

/** One installed package of the workspace, as the lock knows it. */
export interface LockedMember {
  /** Relative to the lock, `.` for its own directory. */
  readonly root: string;
  readonly fields: PackageFields;
  /** Names of dependencies that are other members: they count with their own files. */
  readonly local: ReadonlySet<string>;
}

export interface Locked {
  /** Of everything the member's dependencies bring. */
  readonly digest: string;
  /** Its direct dependencies that come from a registry. */
  readonly names: readonly string[];
}

/** `undefined` where the lock cannot be read exactly. */
export type LockReader = (member: LockedMember, kinds: 'all' | 'production') => Locked | undefined;
