/** Which projects may depend on which, by their tags. */

/**
 * As `depConstraints` of Nx's rule for ESLint. A tag may have `*` in it.
 * https://nx.dev/docs/features/enforce-module-boundaries
 */
export interface Boundary {
  /** Whom it is about: projects with this tag. */
  readonly sourceTag?: string | undefined;
  /** Projects with all of these. */
  readonly allSourceTags?: readonly string[] | undefined;
  /** A dependency has at least one of these; if empty, it has no tags. */
  readonly onlyDependOnLibsWithTags?: readonly string[] | undefined;
  /** No dependency has one of these, also not by way of others. */
  readonly notDependOnLibsWithTags?: readonly string[] | undefined;
}
