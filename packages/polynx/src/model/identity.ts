/**
 * What about the machine decides a toolchain's results: its version, its environment, its settings. Plain data without imports,
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
}
