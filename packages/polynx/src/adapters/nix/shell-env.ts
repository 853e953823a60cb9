/**
 * The variables of a dev shell, as `nix print-dev-env --json` says them, over an environment. What Nix itself
 * keeps out of `nix develop` stays out, and what only the builder of a derivation is told.
 * https://nix.dev/manual/nix/latest/command-ref/new-cli/nix3-print-dev-env
 *
 * NB loaded each time Nx hashes: it imports nothing.
 */
type Env = Readonly<Record<string, string | undefined>>;

/** By name; of lists and functions nothing is exported. */
export type ShellVariables = Readonly<Record<string, string>>;

/** Of the machine and the moment. The first lines are `ignoreVars` of Nix's develop.cc. */
const NOT_OURS = `BASHOPTS HOME NIX_BUILD_TOP NIX_ENFORCE_PURITY NIX_LOG_FD NIX_REMOTE PPID SHELL SHELLOPTS SSL_CERT_FILE TEMP TEMPDIR TERM TMP TMPDIR TZ UID
NIX_BUILD_CORES OLDPWD PWD SHLVL _`;

/** Attributes of the derivation, of which tools would make something else. */
const ATTRIBUTES = `out outputs outputBin outputDev outputLib name pname version builder args system stdenv shell src buildInputs nativeBuildInputs propagatedBuildInputs
propagatedNativeBuildInputs depsBuildBuild depsBuildBuildPropagated depsBuildTarget depsBuildTargetPropagated depsHostHost depsHostHostPropagated depsTargetTarget
depsTargetTargetPropagated buildCommand buildPhase phases preferLocalBuild allowSubstitutes patches shellHook doCheck doInstallCheck dontAddDisableDepTrack strictDeps
configureFlags cmakeFlags mesonFlags passAsFile __structuredAttrs`;

const DROPPED = new Set(`${NOT_OURS} ${ATTRIBUTES}`.split(/\s+/));

interface Raw {
  readonly variables?: Readonly<Record<string, { readonly type?: string; readonly value?: unknown }>>;
}

/** @throws where the text is no JSON */
export function readVariables(text: string): ShellVariables {
  const { variables = {} } = JSON.parse(text) as Raw;
  const scratch = variables['NIX_BUILD_TOP']?.value;
  return Object.fromEntries(
    Object.entries(variables)
      .flatMap(([name, { type, value }]): [string, string][] =>
        type === 'exported' && typeof value === 'string' && !DROPPED.has(name) ? [[name, value]] : [],
      )
      // What lies in the folder that the shell was made in is gone.
      .filter(([, value]) => typeof scratch !== 'string' || scratch === '' || !value.includes(scratch))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** Both the shell's and the machine's: the others are as the shell says. */
const JOINED = ['PATH', 'XDG_DATA_DIRS'];

/** Whose values are the shell's alone, so that its digest stands for them. */
export function settledBy(variables: ShellVariables): string[] {
  return Object.keys(variables).filter((name) => !JOINED.includes(name));
}

/** Programs of the shell come first; those that it lacks are the machine's, as in `nix develop`. */
export function inShell(variables: ShellVariables, env: Env): Env {
  const joined = Object.fromEntries(
    JOINED.flatMap((name) => {
      const [first, second] = [variables[name], env[name]];
      const both = [first, second].filter((part) => part !== undefined && part !== '').join(':');
      return both === '' ? [] : [[name, both]];
    }),
  );
  return { ...env, ...variables, ...joined };
}

/** Absolute folders that have to be there. */
export function foldersOf({ PATH = '' }: ShellVariables): string[] {
  return PATH.split(':').filter((folder) => folder.startsWith('/'));
}
