/**
 * What `nx sync` wrote, as far as the graph needs it. Not checked in depth: each command would pay for it,
 * and a stale file fails `nx sync:check`.
 */
import type { NixGraph } from '../model/nix-graph.js';
import { GRAPH_FILE } from '../model/nix-places.js';
import type { Tree } from '../model/tree.js';

export function readNixGraph(tree: Tree): NixGraph | undefined {
  if (!tree.has(GRAPH_FILE)) return undefined;
  try {
    const json = JSON.parse(tree.read(GRAPH_FILE) ?? '') as Partial<NixGraph> & { readonly version?: number };
    if (json.version !== 1 || json.projects === undefined || json.workspaces === undefined) return undefined;
    return { projects: json.projects, workspaces: json.workspaces };
  } catch {
    // Half-written or of another version: no targets, and `nx sync` writes it anew.
    return undefined;
  }
}
