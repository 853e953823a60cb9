/** A development shell of the repository's flake, which tools are run in instead of those on PATH. */
export interface DevShell {
  /** Of `devShells.<system>`. */
  readonly name: string;
  /**
   * Files and folders that it is made from, beside expressions, manifests, locks and pins.
   * Workspace-relative.
   */
  readonly reads: readonly string[];
}

/** In nx.json or a manifest: `path` is whatever the PATH has. */
export type ToolSource = 'path' | 'nix' | { readonly shell?: string; readonly reads?: readonly string[] };

export function devShellOf(source: ToolSource): DevShell | undefined {
  if (source === 'path') return undefined;
  const { shell = 'default', reads = [] } = source === 'nix' ? {} : source;
  return { name: shell, reads };
}
