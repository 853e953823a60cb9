/** A program with its runtime in one file, for runtimes that do not compile by themselves. */
export interface Executable {
  /** The file that is run first, relative to the project's directory. */
  readonly main: string;
  /** Of the executable. */
  readonly name: string;
  /** Which runtime, where there are several. */
  readonly runtime?: string | undefined;
  /**
   * Where the runtime of a platform lies, workspace-relative or absolute, if not where packages of it are
   * installed.
   */
  readonly runtimes: Readonly<Record<string, string>>;
}

export type ExecutableChoice =
  | true
  | string
  | { readonly [Key in keyof Executable]?: Executable[Key] | undefined };

/** @returns undefined where nothing says which file is run first */
export function executableOf(
  choice: ExecutableChoice,
  fallback: Pick<Partial<Executable>, 'main'> & Pick<Executable, 'name'>,
): Executable | undefined {
  const {
    main = fallback.main,
    name = fallback.name,
    runtime,
    runtimes = {},
  } = choice === true ? {} : typeof choice === 'string' ? { main: choice } : choice;
  return main === undefined ? undefined : { main, name, runtime, runtimes };
}
