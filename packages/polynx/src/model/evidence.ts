/** What a tool says, after it has run, that one unit of compilation really read. */
export interface Evidence {
  /** The manifest that would have to declare it. Workspace-relative, like all paths here. */
  readonly manifest: string;
  /**
   * A source file of the unit: who has it among its inputs compiles the unit. Absent: it is part of every
   * task.
   */
  readonly source?: string;
  readonly files: readonly string[];
  readonly env: readonly string[];
  /** The unit is none of this repository: what it watches matters only where it is set. */
  readonly foreign?: boolean;
}
