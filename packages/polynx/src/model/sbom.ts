/** What a program is compiled from, as a lock has settled it. */
export interface Sbom {
  readonly components: readonly Component[];
  /** What the program itself takes, by `ref`; absent where the lock does not say who takes what. */
  readonly direct?: readonly string[];
  /** Files it was read from: a change of one makes `nx affected` look at whoever is shipped with it. */
  readonly shared: readonly string[];
}

export interface Component {
  /** Unique in the SBOM. */
  readonly ref: string;
  readonly name: string;
  readonly version?: string;
  /** https://github.com/package-url/purl-spec. Absent for what is published nowhere. */
  readonly purl?: string;
  /** Digest of the published archive, in hexadecimal digits. */
  readonly hash?: { readonly algorithm: 'SHA-1' | 'SHA-256' | 'SHA-512'; readonly hex: string };
  readonly dependsOn?: readonly string[];
}
