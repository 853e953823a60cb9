import { withoutCredentials } from './urls.js';

/**
 * The errors a user is meant to see. They say where, what and what to do, and print without a stack;
 * anything else that is thrown is a bug and keeps its stack.
 */
export class ExpectedError extends Error {
  override readonly name: string = 'ExpectedError';
}

export interface ManifestProblem {
  /** Workspace-relative path of the manifest. */
  readonly file: string;
  /** 1-based; absent when the format cannot tell. */
  readonly line?: number;
  /** Dotted path of the field, e.g. `dependencies.serde.path`. */
  readonly field?: string;
  readonly problem: string;
  /** What to do, in one sentence. */
  readonly hint?: string;
}

/** A manifest that cannot be read. Becomes a project whose every task fails with this message. */
export class ManifestError extends ExpectedError {
  override readonly name = 'ManifestError';
  readonly where: ManifestProblem;
  constructor(where: ManifestProblem) {
    super(formatProblem(where));
    this.where = where;
  }
}

/** Our own options, in nx.json or on the command line, are wrong. */
export class OptionsError extends ExpectedError {
  override readonly name = 'OptionsError';
}

/** The tool a task needs is not installed. Only ever raised when a task runs. */
export class ToolMissingError extends ExpectedError {
  override readonly name = 'ToolMissingError';
  constructor(program: string, install: string) {
    super(`${program} is not installed, or not on PATH.\n  ${install}`);
  }
}

/** `<file>:<line>: <field>: <problem>` and an indented line that says what to do. */
function formatProblem({ file, line, field, problem, hint }: ManifestProblem): string {
  const place = line === undefined ? file : `${file}:${line}`;
  const what = field === undefined ? problem : `${field}: ${problem}`;
  const text = hint === undefined ? `${place}: ${what}` : `${place}: ${what}\n  ${hint}`;
  // NB it becomes part of the graph, and of logs.
  return withoutCredentials(text);
}

/**
 * What people can do something about: also a full disk and a folder that may not be written, whose messages
 * say what and where.
 */
export function isExpected(error: unknown): error is Error {
  return error instanceof ExpectedError || (error instanceof Error && 'syscall' in error && 'code' in error);
}

/** A bug in polynx, as an error of the affected project. */
export function internalError(file: string, error: unknown): ManifestError {
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new ManifestError({
    file,
    problem: `polynx failed on this workspace: ${reason}`,
    hint: 'This is a bug in polynx; please report it with the text above.',
  });
}
