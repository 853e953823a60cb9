/**
 * What about the machine decides a toolchain's results: its version, its environment, its settings. Imports
 * nothing, because a tiny program loads it each time Nx hashes (see fingerprint/program).
 */
export interface Identity {
  /** Names of environment variables that change results; a `*` at either end stands for anything. */
  readonly env: readonly string[];
  /**
   * Names that are also read with a platform: `CC`, `HOST_CC`, `TARGET_CC`, `CC_x86_64_unknown_linux_gnu`.
   */
  readonly envPerPlatform?: readonly string[];
  /** Names that match `env` and change no result, e.g. folders and wrappers. */
  readonly ignoredEnv?: readonly string[];
  /**
   * Argument arrays whose output names the tool, e.g. `["$RUSTC|rustc", "-vV"]`: the program that a variable
   * names, or else this one. A missing tool counts as a constant.
   */
  readonly probes: readonly (readonly string[])[];
  /** A variable that overrides the project's pin of the tool's version, e.g. `RUSTUP_TOOLCHAIN`. */
  readonly pinOverride?: string;
  /**
   * What the environment must say so that it alone tells which tool runs, and how: then nobody is asked, and
   * the key is the same where the tool is not installed.
   */
  readonly pinnedBy?: Readonly<Record<string, RegExp>>;
  /** A file of `NAME=value` lines that the tool reads as environment, e.g. what `go env -w` wrote. */
  readonly settingsFile?: (
    env: Readonly<Record<string, string | undefined>>,
    platform: string,
  ) => string | undefined;
  /**
   * What configuration files that git ignores, or that lie outside the repository, say that changes results,
   * line by line.
   */
  configuration?(place: ConfigurationPlace): readonly string[];
  /**
   * Why the settings make results that no key can describe, e.g. because they name files that are compiled
   * and that Nx does not hash. Then every run has a key of its own, and the task says why.
   */
  unknowable?(place: ConfigurationPlace): string | undefined;
}

export interface ConfigurationPlace {
  /** Absolute directory of the repository. */
  readonly workspaceRoot: string;
  /** Where the tool is started, workspace-relative: what git ignores from there to the root counts. */
  readonly directory: string;
  readonly home: string;
  /** This machine's neutral name. */
  readonly platform: string;
  /** The environment, completed by the tool's own settings. */
  readonly env: Readonly<Record<string, string | undefined>>;
  read(file: string): string | undefined;
}

/** Whether a variable of this name is part of the toolchain's fingerprint. */
export function isDecisive(
  name: string,
  { env, envPerPlatform = [], ignoredEnv = [] }: Pick<Identity, 'env' | 'envPerPlatform' | 'ignoredEnv'>,
): boolean {
  if (ignoredEnv.includes(name)) return false;
  return env.some((pattern) => matches(name, pattern)) || envPerPlatform.includes(withoutPlatform(name));
}

/**
 * NB triples are written in small letters: `AR_x86_64-pc-windows-msvc` is one for `AR`, and
 * `CC_TEST_REPORTER_ID` is another program's.
 */
function withoutPlatform(name: string): string {
  const whole = name.replace(/^(?:HOST|TARGET)_/, '');
  let end = whole.length;
  while (/[a-z0-9_.-]/.test(whole[end - 1] ?? '')) end--;
  const at = whole.slice(end).search(/_[a-z0-9]/);
  return at < 0 ? whole : whole.slice(0, end + at);
}

function matches(name: string, pattern: string): boolean {
  const prefix = pattern.endsWith('*');
  const suffix = pattern.startsWith('*');
  const text = pattern.slice(suffix ? 1 : 0, prefix ? -1 : undefined);
  if (prefix && suffix) return name.includes(text);
  if (prefix) return name.startsWith(text);
  return suffix ? name.endsWith(text) : name === text;
}

/** Names that build scripts on this machine turned out to watch, a line each. Workspace-relative. */
export const WATCHED_ENV = '.nx/polynx/watched-env';
