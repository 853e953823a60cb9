/** Where Nix's side of a repository lies. Workspace-relative. */
export const NIX_FOLDER = 'nix';
export const GRAPH_FILE = 'nix/generated/graph.json';
export const LOCKS_FOLDER = 'nix/generated/locks';
/** The library, in the repository: a flake sees nothing that git ignores, as node_modules is. */
export const LIBRARY_FOLDER = 'nix/polynx';

/** What is generated for a lock or a manifest that Nix cannot read. */
export function lockTwin(file: string): string {
  return `${LOCKS_FOLDER}/${file}.json`;
}
