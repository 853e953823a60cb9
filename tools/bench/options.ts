export interface BenchmarkOptions {
  /** Measured calls of everybody; the median counts. */
  readonly runs: number;
  /** Other people's plugins, which have to be installed first. Undefined: as the benchmark thinks best. */
  readonly peers: boolean | undefined;
  /** Leave the generated workspaces for a closer look. */
  readonly keep: boolean;
  /** Names of workloads, of any size: `crates-50`. */
  readonly only: readonly string[] | undefined;
  /** Whether polynx makes batches. */
  readonly batch: 'on' | 'off' | 'default';
  /** Tasks at a time, of Nx; undefined: its default. */
  readonly parallel: string | undefined;
}
