/** What is wrong with what a user says of a target. */
export interface OverrideProblem {
  /** Where in the target: `["options"]`. */
  readonly at: readonly string[];
  readonly key: string;
  readonly says: string;
  /** The names that are known there, where the key is not. */
  readonly known: readonly string[];
}
