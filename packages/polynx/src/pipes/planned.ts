import { compact } from '../model/compact.js';
import type { DevShell } from '../model/dev-shell.js';
import type { ManifestError } from '../model/errors.js';
import { asManifestError, failedProject } from '../model/failed-project.js';
import type { Glob } from '../model/globs.js';
import type { OverrideProblem } from '../model/override-problem.js';
import type { Project, Read, Statement } from '../model/project.js';
import type { Sbom } from '../model/sbom.js';
import type { About } from '../model/shipping.js';
import type { Inputs, Task } from '../model/task.js';

/** A project with what its toolchain says of it, on its way through the pipes. */
export interface Planned {
  /** Id of the toolchain. */
  readonly toolchain: string;
  readonly project: Project;
  readonly facts: ProjectFacts;
  readonly tasks: readonly NamedTask[];
  /** Other projects that this one depends on, for the graph. */
  readonly links?: readonly ProjectLink[];
  /** Names of every intent, which all fail when the manifest is broken. */
  readonly broken?: { readonly error: ManifestError; readonly targets: readonly string[] };
}

/** That a project depends on the one at `root`. One for each. */
export interface ProjectLink {
  readonly root: string;
  readonly stated: Statement;
}

/** What a pipe may ask of the toolchain about one project. Functions, since few projects are asked. */
export interface ProjectFacts {
  /** Names of every intent that a project of the toolchain may have. */
  readonly intents: readonly string[];
  /** Whether what links a stamped library is stamped with it. */
  readonly stampsClosure: boolean;
  /** Whether the toolchain builds for a platform of that name. */
  isPlatform(name: string): boolean;
  /**
   * What is wrong with an override of a target.
   * @param isOwn whether the toolchain's own executor runs it
   */
  overrideProblem?(override: Readonly<Record<string, unknown>>, isOwn: boolean): OverrideProblem | undefined;
  about(): About | undefined;
  sbom(): Sbom | undefined;
  /** The task `test` in parts, whose names are their intents. */
  testParts(): readonly Task[];
}

/** A task with its final target name, and what other pipes found it needs. */
export interface NamedTask extends Task {
  /** Name of the target: the intent where that is free. */
  readonly target: string;
  /** What the user sets, merged over the target. */
  readonly overrides?: Readonly<Record<string, unknown>>;
  /** Tasks of other projects that run before, and whose outputs are inputs. */
  readonly needs: readonly Prerequisite[];
  /** Files of other projects, and generated ones nobody declares, that enter the key. */
  readonly resolvedReads: readonly ResolvedRead[];
  /** What symbolic links lead to that it takes in. */
  readonly linked?: readonly Read[];
  /**
   * What the user lets the task read without declaring it: globs from the workspace's root, and bare names.
   */
  readonly allowUndeclared?: readonly string[];
  /**
   * Inputs of tasks of other toolchains that enter the key because this task compiles the same, or they leave
   * nothing to hash.
   */
  readonly foreign: readonly ForeignInputs[];
  /** Where its tool is run, if not on the machine's PATH. */
  readonly devShell?: DevShell;
  /** The toolchain's own task that this one stands for, and that is not run. */
  readonly instead?: NamedTask;
}

/**
 * A task of ours that nothing decides and that nobody waits for: what it has besides is said where it is
 * made.
 */
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

export interface Prerequisite {
  readonly root: string;
  readonly target: string;
}

export interface ResolvedRead {
  readonly glob: Glob;
  /** Not tracked by git: hashed from disk. */
  readonly ignored: boolean;
  /** Tracked, and what git ignores beside it counts too. */
  readonly fromDisk?: boolean;
}

/**
 * A task before any pipe: named like its intent, nothing resolved. A task that went through pipes stays as it
 * is.
 */
export function plannedTask(task: Task & Partial<NamedTask>): NamedTask {
  // NB each pipe asks, for each task of each project: a copy of all of them costs more than the pipe.
  if (isPlanned(task)) return task as NamedTask;
  const { target = task.intent, needs = [], resolvedReads = [], foreign = [] } = task;
  return { ...task, target, needs, resolvedReads, foreign };
}

function isPlanned({ target, needs, resolvedReads, foreign }: Task & Partial<NamedTask>): boolean {
  return target !== undefined && needs !== undefined && resolvedReads !== undefined && foreign !== undefined;
}

/** Several toolchains may meet on one root. Order is kept. */
export function groupByRoot(planned: readonly Planned[]): Map<string, Planned[]> {
  const roots = new Map<string, Planned[]>();
  for (const one of planned) {
    const there = roots.get(one.project.root);
    if (there === undefined) roots.set(one.project.root, [one]);
    else there.push(one);
  }
  return roots;
}

/** The same project without tasks: each of its targets fails with the reason. */
export function failing(planned: Planned, error: ManifestError): Planned {
  return { ...planned, tasks: [], broken: { error, targets: planned.facts.intents } };
}

/**
 * The same after something failed about it that nothing has caught: nothing it says is looked at any more. NB
 * a bug in polynx must not break other projects.
 */
export function setAside(planned: Planned, error: unknown): Planned {
  if (planned.broken !== undefined) return planned;
  const { project, tasks, facts } = planned;
  const { root, manifest, name, type, description, namedByNx, scripts, details } = project;
  const reason = asManifestError(manifest, error);
  const bare: Project = compact({
    ...failedProject(manifest, name, reason),
    root,
    type,
    description,
    namedByNx,
    scripts,
    details,
  });
  const targets = tasks.length === 0 ? facts.intents : tasks.map(({ target }) => target);
  return { ...planned, project: bare, tasks: [], links: [], broken: { error: reason, targets } };
}
