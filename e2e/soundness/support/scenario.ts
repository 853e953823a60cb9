import type { CreateOptions, Workspace } from '../../support/workspace.js';
import type { Mutation } from './mutations.js';

export interface Scenario {
  /** The sentence that is true. */
  readonly name: string;
  /** Rows of the tables of peers' defects that it answers. */
  readonly peers?: readonly string[];
  readonly files: Readonly<Record<string, string>>;
  readonly options?: CreateOptions;
  /**
   * Arguments of nx. It must succeed before the story begins, with a mutant too; then everything is
   * committed.
   */
  readonly first?: readonly string[];
  /** By what is taken away; the story must fail with each. */
  readonly mutants: Readonly<Record<string, Mutation | readonly Mutation[]>> | { readonly unmutated: string };
  readonly story: (workspace: Workspace) => Promise<void>;
}
