/** The parts of Nx that are not public API, in one place to mend when Nx changes. */
import { globWithWorkspaceContext } from '@nx/devkit/internal';

/** Files that git does not ignore, from the list that Nx keeps anyway. Sorted. */
export async function listFiles(workspaceRoot: string, globs: string[]): Promise<string[]> {
  return (await globWithWorkspaceContext(workspaceRoot, globs)).sort();
}
