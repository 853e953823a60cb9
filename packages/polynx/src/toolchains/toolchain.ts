/**
 * A toolchain is what we know about one program that work is handed to: cargo, go, node, deno. We do not replace the
 * program; we say which projects there are, what decides each result, and what is left behind when it ends.
 *
 * Rules:
 * 1. Data in, data out. No member starts a process, reads the clock, the environment or a file outside its arguments.
 * 2. The core never asks which toolchain it has; it asks the toolchain for a fact. No id appears outside its folder.
 * 3. A toolchain knows no other toolchain and no pipe: it names directories and files, the core finds who owns them.
 * 4. Optional members are features: absent means off.
 *
 * Order of calls: `parse` once per manifest; `model` once per workspace; `tasks` once per project; all at graph time.
 * `runner.plan` when a task runs (and at graph time through `tasks`, to show the command).
 */
import type { ZodMiniType } from 'zod/mini';
import type { Bill } from '../model/bill.js';
import type { ManifestError } from '../model/errors.js';
import type { Evidence } from '../model/evidence.js';
import type { Identity } from '../model/identity.js';
import type { Project, Scope } from '../model/project.js';
import type { About } from '../model/shipping.js';
import type { Stamp } from '../model/stamp.js';
import type { Artifact, Command, Plan, Step, Task } from '../model/task.js';
import type { Tree } from '../model/tree.js';

export interface SourceFile {
  /** Workspace-relative. */
  readonly path: string;
  readonly text: string;
}

/** The manifests of one toolchain. Iteration gives those that may become projects; `get` reaches every one. */
export interface Manifests<M> extends Iterable<readonly [path: string, manifest: M]> {
  /** Also parses manifests in folders that are left alone by default, when another manifest points at them. */
  get(path: string): M | undefined;
  /** Manifests that exist and cannot be read, by path. They are already projects when `model` is called. */
  readonly broken: ReadonlyMap<string, ManifestError>;
}

export interface Toolchain<Manifest, Details, Options, RunOptions> {
  readonly id: string;
  /** What people call it, e.g. `Rust`. */
  readonly title: string;
  readonly files: {
    /** Globs of the files that make a project. */
    readonly manifests: readonly string[];
    /** Globs of shared files (locks, workspace files, pins): a change must reach `nx affected`. */
    readonly shared: readonly string[];
  };
  /** Every intent a project may have, in the order of the documentation. A broken manifest fails all of them. */
  readonly intents: readonly Intent[];
  /** Plugin options of this toolchain, all with defaults. */
  readonly options: ZodMiniType<Options, unknown>;

  /** Text to manifest. Throws {@link ManifestError} when the file cannot be read. */
  parse(file: SourceFile): Manifest;
  /** Members, inheritance, local dependencies. Pure; never throws for what a manifest says. */
  model(manifests: Manifests<Manifest>, tree: Tree, options: Options): Project<Details>[];
  /** What can be done with a project. A profile is a configuration of a task, so all of them come at once. */
  tasks(project: Project<Details>, options: Options): Task[];

  /** The build for another platform, by its neutral name or the toolchain's own; undefined where there is none. Absent: the toolchain knows one platform. */
  readonly platformTask?: (project: Project<Details>, platform: string, options: Options) => Task | undefined;
  /** What a manifest says of the programs it publishes. Asked where they are packaged. */
  readonly about?: (project: Project<Details>) => About | undefined;
  /** What the project's programs are compiled from, third-party packages and their versions. Absent: nobody knows. */
  readonly bill?: (project: Project<Details>) => Bill | undefined;
  /** How tasks are run. Absent: Nx runs the package.json scripts. */
  readonly runner?: Runner<RunOptions>;
  /** Starts a component from nothing: `nx g polynx:component`. Loaded when asked for: inference must not pay for it. */
  readonly scaffold?: () => Promise<Scaffold>;
  /** Presets of what the tool calls profiles: `nx g polynx:profiles`. */
  readonly profiles?: () => Promise<ProfileWriter>;
  /** What `polynx doctor` wants to know. Loaded when asked for. */
  readonly inspection?: () => Promise<Inspection>;
  /** How its projects become packages of Nix. Loaded by `nx sync`. Absent: they do not. */
  readonly nix?: () => Promise<NixFacet<Details>>;
}

export interface Intent {
  readonly name: string;
  readonly description: string;
  readonly cached: boolean;
}

