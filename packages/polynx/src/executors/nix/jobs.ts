/** What is wanted of Nix, and what came of it. */
import type { Planned } from '../../adapters/nix/answers.js';
import type { Attribute } from '../../adapters/nix/commands.js';
import type { Journal } from './journal.js';
import type { Places } from './manifest.js';

export interface Wanted {
  readonly id: string;
  readonly attribute: Attribute;
  readonly places: Places;
  /** Only compare and repair what the manifest names. */
  readonly ensure: boolean;
  /** All that it is made from, expressions aside, where the graph file does not say it. */
  readonly sources?: readonly string[];
}

export interface Done {
  readonly id: string;
  readonly success: boolean;
  readonly log: string;
}

export type Show = (text: string) => void;

/** A package on its way. */
export interface Job extends Wanted {
  readonly planned: Planned;
  readonly journal: Journal;
}
