/**
 * What about the machine decides a toolchain's results: its version, its environment, its settings. Data and no imports,
 * because a tiny program loads it each time Nx hashes (see cli/fingerprint).
 */
export interface Identity {
  /** Names of environment variables that change results; a trailing `*` makes a prefix. */
  readonly env: readonly string[];
  /** Names that match `env` and change no result, e.g. folders and wrappers. */
  readonly ignoredEnv?: readonly string[];
  /** Argument arrays whose output names the tool, e.g. `["rustc", "-vV"]`. A missing tool counts as a constant. */
  readonly probes: readonly (readonly string[])[];
  /** A variable that overrides the project's pin of the tool's version, e.g. `RUSTUP_TOOLCHAIN`. */
  readonly pinOverride?: string;
  /**
   * What the environment must say so that it alone tells which tool runs, and how: then nobody is asked, and the key is the same where the
   * tool is not installed.
   */
  readonly pinnedBy?: Readonly<Record<string, RegExp>>;
  /** A file of `NAME=value` lines that the tool reads as environment, e.g. what `go env -w` wrote. */
  readonly settingsFile?: (
    env: Readonly<Record<string, string | undefined>>,
    platform: string,
  ) => string | undefined;
}