export interface Runner<RunOptions> {
  /** Options of the executor `polynx:<id>`, all with descriptions. */
  readonly options: ZodMiniType<RunOptions, unknown>;
  /** Pure: the same options and context give the same plan. Throws OptionsError for arguments it refuses. */
  plan(options: RunOptions, context: PlanContext): Plan;
  /** The program asked for its version before a plan is made, and what to say when it is missing. */
  readonly program: string;
  readonly versionArgs: readonly string[];
  /** Where the program is started, if not in the project's own directory. */
  directory?(options: RunOptions): string;
  readonly install: string;
  /** What of the environment is in the key. */
  readonly identity: Identity;
  /** Variables with which the tool knows nothing of what it has built before, given a folder of its own. Absent: what it knows lies in the workspace. */
  forgetting?(folder: string): Readonly<Record<string, string>>;
  /** A variable that overrides the pin, e.g. `RUSTUP_TOOLCHAIN`. */
  readonly pinOverride?: string;
  /** What the tool, having run, says it has read. Absent: it cannot tell. */
  readonly evidence?: EvidenceReader<RunOptions>;
  /** Argument arrays of programs that are asked before the plan is made; a missing one answers nothing. */
  questions?(options: RunOptions): readonly (readonly string[])[];
  /** Whether the task leaves what is shipped: then the sizes of its artifacts are of interest. */
  ships?(options: RunOptions): boolean;
  /** The exact version that the project pins, compared with what the program says. */
  pinned?(options: RunOptions): { readonly version: string; readonly file: string } | undefined;
  /** Many tasks with one process. Loaded when Nx asks for batches. Absent: each task runs alone. */
  readonly batch?: () => Promise<Batching<RunOptions>>;
}

export interface EvidenceReader<RunOptions> {
  /** Messages are lines that the steps with `messages` said; what the tool noted beside its results is on the disk. */
  of(messages: readonly string[], options: RunOptions, context: EvidenceContext): Evidence[];
  /** How a manifest declares it, as text to paste. */
  setting(name: 'reads' | 'env' | 'allowUndeclared', values: readonly string[]): string;
}

export interface EvidenceContext {
  readonly workspaceRoot: string;
  /** Workspace-relative. */
  readonly projectRoot: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly disk: Disk;
}

/** By absolute path. */
export interface Disk {
  read(file: string): string | undefined;
  isDirectory(path: string): boolean;
}

/**
 * The meaning of a task is what its own plan does. A batch may say success only of what its process has proven to be the same; whatever
 * it cannot tell is run alone.
 */
export interface Batching<RunOptions> {
  /** Tasks of one key (and one environment) may share a process; undefined: this one runs alone. */
  key(task: BatchedTask<RunOptions>): string | undefined;
  /** Of tasks with one key: which share a process. Those left out run alone. */
  plan(tasks: readonly BatchedTask<RunOptions>[], world: BatchWorld): Promise<readonly Batch[]>;
}

export interface BatchedTask<RunOptions> {
  readonly id: string;
  readonly options: RunOptions;
  readonly context: PlanContext;
}

export interface BatchWorld {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Text of a file, workspace-relative or absolute; undefined when it is not there. */
  read(path: string): string | undefined;
  /** What a program prints. Throws an ExpectedError when it fails. */
  ask(command: Command): Promise<string>;
}

export interface Batch {
  /** Ids of the tasks. */
  readonly tasks: readonly string[];
  readonly step: Step;
  /** A folder of the batch's own, emptied before and removed afterwards. */
  readonly scratch?: string;
  /** Pure, one per task. Not asked when the process was ended by a signal. */
  verdicts(said: BatchOutput): ReadonlyMap<string, Verdict>;
}

export interface BatchOutput {
  readonly exitCode: number;
  /** Lines of stdout. */
  readonly messages: readonly string[];
  /** The end of stderr. */
  readonly errors: string;
  /** Whether a workspace-relative file is there. */
  has(path: string): boolean;
}

export type Verdict =
  | {
      readonly is: 'success';
      /** What the task alone would have printed, in essence. */
      readonly log: string;
      readonly artifacts: readonly Artifact[];
      /** Of all messages those for its evidence. */
      readonly messages: readonly string[];
    }
  | { readonly is: 'failure'; readonly log: string }
  /** Nothing is known. */
  | { readonly is: 'alone' }
  /** The same, and all such tasks go into one more process, without the others. */
  | { readonly is: 'again' };

