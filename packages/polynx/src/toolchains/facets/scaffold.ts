/** What generators write for a toolchain: components, what they say of their build, profiles. */
import type { Project } from '../../model/project.js';
import type { Command } from '../../model/task.js';
import type { Tree } from '../../model/tree.js';

/**
 * What a component can be. A service answers HTTP by one contract: `PORT`, `/healthz`, a graceful stop, one
 * JSON object per line of its log.
 */
export const KINDS = ['lib', 'bin', 'service', 'web', 'wasm', 'napi', 'npm', 'fn'] as const;
export type Kind = (typeof KINDS)[number];

export const LINTERS = ['biome', 'eslint'] as const;
export type Linter = (typeof LINTERS)[number];

export interface ScaffoldRequest {
  readonly name: string;
  readonly kind: Kind;
  /** Workspace-relative directory of the new component. */
  readonly directory: string;
  /** Who checks style, where a toolchain leaves the choice. Absent: the one that the repository has. */
  readonly linter?: Linter;
  /** Whether others may install it from a registry. Absent: no. */
  readonly publishable?: boolean;
  /** Platforms that it is built for besides the one at hand. */
  readonly platforms?: readonly string[];
  /** Names of packages that are made of its programs. */
  readonly packaging?: readonly string[];
}

type Texts = Readonly<Record<string, string>>;

export interface Scaffold {
  /** What each kind is, in the words of a prompt. A kind that is absent is not offered. */
  readonly kinds: Readonly<Partial<Record<Kind, string>>>;
  /** Name of the folder in which people of this toolchain look for a kind, where it is not the usual one. */
  readonly folders?: Readonly<Partial<Record<Kind, string>>>;
  /** Options beyond the kind that have an effect here. */
  readonly takes?: readonly (keyof ScaffoldRequest)[];
  /** Files to write, by workspace-relative path. */
  files(request: ScaffoldRequest, tree: Tree): Texts;
  /**
   * Texts of workspace manifests that are to be changed, comments kept, or written where the workspace has
   * none. By path.
   */
  wire(request: ScaffoldRequest, tree: Tree): Texts;
  /**
   * What completes locks and installs packages, once the files are on disk. Each may fail: it is named for
   * the user then.
   */
  finish?(request: ScaffoldRequest, tree: Tree): readonly Command[];
  /**
   * How a project in that directory says what it was built from. Throws a ManifestError where something of
   * the user's is in the way.
   */
  buildInfo?(directory: string, tree: Tree, name?: string): BuildInfo;
  /**
   * What names the folder `from`, mended: manifests of workspaces, and of projects that depend on it by path.
   * Without `to` the folder is removed, and with it what names it. With `to` also the manifests in the folder
   * itself, by their paths before the move.
   */
  relocate?(from: string, to: string | undefined, tree: Tree): Relocation;
  /**
   * What the project in that directory can give to others, with what has to be written for it. The best comes
   * first.
   */
  offers?(directory: string, tree: Tree): Iterable<Linked & { readonly offer: Offer }>;
  /**
   * An example that uses it in the project in that directory. Absent, or undefined: the toolchain has none
   * for it.
   */
  accept?(offer: Offer, directory: string, tree: Tree): Linked | undefined;
  /** How CI gets the tool by the repository's own pins. */
  ci?(tree: Tree): CiSetup;
}

/** What a job of CI needs before it runs tasks. */
export interface CiSetup {
  /** Steps of GitHub Actions, as lines of YAML without indentation. */
  readonly github: readonly string[];
  /** Commands behind those, the same for everybody. */
  readonly commands: readonly string[];
  /** Pins that are variables, for the tasks. */
  readonly env: Readonly<Record<string, string>>;
}

/** What a project can give to projects of other languages. Paths are workspace-relative. */
export type Offer =
  /** A folder of files that its build leaves. */
  | { readonly is: 'files'; readonly name: string; readonly root: string; readonly folder: string }
  /** A library with the C ABI that its build leaves, and what it says of itself. */
  | {
      readonly is: 'c-library';
      readonly name: string;
      readonly header: string;
      readonly library: string;
      /** `int NAME(int, int)`: the example that is called. */
      readonly adds: string;
    }
  /** A package for npm's workspace, made by its build. */
  | {
      readonly is: 'npm-package';
      readonly name: string;
      readonly root: string;
      readonly example: Call | SharedType;
    };

/** A function that the package exports, and one call of it in JavaScript. */
export interface Call {
  readonly is: 'call';
  /** Where it can be loaded. */
  readonly in: 'program' | 'page';
  readonly function: string;
  readonly arguments: readonly string[];
  readonly result: string;
  /** What the default export of the package has to load first: a specifier. */
  readonly wasm?: string;
}

/** A type that the package exports, and one value of it. */
export interface SharedType {
  readonly is: 'type';
  readonly type: string;
  /** A field that is a text. */
  readonly field: string;
}

/** One side of a link: changed and new texts, what to run, and a word for the user. */
export interface Linked extends Relocation {
  readonly hint?: string;
}

export interface Relocation {
  /** Changed texts, comments kept, by path. */
  readonly texts: Texts;
  /** What has to be run once the files are on disk. */
  readonly commands: readonly Command[];
}

/** What `nx g polynx:build-info` writes for a project. */
export interface BuildInfo {
  /** Texts by workspace-relative path, those of existing files changed. */
  readonly files: Readonly<Record<string, string>>;
  /** Files that are written by a task, and that git has to ignore. */
  readonly ignored: readonly string[];
  /**
   * The module that the target `stamp` writes, relative to the project. Absent: builds are told in another
   * way.
   */
  readonly module?: string;
  /** How it is used, where that needs a word. */
  readonly hint?: string;
  /** The name in the user agent stands in the module. Absent: whoever asks for it names it. */
  readonly hasName?: boolean;
}

export interface ProfileWriter {
  /**
   * Changed texts of manifests, comments kept, by path. A profile that is there is left as it is unless
   * `overwrite` is set.
   */
  write(
    projects: readonly Project[],
    tree: Tree,
    options: { readonly overwrite: boolean },
  ): Readonly<Record<string, string>>;
}
