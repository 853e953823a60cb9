/** What a tool, having run, says it has read. */
import type { Evidence } from '../../model/evidence.js';

export interface EvidenceReader<RunOptions> {
  /**
   * Messages are lines that the steps with `messages` said; what the tool noted beside its results is on the
   * disk.
   */
  of(messages: readonly string[], options: RunOptions, context: EvidenceContext): Evidence[];
  /** How a manifest declares it, as text to paste. */
  setting(name: 'reads' | 'env' | 'allowUndeclared', values: readonly string[]): string;
}

export interface EvidenceContext {
  readonly workspaceRoot: string;
  /** Workspace-relative. */
  readonly projectRoot: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly disk: Disk;
}

/** By absolute path. */
export interface Disk {
  read(file: string): string | undefined;
  isDirectory(path: string): boolean;
  /** Where symbolic links lead; the path itself where it is not there. */
  real(path: string): string;
}
