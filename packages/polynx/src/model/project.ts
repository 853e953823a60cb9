import type { ToolSource } from './dev-shell.js';
import type { ManifestError } from './errors.js';
import type { ExecutableChoice } from './executable.js';
import type { Glob } from './globs.js';
import type { ImageOptions } from './image.js';
import type { PackageOptions } from './shipping.js';
import type { StampChoice } from './stamp.js';

/**
 * When a dependency or a read counts: `production` for what a build compiles, `development` for what
 * only tests, benchmarks and lints see.
 */
export type Scope = 'production' | 'development';

/** The neutral form of one crate, module, main package, npm package, Deno member or workspace root. */
export interface Project<Details = unknown> {
  /** Workspace-relative directory, `.` for the workspace root. */
  readonly root: string;
  /** Workspace-relative path of the manifest that makes this a project. */
  readonly manifest: string;
  /**
   * The name it would like. `project.json` and `package.json` names win; clashes are settled by pipes/names.
   */
  readonly name: string;
  /** No manifest says the name: it is what the folder is called. */
  readonly isNamedByFolder?: boolean;
  readonly type: 'application' | 'library' | 'workspace';
  readonly description?: string;
  /** Tags that a toolchain or a pipe adds. Those that the user writes are in `settings`. */
  readonly tags?: readonly string[];
  readonly deliverables: readonly Deliverable[];
  readonly dependencies: readonly Dependency[];
  /** Roots that it depends on in edges that Nx draws by itself. */
  readonly drawnByNx?: readonly string[];
  readonly reads: readonly Read[];
  /** What the manifest's own `nx` section says. */
  readonly settings: Settings;
  /** Files beside the manifest that have settings of the project. */
  readonly settingsIn?: readonly string[];
  /** Target names that Nx gives this root by itself (package.json scripts). */
  readonly scripts?: readonly string[];
  /** Nx makes this project itself and names it, whatever we do. */
  readonly namedByNx?: boolean;
  /** Typed by the toolchain, read by nobody else. */
  readonly details: Details;
  /** Set when the manifest cannot be read: every task of the project fails with it. */
  readonly error?: ManifestError;
}

/** What a project can produce: a binary, a C library, a wasm module, an npm tarball. */
export interface Deliverable {
  readonly kind: 'bin' | 'lib' | 'cdylib' | 'staticlib' | 'dylib' | 'proc-macro' | 'package';
  readonly name: string;
  /** A module that Node loads, `<name>.node`, and of which package of npm. */
  readonly node?: NodeAddon;
}

export interface NodeAddon {
  /** Those for each platform are called `<package>-<platform>`. */
  readonly package: string;
  readonly version: string;
  /** What it is called in there, without `.<platform>.node`. */
  readonly file: string;
}

/**
 * An edge to the project at `root`, whichever toolchain it belongs to. Roots without a project are dropped.
 */
export interface Dependency {
  readonly root: string;
  readonly scope: Scope;
  readonly stated: Statement;
}

/** What says that a project depends on another one. */
export interface Statement {
  /** Workspace-relative: a manifest, a source file, nx.json. */
  readonly file: string;
  /** What it says there, in the words of its field: `dev-dependency`, `import`. */
  readonly kind: string;
  /**
   * Where in the file: the keys that lead there in TOML or JSON, else a word that stands in the line. Absent:
   * the whole file.
   */
  readonly at?: readonly string[];
}

/**
 * A file outside the project's own directory, or one that another project may produce, which the tool reads.
 * The core finds its owner: a tracked file becomes an edge and an input, a declared output of another
 * project's build becomes an edge, a prerequisite and an input.
 */
export interface Read {
  /**
   * Workspace-relative file or directory; one that ends in `EVERYTHING` is a directory, whether or not there
   * is one yet. Of a glob, the folder that it cannot leave.
   */
  readonly path: string;
  /** Where a pattern says which files. */
  readonly glob?: Glob;
  readonly scope: Scope;
  /** The file that says so. */
  readonly source: string;
  /** Files count that git ignores, also beside those that it does not. */
  readonly fromDisk?: true;
}

/** `[package.metadata.nx]`, the `nx` key of deno.json: what Nx's own `nx` key does in package.json. */
export interface Settings {
  readonly name?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  /** Projects (by name or directory) whose build this one uses although no manifest says so. */
  readonly consumes?: readonly string[] | undefined;
  /**
   * Files, folders and globs that the project reads although no source says so, relative to its directory.
   */
  readonly reads?: readonly string[] | undefined;
  /** Environment variables that decide results although no source says so. */
  readonly env?: readonly string[] | undefined;
  /**
   * What may be read without being an input, so that a cached result does not notice its change: paths and
   * globs relative to the project, names of variables, `git` (the commit) and `clock`. `true` is all of it.
   */
  readonly allowUndeclared?: true | readonly string[] | undefined;
  readonly implicitDependencies?: readonly string[] | undefined;
  /** Platforms that `build-<platform>` targets are made for, instead of those of the plugin's options. */
  readonly platforms?: readonly string[] | undefined;
  /** The file that a single executable is made of, its runtime within. */
  readonly executable?: ExecutableChoice | undefined;
  /** Whether builds say which commit they are made from. */
  readonly stamp?: StampChoice | undefined;
  /** Whether and how programs are packaged for those platforms, over what the plugin's options say. */
  readonly packages?: boolean | PackageOptions | undefined;
  /** Whether and how programs become images, over what the plugin's options say. */
  readonly images?: boolean | ImageOptions | undefined;
  /** Who makes what `build` leaves: the project's own toolchain, or Nix. */
  readonly builder?: Builder | undefined;
  /** Where its toolchain's programs come from. */
  readonly tools?: ToolSource | undefined;
  /** Per target: overrides merged over the inferred one, or `false` to drop it. */
  readonly targets?: Readonly<Record<string, TargetOverride>> | undefined;
}

export type Builder = 'toolchain' | 'nix';

/** `false` drops the target, `targetName` renames it, everything else is merged over what is inferred. */
export type TargetOverride = false | ({ readonly targetName?: string } & Readonly<Record<string, unknown>>);
