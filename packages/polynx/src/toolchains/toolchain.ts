/**
 * A toolchain is what we know about one program that work is handed to: cargo, go, node, deno. We do not
 * replace the program; we say which projects there are, what decides each result, and what is left behind
 * when it ends.
 *
 * Rules:
 * 1. Data in, data out. No member starts a process, reads the clock, the environment or a file outside its
 * arguments.
 * 2. The core never asks which toolchain it has; it asks the toolchain for a fact. No id appears outside its
 * folder.
 * 3. A toolchain knows no other toolchain and no pipe: it names directories and files, the core finds who
 * owns them.
 * 4. Optional members are features: absent means off.
 *
 * Order of calls: `parse` once per manifest; `model` once per workspace; `tasks` once per project; all at
 * graph time. `runner.plan` when a task runs (and at graph time through `tasks`, to show the command).
 */
import type { ZodMiniType } from 'zod/mini';
import type { ManifestError } from '../model/errors.js';
import type { Project } from '../model/project.js';
import type { Sbom } from '../model/sbom.js';
import type { About } from '../model/shipping.js';
import type { Task } from '../model/task.js';
import type { Tree } from '../model/tree.js';
import type { Inspection } from './facets/inspection.js';
import type { NixFacet } from './facets/nix.js';
import type { Runner } from './facets/runner.js';
import type { ProfileWriter, Scaffold } from './facets/scaffold.js';
import type { Publishing, Versioning } from './facets/versioning.js';

export type * from './facets/batching.js';
export * from './facets/context.js';
export type * from './facets/evidence.js';
export type * from './facets/inspection.js';
export type * from './facets/nix.js';
export * from './facets/runner.js';
export * from './facets/scaffold.js';
export type * from './facets/versioning.js';

export interface SourceFile {
  /** Workspace-relative. */
  readonly path: string;
  readonly text: string;
}

/**
 * The manifests of one toolchain. Iteration gives those that may become projects; `get` reaches every one.
 */
export interface Manifests<M> extends Iterable<readonly [path: string, manifest: M]> {
  /** Also parses manifests in ignored directories, when another manifest points at them. */
  get(path: string): M | undefined;
  /** Manifests that exist and cannot be read, by path. They are already projects when `model` is called. */
  readonly broken: ReadonlyMap<string, ManifestError>;
}

export interface Toolchain<Manifest, Details, Options, RunOptions> {
  readonly id: string;
  /** What people call it, e.g. `Rust`. */
  readonly title: string;
  /** What Nx calls it, and has an icon for: `rust`. */
  readonly technology: string;
  readonly files: {
    /** Globs of the files that make a project. */
    readonly manifests: readonly string[];
    /** Globs of shared files (locks, workspace files, pins): a change must reach `nx affected`. */
    readonly shared: readonly string[];
  };
  /**
   * Every intent a project may have, in the order of the documentation. A broken manifest fails all of them.
   */
  readonly intents: readonly Intent[];
  /** Plugin options of this toolchain, all with defaults. */
  readonly options: ZodMiniType<Options, unknown>;

  /** Text to manifest. Throws {@link ManifestError} when the file cannot be read. */
  parse(file: SourceFile): Manifest;
  /** Members, inheritance, local dependencies. Pure; never throws for what a manifest says. */
  model(manifests: Manifests<Manifest>, tree: Tree, options: Options): Project<Details>[];
  /** What can be done with a project. A profile is a configuration of a task, so all of them come at once. */
  tasks(project: Project<Details>, options: Options): Task[];

  /**
   * The build for another platform, by its neutral name or the toolchain's own; undefined where there is
   * none. Absent: the toolchain knows one platform.
   */
  readonly platformTask?: (project: Project<Details>, platform: string, options: Options) => Task | undefined;
  /**
   * The tests of a project in parts, each of which can run alone: the task `test` with other options. The
   * intent of each is the name of the part. All parts together run what `test` runs. Asked where the option
   * `ci` is set. Absent: the tests have no parts.
   */
  readonly testParts?: (project: Project<Details>, options: Options) => Task[];
  /** Whether it builds for a platform of that name at all. Absent: for none but the one it runs on. */
  readonly isPlatform?: (name: string) => boolean;
  /**
   * A build hands its stamp to everything that it compiles, so that a stamped library stamps what links it.
   * Absent: only to the project's own sources.
   */
  readonly stampsClosure?: boolean;
  /** What a manifest says of the programs it publishes. Asked where they are packaged. */
  readonly about?: (project: Project<Details>) => About | undefined;
  /**
   * What the project's programs are compiled from, third-party packages and their versions. Absent: nobody
   * knows.
   */
  readonly sbom?: (project: Project<Details>) => Sbom | undefined;
  /** How tasks are run. Absent: Nx runs the package.json scripts. */
  readonly runner?: Runner<RunOptions>;
  /**
   * Starts a component from nothing: `nx g polynx:component`. Loaded when asked for: inference must not pay
   * for it.
   */
  readonly scaffold?: () => Promise<Scaffold>;
  /** Presets of what the tool calls profiles: `nx g polynx:profiles`. */
  readonly profiles?: () => Promise<ProfileWriter>;
  /** What `polynx doctor` wants to know. Loaded when asked for. */
  readonly inspection?: () => Promise<Inspection>;
  /** How its projects become packages of Nix. Loaded by `nx sync`. Absent: they do not. */
  readonly nix?: () => Promise<NixFacet<Details>>;
  /** Where versions are kept. Loaded by `nx release`. Absent: they are left to Nx. */
  readonly versioning?: () => Promise<Versioning>;
  /** Nx itself versions projects that are of this toolchain alone. */
  readonly versionedByNx?: boolean;
  /** Whether there is something that `nx release publish` can publish. Absent: there never is. */
  readonly publishing?: (project: Project<Details>) => Publishing | undefined;
}

export interface Intent {
  readonly name: string;
  readonly description: string;
  readonly cached: boolean;
}

// biome-ignore lint/suspicious/noExplicitAny: the core handles toolchains without knowing their types; this is the only cast
export type AnyToolchain = Toolchain<any, any, any, any>;

/** Checks the type parameters of one toolchain, then erases them. */
export function defineToolchain<M, D, O, R>(toolchain: Toolchain<M, D, O, R>): AnyToolchain {
  return toolchain;
}
