/**
 * A symbolic link that git tracks. Nx hashes a file behind one anew only when the link itself changes, and
 * does not look into a folder behind one.
 */
export interface Link {
  /** Workspace-relative. */
  readonly path: string;
  /** Where it leads in the end: workspace-relative, absolute where that lies outside of the workspace. */
  readonly to: string;
  /** It leads to a file, and not to a folder. */
  readonly isFile?: boolean;
}

export const NO_LINKS: readonly Link[] = [];
