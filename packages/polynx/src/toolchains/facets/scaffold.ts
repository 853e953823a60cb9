/** What generators write for a toolchain: components, what they say of their build, profiles. */
import type { Project } from '../../model/project.js';
import type { Tree } from '../../model/tree.js';

export interface ScaffoldRequest {
  readonly name: string;
  readonly kind: 'bin' | 'lib' | 'service' | 'web';
  /** Workspace-relative directory of the new component. */
  readonly directory: string;
}

export interface Scaffold {
  readonly kinds: readonly ScaffoldRequest['kind'][];
  /** Files to write, by workspace-relative path; `undefined` when the kind is not offered. */
  files(request: ScaffoldRequest, tree: Tree): Readonly<Record<string, string>>;
  /** Changed texts of existing workspace manifests, comments kept, by path. */
  wire(request: ScaffoldRequest, tree: Tree): Readonly<Record<string, string>>;
  /** How a project in that directory says what it was built from. Throws a ManifestError where something of the user's is in the way. */
  buildInfo?(directory: string, tree: Tree): BuildInfo;
}

/** What `nx g polynx:build-info` writes for a project. */
export interface BuildInfo {
  /** Texts by workspace-relative path, those of existing files changed. */
  readonly files: Readonly<Record<string, string>>;
  /** Files that are written by a task, and that git has to ignore. */
  readonly ignored: readonly string[];
  /** The module that the target `stamp` writes, relative to the project. Absent: builds are told in another way. */
  readonly module?: string;
  /** How it is used, where that needs a word. */
  readonly hint?: string;
}

export interface ProfileWriter {
  /** Changed texts of manifests, comments kept, by path. A profile that is there is left as it is unless `overwrite` is set. */
  write(
    projects: readonly Project[],
    tree: Tree,
    options: { readonly overwrite: boolean },
  ): Readonly<Record<string, string>>;
}
