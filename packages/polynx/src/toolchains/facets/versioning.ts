/**
 * Where a toolchain keeps versions of projects, for `nx release`. Texts in, texts out: nothing is written
 * to the disk before all versions are known, and `--dry-run` shows every change.
 */

import type { Command } from '../../model/task.js';

/** The workspace while it is released: texts with what the release has changed so far. */
export interface ReleaseFiles {
  /** `undefined` where there is no such file, and for paths outside of the workspace. */
  read(path: string): string | undefined;
  /** Directories of all projects. */
  readonly roots: readonly string[];
}

export interface Versioning {
  /** Names of the files that can hold a version. */
  readonly manifests: readonly string[];
  /** Throws a ManifestError where the manifest cannot be read. */
  current(root: string, files: ReleaseFiles): Held | undefined;
  /**
   * Changed texts by path, comments kept: the version where it is kept, the lock, and requirements of
   * others that would refuse the new version. Throws a ManifestError where the project cannot have that
   * version.
   */
  write(root: string, version: string, files: ReleaseFiles): Texts;
  /**
   * Directories of the projects that have their version from the same line, its own included. Absent:
   * none.
   */
  sharing?(root: string, files: ReleaseFiles): readonly string[];
  /** What the project says of the version of another one; the first, where it says it several times. */
  requirement(root: string, dependency: string, files: ReleaseFiles): RequiredRange | undefined;
  /**
   * Changed texts by path in which the project requires that version of the other one.
   *
   * @param prefix what stands before a version; absent: what stood there
   */
  require(
    root: string,
    dependency: string,
    wanted: { readonly version: string; readonly prefix?: string },
    files: ReleaseFiles,
  ): Texts;
  /** Whether a requirement, as it is written, takes that version. */
  allows(requirement: string, version: string): boolean;
  /** What git tags of the project begin with, where those are its versions: `libs/log/v`. */
  tags?(root: string, files: ReleaseFiles): string | undefined;
  /**
   * The commands that publish the project as it lies there. NB no secret: the tool takes those from its own
   * environment. Absent: Nx publishes.
   */
  publish?(root: string, request: PublishRequest, files: ReleaseFiles): PublishPlan;
}

/** What publishing a project takes. Absent where there is nothing to be published. */
export interface Publishing {
  /** Why the project is not published: what its manifest says. */
  readonly leftOut?: string;
}

export interface PublishRequest {
  /** What the user calls the registry, or its address. */
  readonly registry?: string;
  /** The remote that tags are pushed to. */
  readonly remote: string;
  /** Asks the proxy of the toolchain for the new version. */
  readonly proxy?: boolean;
  /** Arguments that the tool gets besides. */
  readonly args: readonly string[];
  /** The version, where it is a tag and no file says it. */
  readonly version?: string;
  /** Names of tags that there are already. */
  readonly tags: readonly string[];
}

export interface PublishPlan {
  /** Name and version, as people say them. */
  readonly what: string;
  readonly commands: readonly Command[];
  /** What the tool says where this version is published already; it fails then. */
  readonly saysThere: readonly string[];
  /** How the tool is installed. */
  readonly install: string;
}

export interface Held {
  readonly version: string;
  /** The file that says so. */
  readonly file: string;
}

export interface RequiredRange {
  /** As it is written: `^0.1`. */
  readonly text: string;
  /** In the words of its field: `dev-dependencies`. */
  readonly collection: string;
}

export type Texts = Readonly<Record<string, string>>;
