/** What is put into an image, and where images go. Plain data, from the graph to the executors. */
import type { Shipped } from './shipping.js';

/** What users ask for, in the plugin's options and, over those, in a manifest's `nx` section. */
export interface ImageOptions {
  /** Whose image it is: of what `build` leaves, or of the package that Nix builds. */
  readonly from?: 'build' | 'nix' | undefined;
  /** A layout in the workspace, or an image of a registry with its digest. */
  readonly base?: string | undefined;
  /** Path in the image to path in the project. */
  readonly files?: Readonly<Record<string, string>> | undefined;
  readonly user?: string | undefined;
  readonly args?: readonly string[] | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly ports?: readonly string[] | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly workingDir?: string | undefined;
  readonly registry?: string | undefined;
  /** Where it is sent while the registry cannot be reached. */
  readonly fallback?: string | undefined;
  readonly repository?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  /** A public key in PEM: images are signed, and with the private key of this one. Workspace-relative. */
  readonly publicKey?: string | undefined;
}

/** Not root, and what images without a shell usually have. */
export const DEFAULT_USER = '65532:65532';
export const DEFAULT_TAGS: readonly string[] = ['{version}'];

export interface ImageJob {
  /** Of the bytes that we write: raised when the same job gives other ones. */
  readonly revision: number;
  readonly shipped: Shipped;
  readonly programs: readonly ImageProgram[];
  /** The folder of the layout. Workspace-relative. */
  readonly output: string;
  /** The folder of another layout, whose layers come first. */
  readonly base?: string;
  readonly files?: readonly ImageFile[];
  readonly user?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly workingDir?: string;
  /** Whether it says which commit it is made from. */
  readonly stamp?: boolean;
  readonly sbom?: boolean;
  readonly profile?: string;
}

/** What the build for one platform leaves; `{options.profile}` may stand in the paths. */
export interface ImageProgram {
  readonly platform: string;
  readonly binaries: readonly string[];
}

export interface ImageFile {
  /** In the image, without a slash before it. */
  readonly to: string;
  /** Workspace-relative; a folder stands for what is in it. */
  readonly from: string;
}

export interface ImageBaseJob {
  /** With its digest. */
  readonly reference: string;
  readonly platforms: readonly string[];
  readonly output: string;
}

export interface PushJob {
  /** The folder of the layout. */
  readonly layout: string;
  readonly name: string;
  readonly version: string;
  readonly registry?: string;
  readonly fallback?: string;
  readonly repository: string;
  readonly tags: readonly string[];
  readonly publicKey?: string;
}

export interface VerifyJob extends Pick<PushJob, 'name' | 'version' | 'registry' | 'repository' | 'tags'> {
  readonly publicKey: string;
}

/** One line of `.nx/polynx/deliveries.jsonl`. */
export interface Delivery {
  /** ISO 8601. */
  readonly time: string;
  readonly project: string;
  readonly version: string;
  /** Host, and what is before the repository. */
  readonly registry: string;
  readonly repository: string;
  readonly digest: string;
  readonly tags: readonly string[];
  /** What each tag stood for before; absent for one that is new. */
  readonly previous: Readonly<Record<string, string>>;
  readonly commit?: string;
  readonly branch?: string;
  /** Why it is not where it was to go. */
  readonly insteadOf?: string;
}

export const DELIVERIES = '.nx/polynx/deliveries.jsonl';

/** `registry.example.com/base@sha256:…` */
export function isPinned(base: string): boolean {
  return /@sha256:[0-9a-f]{64}$/.test(base);
}
