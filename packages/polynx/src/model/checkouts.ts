import { isInside } from './paths.js';

/** Folders of the workspace that are checkouts of their own. Workspace-relative. */
export interface Checkouts {
  /** Other working trees of this very repository: the same projects on another branch. */
  readonly worktrees: readonly string[];
  /** What git keeps as the commit of another repository, and lists as one path. */
  readonly submodules: readonly string[];
}

export const NO_CHECKOUTS: Checkouts = { worktrees: [], submodules: [] };

/** Whether a file is this checkout's: projects of another working tree would take the names of this one's. */
export function ownFile({ worktrees }: Checkouts): (file: string) => boolean {
  return (file) => !worktrees.some((worktree) => isInside(file, worktree));
}
