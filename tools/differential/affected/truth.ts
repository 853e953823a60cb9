/**
 * What the tools themselves compile at one commit. Written apart from the package, so that one mistake is not
 * made twice.
 */

/**
 * How surely a file is compiled: always, only under a condition that is not evaluated here, or as far as
 * anybody can say.
 */
export interface Reads {
  /** Compiled, whatever is asked for: a change of one must select the task. */
  readonly must: ReadonlySet<string>;
  /** Under `cfg`, or where a program decides: a change may select the task. */
  readonly may: ReadonlySet<string>;
}

export interface Needs {
  /** Of each package of the closure; shared between tasks. */
  readonly reads: readonly Reads[];
  /**
   * What else decides, as text: the manifests of the closure as the tool sees them, and what the lock
   * resolves for it.
   */
  readonly facts: Readonly<Record<string, string>>;
}

/** Inside the folder, and in no folder of another package below it. */
export function ownFiles(folder: string, folders: Iterable<string>, files: readonly string[]): string[] {
  const prefix = folder === '.' ? '' : `${folder}/`;
  const nested = [...folders].filter((other) => other !== folder && other.startsWith(prefix));
  return files.filter(
    (file) => file.startsWith(prefix) && !nested.some((other) => file.startsWith(`${other}/`)),
  );
}

/** A task of Nx as far as the tools can name it. */
export interface Asked {
  readonly root: string;
  readonly target: string;
  /** Go: the folder of the main package, the module, and whether only what is no program is built. */
  readonly package?: string;
  readonly module?: string;
  readonly libraries?: boolean;
}

/** What a task of the commit that is checked out compiles, or undefined where the tool does not know it. */
export type Truth = (asked: Asked) => Needs | undefined;
