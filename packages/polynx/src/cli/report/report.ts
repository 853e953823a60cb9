import type { RunRecord } from '../../model/run-record.js';
import type { Figures } from './figures.js';
import type { Suggestion } from './suggestions.js';

/** All that is shown, in whichever form. */
export interface Report {
  readonly figures: Figures;
  readonly suggestions: readonly Suggestion[];
  /** Oldest first. */
  readonly records: readonly RunRecord[];
}
