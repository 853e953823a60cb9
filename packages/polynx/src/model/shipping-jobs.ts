/** What the executors of packages are told: their options, all of it settled when the graph is made. */
import type { Shipped, ShippedFile } from './shipping.js';

/** The files for one platform. */
export interface PackageJob {
  /**
   * Of the bytes that we write: raised when the same job gives other ones, so that no cache answers with the
   * old.
   */
  readonly revision: number;
  readonly shipped: Shipped;
  readonly platform: string;
  /** Workspace-relative; `{options.profile}` may stand in them. */
  readonly binaries: readonly string[];
  /** Licences, readme and what the user adds: put beside the binaries. */
  readonly documents: readonly string[];
  readonly makes: readonly ShippedFile[];
  readonly maintainer?: string;
  readonly depends?: readonly string[];
  /** The npm package for this platform. */
  readonly npm?: NpmPlatform;
  readonly profile?: string;
}

/** What is there once for all platforms of a project. */
export interface ReleaseJob {
  readonly revision: number;
  readonly shipped: Shipped;
  /** What the tasks for each platform leave. */
  readonly files: readonly ShippedFile[];
  readonly makes: readonly ShippedFile[];
  /** Paths of the two lists, which are none of the files. */
  readonly sums: string;
  readonly list: string;
  /** Names of the programs, without an extension. */
  readonly programs: readonly string[];
  readonly documents: readonly string[];
  readonly baseUrl?: string;
  readonly npm?: NpmMain;
}

/** The package that users install, and those for each platform of which npm takes the one that fits. */
export interface NpmMain {
  readonly name: string;
  readonly platforms: readonly NpmPlatform[];
}

export interface NpmPlatform {
  readonly name: string;
  readonly platform: string;
  /** Which C library there must be; absent: it does not matter. */
  readonly libc?: 'glibc' | 'musl';
  /** What the module of Node is called that it holds; absent: it holds programs. */
  readonly module?: string;
}

/** `release.json` of one project. */
export interface ReleaseList {
  readonly name: string;
  readonly version: string;
  readonly artifacts: readonly Artifact[];
}

export interface Artifact {
  /** In the folder of the list. */
  readonly file: string;
  readonly kind: string;
  readonly platform?: string;
  readonly target?: string;
  /** In bytes. */
  readonly size: number;
  readonly sha256: string;
}
