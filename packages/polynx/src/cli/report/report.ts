import type { Counters } from '../../executors/nix/run-nix.js';
import type { RunRecord } from '../../model/run-record.js';
import type { Figures } from './figures.js';
import type { Suggestion } from './suggestions.js';

/** All that is shown, in whichever form. */
export interface Report {
  readonly figures: Figures;
  readonly suggestions: readonly Suggestion[];
  /** Oldest first. */
  readonly records: readonly RunRecord[];
  /** What came of Nix here; absent where it was never used. */
  readonly nix?: NixCounts | undefined;
  /** What cleaning would free: what, how many files, how large. */
  readonly housekeeping: readonly (readonly string[])[];
}

export type NixCounts = Counters;
