/** The parts of Nx that are not public API, in one place to mend when Nx changes. */
import type { DependencyType } from '@nx/devkit';
// NB not by way of @nx/devkit/internal, which loads all of Nx (0.2 s in every plugin worker); this module is there already.
import { globWithWorkspaceContext } from 'nx/src/utils/workspace-context.js';

/** Files that git does not ignore, from the list that Nx keeps anyway. Sorted. */
export async function listFiles(workspaceRoot: string, globs: string[]): Promise<string[]> {
  return (await globWithWorkspaceContext(workspaceRoot, globs)).sort();
}

/** The value of Nx's enum without loading the module that holds it. */
export const IMPLICIT = 'implicit' as DependencyType.implicit;
