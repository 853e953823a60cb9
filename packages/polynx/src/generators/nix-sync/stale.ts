/** Whether `nx sync` would change anything, without Nx's trees and without asking a tool. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Tree as NxTree } from '@nx/devkit';
import { type NixGraph, stableJson } from '../../analysis/nix-graph-file.js';
import { GRAPH_FILE } from '../../model/nix-places.js';
import { describe, libraryFiles } from './sync.js';

/**
 * The graph file is not what the projects say now.
 *
 * @param names of projects whose packages are to be built: only what they are made from is compared.
 * Everything where there are none
 */
export async function isGraphStale(root: string, names?: readonly string[]): Promise<boolean> {
  const { graph } = await describe(treeOf(root));
  const there = textOf(root, GRAPH_FILE);
  if (there === undefined || names === undefined) return stableJson(graph) !== there;
  try {
    return partOf(JSON.parse(there) as NixGraph, names) !== partOf(graph, names);
  } catch {
    return true;
  }
}

function partOf({ projects, workspaces }: NixGraph, names: readonly string[]): string {
  const closure = new Set(names);
  for (const name of closure) {
    const { deps = [], needs = [] } = projects[name] ?? {};
    for (const one of [...deps, ...needs.map(({ project }) => project)]) closure.add(one);
  }
  const entries = [...closure].sort().map((name) => [name, projects[name]] as const);
  const used = workspaces.filter(({ root, language }) =>
    entries.some(([, entry]) => entry?.workspace === root && entry.language === language),
  );
  return stableJson({ entries, used });
}

/** Files of the library in the repository that are not those of the installed polynx. */
export function staleLibrary(root: string): string[] {
  return libraryFiles()
    .filter(([file, text]) => textOf(root, file) !== text)
    .map(([file]) => file);
}

function treeOf(root: string): Pick<NxTree, 'root' | 'listChanges' | 'read'> {
  const read: NxTree['read'] = (file: string, encoding?: BufferEncoding) => {
    const text = textOf(root, file);
    return (encoding === undefined && text !== undefined ? Buffer.from(text) : (text ?? null)) as never;
  };
  return { root, listChanges: () => [], read };
}

function textOf(root: string, file: string): string | undefined {
  try {
    return readFileSync(join(root, file), 'utf8');
  } catch {
    return undefined;
  }
}
