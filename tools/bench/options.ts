export interface BenchmarkOptions {
  /** Measured calls of everybody; the median counts. */
  readonly runs: number;
  /** Other people's plugins, which have to be installed first. */
  readonly peers: boolean;
  /** Leave the generated workspaces for a closer look. */
  readonly keep: boolean;
}
