/** The part of `nix/generated/graph.json` that decides targets. */
export interface NixGraph {
  readonly projects: Readonly<Record<string, NixGraphProject>>;
  readonly workspaces: readonly NixGraphWorkspace[];
}

export interface NixGraphProject {
  readonly root: string;
  readonly language: string;
  readonly kind: string;
  readonly workspace: string;
  readonly package: string;
  readonly programs: readonly string[];
  readonly needs: readonly { readonly project: string }[];
}

export interface NixGraphWorkspace {
  readonly root: string;
  readonly language: string;
  readonly members: readonly string[];
  readonly locks: readonly string[];
}
