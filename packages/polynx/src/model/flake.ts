/** Output to project, by name or directory, and what else it is made from; `.` is the whole repository. */
export type FlakeOutputs = Readonly<Record<string, string | readonly string[]>>;

/** Outputs of a hand-written flake.nix that become targets. Nix is not asked for them, so users name them. */
export interface FlakeOptions {
  readonly packages?: FlakeOutputs | undefined;
  readonly checks?: FlakeOutputs | undefined;
}
