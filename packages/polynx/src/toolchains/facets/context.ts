/**
 * What a plan is made from besides the options: at graph time, to show the command, and when the task runs.
 */
import type { Project } from '../../model/project.js';
import type { Stamp } from '../../model/stamp.js';

/** What is known whenever a command is made, also at graph time. */
export interface CommandContext {
  /** Workspace-relative. */
  readonly projectRoot: string;
  readonly projectName: string;
  /**
   * Workspace-relative paths that the target declares, tokens filled in. A task that leaves one out has
   * failed.
   */
  readonly outputs: readonly string[];
  /** Arguments the user gave that are no options of ours, in order. */
  readonly extra: readonly string[];
  readonly color: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** True when the program is on PATH. Always false at graph time. */
  has(program: string): boolean;
}

/** What is known when the task runs. */
export interface RunContext extends CommandContext {
  /** What the program printed for `versionArgs`. */
  readonly version: string;
  /** A folder for unfinished files, of this process alone. */
  readonly scratch: string;
  /** Where the workspace really lies, absolute, symbolic links resolved. */
  readonly place: string;
  /** What the programs of `questions` printed, in their order. */
  readonly answers: readonly (string | undefined)[];
  /** What the build says of its commit, where it is stamped. */
  readonly stamp?: Stamp;
  /** Text of a file by absolute path; undefined when it is not there. */
  read(file: string): string | undefined;
  isFile(file: string): boolean;
  /** Undefined when it is not there. */
  digest(file: string): string | undefined;
  /** The absolute path of a program on PATH. */
  find(program: string): string | undefined;
}

/** A plan is made at both times: what only a run knows may be absent. */
export type PlanContext = CommandContext & Partial<RunContext>;

/** The context for showing a command at graph time. */
export function graphTimeContext(project: Pick<Project, 'root' | 'name'>): CommandContext {
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
