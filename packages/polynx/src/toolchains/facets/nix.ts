/** How projects of a toolchain become packages of Nix. */
import type { Project, Scope } from '../../model/project.js';
import type { Tree } from '../../model/tree.js';
import type { Ask } from './inspection.js';

/** What Nix is told, because it can neither ask the tool nor read every format. */
export interface NixFacet<Details> {
  /** As the Nix library calls it: `rust`, `go`. */
  readonly language: string;
  /** Of which dependencies the library puts the sources into a package. Absent: of all. */
  readonly scopes?: readonly Scope[];
  /** Undefined: nothing that Nix should have. */
  describe(project: Project<Details>): NixProject | undefined;
  /**
   * Of a workspace: locks, manifests in a format that Nix has no parser for, and what says which version of a
   * tool it is built with.
   */
  files(workspace: string, members: readonly Project<Details>[], tree: Tree): readonly string[];
  /** Of such files: their content as JSON, where Nix cannot read it or lacks something. */
  locks(files: readonly string[], world: NixWorld): Promise<ReadonlyMap<string, unknown>>;
}

export interface NixProject {
  readonly kind: 'application' | 'library' | 'workspace';
  /** The directory that the tool takes members and locks from. */
  readonly workspace: string;
  /** Its name, or place, to the tool. */
  readonly package: string;
  /** Names of what it leaves in `bin`. */
  readonly programs: readonly string[];
  /** Of the library's builder, JSON. docs/nix-library/packages.md */
  readonly arguments?: Readonly<Record<string, unknown>>;
  /** The program that installs what the lock names, where there are several. */
  readonly manager?: string;
}

export interface NixWorld {
  readonly tree: Tree;
  /** What was generated for a file the last time. */
  known(file: string): unknown;
  readonly ask: Ask;
  /** Hexadecimal, of a file by its absolute path. */
  sha256(file: string): string;
}