export interface PlanContext {
  /** Workspace-relative. */
  readonly projectRoot: string;
  readonly projectName: string;
  /** Workspace-relative paths that the target declares, tokens filled in. A task that leaves one out has failed. */
  readonly outputs: readonly string[];
  /** Arguments the user gave that are no options of ours, in order. */
  readonly extra: readonly string[];
  /** What the program printed for `versionArgs`; undefined at graph time. */
  readonly version?: string;
  /** A folder for what is not finished, of this process alone; undefined at graph time. */
  readonly scratch?: string;
  readonly color: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** True when the program is on PATH. Always false at graph time. */
  has(program: string): boolean;
  /** What the build says of its commit, where it is stamped. */
  readonly stamp?: Stamp;
  /** Where the workspace really lies, absolute; undefined at graph time. */
  readonly place?: string;
  /** What the programs of `questions` said, in their order. */
  readonly answers?: readonly (string | undefined)[];
  /** Text of a file by absolute path; undefined when it is not there. Absent at graph time, as are those below. */
  read?(file: string): string | undefined;
  isFile?(file: string): boolean;
  /** Undefined when it is not there. */
  digest?(file: string): string | undefined;
  /** The absolute path of a program on PATH. */
  find?(program: string): string | undefined;
}

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

/** What Nix is told, because it can neither ask the tool nor read every format. */
export interface NixFacet<Details> {
  /** As the Nix library calls it: `rust`, `go`. */
  readonly language: string;
  /** Of which dependencies the library puts the sources into a package. Absent: of all. */
  readonly scopes?: readonly Scope[];
  /** Undefined: nothing that Nix should have. */
  describe(project: Project<Details>): NixProject | undefined;
  /** Of a workspace: locks, manifests in a format that Nix has no parser for, and what says which version of a tool it is built with. */
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
  /** Of the library's builder, JSON. nix/README.md */
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

export interface ProfileWriter {
  /** Changed texts of manifests, comments kept, by path. A profile that is there is left as it is unless `overwrite` is set. */
  write(
    projects: readonly Project[],
    tree: Tree,
    options: { readonly overwrite: boolean },
  ): Readonly<Record<string, string>>;
}

/** What a toolchain knows of a machine and a workspace beyond the graph. Pure but for what it is given to ask with. */
export interface Inspection {
  /** Environment in which the tool answers from what is installed, and fetches nothing. */
  readonly askEnv?: Readonly<Record<string, string>>;
  /** What files say about the version of the tool that is started in a directory. */
  pins?(directory: string, tree: Tree): readonly Pin[];
  /** What a task needs besides the tool itself. */
  requires?(task: Task, project: Project): readonly Requirement[];
  /** Asks the tool for the same graph, and says where the two differ. */
  verify?(graph: InferredGraph, ask: Ask): Promise<Verification>;
}

export interface Pin {
  readonly file: string;
  /** 1-based. */
  readonly line?: number;
  /** As a reader would say it: `1.88.0`, `go 1.24 or later`. */
  readonly says: string;
  /** Whether what the program said of its version is that; `undefined` where nobody can tell, as of `stable`. */
  agrees(version: string): boolean | undefined;
  /** Tasks fail with another version. Without, it is a wish. */
  readonly isBinding: boolean;
}

export interface Requirement {
  /** `clippy`, `golangci-lint`. */
  readonly name: string;
  /** Command lines one of which must answer, started where the tool is; a program alone only has to be on PATH. */
  readonly probes: readonly (readonly string[])[];
  readonly install: string;
}

/** Starts a program and gives its words, whatever its exit code. */
export type Ask = (
  command: Command,
) => Promise<{ readonly exitCode: number; readonly stdout: string; readonly stderr: string }>;

export interface InferredGraph {
  readonly projects: readonly Project[];
  /** The toolchain's manifests, those in folders that are left alone aside. */
  readonly manifests: readonly string[];
  readonly tree: Tree;
  readonly workspaceRoot: string;
}

export interface Verification {
  /** How much was compared, e.g. `12 crates, 30 edges`. */
  readonly compared: string;
  readonly differences: readonly Difference[];
}

export interface Difference {
  readonly file: string;
  /** The tool says so and we do not. */
  readonly missing: readonly string[];
  /** We say so and the tool does not. */
  readonly extra: readonly string[];
}

// biome-ignore lint/suspicious/noExplicitAny: the core handles toolchains without knowing their types; this is the only cast
export type AnyToolchain = Toolchain<any, any, any, any>;

/** Checks the type parameters of one toolchain, then erases them. */
export function defineToolchain<M, D, O, R>(toolchain: Toolchain<M, D, O, R>): AnyToolchain {
  return toolchain;
}

/** Checks the type parameter of one runner and keeps it. */
export function defineRunner<R>(runner: Runner<R>): Runner<R> {
  return runner;
}

/** The context for showing a command at graph time. */
export function graphTimeContext(project: Pick<Project, 'root' | 'name'>): PlanContext {
  return {
    projectRoot: project.root,
    projectName: project.name,
    outputs: [],
    extra: [],
    color: false,
    env: {},
    has: () => false,
  };
}

/** The command a user would recognise: the last one of the plan. */
export function shownCommand(plan: Plan): Command | undefined {
  return plan.steps[plan.steps.length - 1]?.command;
}
