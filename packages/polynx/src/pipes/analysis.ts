import type { DevShell } from '../model/dev-shell.js';
import type { ManifestError } from '../model/errors.js';
import type { Project } from '../model/project.js';
import type { Inputs, Task } from '../model/task.js';

/** A project with what its toolchain says of it, on its way through the pipes. */
export interface Planned {
  /** Id of the toolchain. */
  readonly toolchain: string;
  readonly project: Project;
  readonly tasks: readonly NamedTask[];
  /** Roots of other projects that this one depends on, for the graph. */
  readonly links?: readonly string[];
  /** Names of every intent, which all fail when the manifest is broken. */
  readonly broken?: { readonly error: ManifestError; readonly targets: readonly string[] };
}

/** A task with its final target name, and what other pipes found it needs. */
export interface NamedTask extends Task {
  /** Name of the target: the intent where that is free. */
  readonly target: string;
  /** What the user sets, merged over the target. */
  readonly overrides?: Readonly<Record<string, unknown>>;
  /** Tasks of other projects that run before, and whose outputs are inputs. */
  readonly needs: readonly Need[];
  /** Files of other projects, and generated ones nobody declares, that enter the key. */
  readonly resolvedReads: readonly ResolvedRead[];
  /** What the user lets the task read without declaring it: globs from the workspace's root, and bare names. */
  readonly allowUndeclared?: readonly string[];
  /** Inputs of tasks of other toolchains that enter the key because this task compiles the same, or they leave nothing to hash. */
  readonly foreign: readonly ForeignInputs[];
  /** Where its tool is run, if not on the machine's PATH. */
  readonly devShell?: DevShell;
  /** The toolchain's own task that this one stands for, and that is not run. */
  readonly instead?: NamedTask;
}

/** A task of ours that nothing decides and that nobody waits for: what it has besides is said where it is made. */
export const NOTHING = {
  cache: false,
  inputs: { files: [], tool: false },
  outputs: [],
  closure: [],
  scope: 'production',
  needs: [],
  resolvedReads: [],
  foreign: [],
} as const satisfies Partial<NamedTask>;

export interface ForeignInputs {
  readonly toolchain: string;
  readonly root: string;
  readonly inputs: Inputs;
  readonly reads: readonly ResolvedRead[];
}

export interface Need {
  readonly root: string;
  readonly target: string;
}

export interface ResolvedRead {
  /** Workspace-relative glob. */
  readonly glob: string;
  /** Not tracked by git: hashed from disk. */
  readonly ignored: boolean;
}
