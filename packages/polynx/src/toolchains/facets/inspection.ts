/** What `polynx doctor` wants to know. */
import type { Project } from '../../model/project.js';
import type { Command, Task } from '../../model/task.js';
import type { Tree } from '../../model/tree.js';

/**
 * What a toolchain knows of a machine and a workspace beyond the graph. Pure but for what it is given to ask
 * with.
 */
export interface Inspection {
  /** Environment in which the tool answers from what is installed, and fetches nothing. */
  readonly askEnv?: Readonly<Record<string, string>>;
  /**
   * Variables with which the tool reads again what it need not read after an earlier run. `folder` is empty,
   * and of this run alone.
   */
  repeatingEnv?(
    folder: string,
    env: Readonly<Record<string, string | undefined>>,
  ): Readonly<Record<string, string>>;
  /** Globs of files that the tool opens for a task though they cannot change its result. */
  readsInVain?(task: Task, project: Project): readonly string[];
  /**
   * Names of files that it opens throughout a workspace to resolve it; what of them decides a task is in that
   * task's slice.
   */
  readonly resolves?: readonly string[];
  /**
   * By program, globs of the files that it takes because a folder that it lists holds them; a program without
   * an entry takes any. Others there are named by what imports or embeds them: a new one changes nothing by
   * itself.
   */
  readonly takesListed?: Readonly<Record<string, readonly string[]>>;
  /** Globs of what the tool keeps between runs in the workspace, and never takes for a result. */
  readonly state?: readonly string[];
  /** What files say about the version of the tool that is started in a directory. */
  pins?(directory: string, tree: Tree): readonly Pin[];
  /** What a task needs besides the tool itself. */
  requires?(task: Task, project: Project): readonly Requirement[];
  /** Programs that look up in a database of vulnerabilities what is locked: `polynx audit`. */
  readonly audits?: readonly Audit[];
  /** What the manifests say and the disk does not, though no project fails for it. */
  advise?(graph: InferredGraph): readonly Advice[];
  /** Asks the tool for the same graph, and says where the two differ. */
  verify?(graph: InferredGraph, ask: Ask): Promise<Verification>;
}

export interface Audit {
  readonly program: string;
  readonly args: readonly string[];
  /** Name of the file in whose folder it is started. */
  readonly beside: string;
  /** More arguments, with which it looks into a folder's database and asks no server. Absent: it cannot. */
  withDatabase?(folder: string): readonly string[];
  readonly install: string;
}

export interface Advice {
  /** Whether tasks fail because of it. */
  readonly state: 'advice' | 'problem';
  readonly says: string;
  readonly fix: string;
}

export interface Pin {
  readonly file: string;
  /** 1-based. */
  readonly line?: number;
  /** As a reader would say it: `1.88.0`, `go 1.24 or later`. */
  readonly says: string;
  /**
   * Whether what the program said of its version is that; `undefined` where nobody can tell, as of `stable`.
   */
  agrees(version: string): boolean | undefined;
  /** Tasks fail with another version. Without, it is a wish. */
  readonly isBinding: boolean;
}

export interface Requirement {
  /** `clippy`, `golangci-lint`. */
  readonly name: string;
  /**
   * Command lines one of which must answer, started where the tool is; a program alone only has to be on
   * PATH.
   */
  readonly probes: readonly (readonly string[])[];
  readonly install: string;
}

export interface InferredGraph {
  readonly projects: readonly Project[];
  /** The toolchain's manifests, those in ignored directories aside. */
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

/** Starts a program and gives its words, whatever its exit code. */
export type Ask = (
  command: Command,
) => Promise<{ readonly exitCode: number; readonly stdout: string; readonly stderr: string }>;
