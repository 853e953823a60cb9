/** The parts of Nx that are not public API, in one place to mend when Nx changes. */
import type { DependencyType, FileData, ProjectGraph } from '@nx/devkit';
// NB not by way of @nx/devkit/internal, which loads all of Nx (0.2 s in every plugin worker); this module is
// there already.
import { hashArray, hashFile } from 'nx/src/hasher/file-hasher.js';
import { getAllFileDataInContext, globWithWorkspaceContext } from 'nx/src/utils/workspace-context.js';

/** Files that git does not ignore, from the list that Nx keeps anyway. Sorted. */
export async function listFiles(workspaceRoot: string, globs: string[]): Promise<string[]> {
  return (await globWithWorkspaceContext(workspaceRoot, globs)).sort();
}

/** All of them, each with Nx's hash of its content. Sorted by name. */
export async function listWithHashes(workspaceRoot: string): Promise<FileData[]> {
  const files = await getAllFileDataInContext(workspaceRoot);
  return files.sort((a, b) => (a.file < b.file ? -1 : 1));
}

/** Whether Nx has this hash of a text that was read from the absolute path. */
export function isHashOf(text: string, file: string, hash: string): boolean {
  // The text of a file that is not UTF-8 is not what Nx hashed; then the file has to be asked again.
  return hashArray([text]) === hash || (text.includes('\uFFFD') && hashFile(file) === hash);
}

/** The values of Nx's enum without loading the module that holds it. */
export const IMPLICIT = 'implicit' as DependencyType.implicit;
export const STATIC = 'static' as DependencyType.static;

/** The external node that stands for all edges. */
export const EDGES_NODE = 'polynx:edges';

/** The first file from which Nx has an edge between two projects, by their names. */
export async function filesOfEdges(): Promise<(source: string, target: string) => string | undefined> {
  const { readFileMapCache } = await import('nx/src/project-graph/nx-deps-cache.js');
  const files = readFileMapCache()?.fileMap.projectFileMap ?? {};
  return (source, target) =>
    files[source]?.find(({ deps = [] }) => deps.some((to) => [to].flat()[0] === target))?.file;
}

/** The graph that Nx has just made; undefined where there is none on disk. */
export async function knownGraph(): Promise<ProjectGraph | undefined> {
  try {
    // NB it loads all of Nx: only where a configuration is named.
    return (await import('@nx/devkit')).readCachedProjectGraph();
  } catch {
    return undefined;
  }
}
