import type { Glob } from '../../../model/globs.js';
import { join, leavesWorkspace } from '../../../model/paths.js';
import type { Tree } from '../../../model/tree.js';
import type { PackageFields } from '../package-json.js';

/** One program of a script: where it is called, and with what. */
export interface Call {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Workspace-relative. */
  readonly cwd: string;
  /** The package's directory. */
  readonly root: string;
  readonly fields: PackageFields;
  readonly tree: Tree;
  /**
   * Folders and files that the manifest promises and git ignores: where a build whose settings cannot be read
   * must write.
   */
  readonly promised: readonly string[];
  /** Packages inside the package. */
  readonly nested: readonly string[];
  readonly isIgnored: (path: string) => boolean;
  readonly packageNamed: (name: string) => string | undefined;
  /** Whether the script is one that leaves what the manifest promises. */
  readonly isBuild: boolean;
}

/**
 * What a call does to files, as far as it is known; `refuse` where that is not far enough. All paths
 * workspace-relative.
 */
export interface Effect {
  readonly writes?: readonly string[];
  /** Paths and globs that it removes: whoever makes them anew writes them. */
  readonly removes?: readonly Glob[];
  /** Files outside the package. Directories count with all they hold. */
  readonly reads?: readonly string[];
  /** Further inputs. */
  readonly globs?: readonly Glob[];
  /** Paths and globs that are not in the repository: git ignores them, and a build makes them. */
  readonly produced?: readonly string[];
  /** Files that git ignores and that decide the result all the same. */
  readonly ignored?: readonly Glob[];
  readonly env?: readonly string[];
  /** Variables without which the program watches files: what it said then is kept for no other run. */
  readonly onlyWith?: readonly string[];
  /** Directories of other toolchains whose build is inside this one. */
  readonly compiles?: readonly string[];
  /** Globs, relative to the package, of files that cannot change the result. */
  readonly leavesOut?: readonly string[];
  /** The result may depend on what the dependencies' builds leave behind. */
  readonly usesBuilds?: boolean;
  /** It may look at what the package's own build leaves behind. */
  readonly usesOwnBuild?: boolean;
  /** Why a cached result could be wrong. */
  readonly refuse?: string;
  /** Only because too little is known of the program: whoever knows more may say so. */
  readonly isUnknown?: boolean;
}

export type Tool = (call: Call) => Effect;

export const refuse = (reason: string): Effect => ({ refuse: reason });
export const unknown = (reason: string): Effect => ({ refuse: reason, isUnknown: true });

/** The value of `--flag value`, `--flag=value`; arguments behind a bare `--` belong to nobody. */
export function flag({ args }: Pick<Call, 'args'>, ...names: readonly string[]): string | undefined {
  const own = ownArgs(args);
  for (const [index, word] of own.entries()) {
    const [name = '', value] = word.split(/=(.*)/s, 2);
    if (names.includes(name)) return value ?? own[index + 1] ?? '';
  }
  return undefined;
}

export function has({ args }: Pick<Call, 'args'>, ...names: readonly string[]): boolean {
  return ownArgs(args).some((word) => names.includes(word.split('=', 1)[0] ?? ''));
}

/** Arguments that are neither flags nor, by guess, values of flags. */
export function positional({ args }: Pick<Call, 'args'>): string[] {
  const own = ownArgs(args);
  return own.filter((word, index) => !word.startsWith('-') && !/^-[^=]*$/.test(own[index - 1] ?? ''));
}

/** Arguments that are no flags. */
export function words({ args }: Pick<Call, 'args'>): string[] {
  return ownArgs(args).filter((word) => !word.startsWith('-'));
}

function ownArgs(args: readonly string[]): readonly string[] {
  const end = args.indexOf('--');
  return end < 0 ? args : args.slice(0, end);
}

export function at(call: Call, path: string): string {
  return join(call.cwd, path);
}

/** Words that are paths out of the package: `../gen/x.js`, `../../eslint.config.js`. */
export function outsidePaths(call: Call): string[] {
  return [call.program, ...call.args]
    .map((word) => word.replace(/^--?[\w-]+=/, ''))
    .filter((word) => /^\.{1,2}\//.test(word))
    .map((word) => at(call, word.replace(/\/?\*.*$/s, '')))
    .filter((path) => isOutside(call, path));
}

export function isOutside({ root }: Pick<Call, 'root'>, path: string): boolean {
  return !leavesWorkspace(path) && path !== root && root !== '.' && !path.startsWith(`${root}/`);
}

export function exists(tree: Tree, path: string): boolean {
  return tree.has(path) || tree.hasDirectory(path);
}
