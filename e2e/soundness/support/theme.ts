/**
 * The soundness suite: one story per way in which a cache can lie or be too big, through real Nx and real tools. It must be true with polynx, and one
 * of its expectations must fail with polynx's answer spoilt by a mutation. The second is asked when the story has changed since (proven.ts), and
 * with ALL_MUTANTS=true.
 *
 * Themes are plain data, so that a script can list them: outside vitest nothing is registered.
 */
import type { CreateOptions, Workspace } from '../../support/workspace.js';
import type { Mutation } from './mutations.js';
import { verify } from './verify.js';

export interface Scenario {
  /** The sentence that is true. */
  readonly name: string;
  /** Rows of the tables of peers' defects that it answers. */
  readonly peers?: readonly string[];
  readonly files: Readonly<Record<string, string>>;
  readonly options?: CreateOptions;
  /** Arguments of nx. It must succeed before the story begins, with a mutant too; then everything is committed. */
  readonly first?: readonly string[];
  /** By what is taken away; the story must fail with each. */
  readonly mutants: Readonly<Record<string, Mutation | readonly Mutation[]>> | { readonly unmutated: string };
  readonly story: (workspace: Workspace) => Promise<void>;
}

export interface Theme {
  readonly title: string;
  readonly scenarios: readonly Scenario[];
}

export function theme(title: string, scenarios: readonly Scenario[]): Theme {
  if (process.env['VITEST'] !== undefined) verify(title, scenarios);
  return { title, scenarios };
}
