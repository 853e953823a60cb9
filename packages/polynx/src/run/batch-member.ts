/** What passes between the parts of a batch. */
import type { Env } from '../adapters/run.js';
import { messageOf } from '../adapters/unwritable.js';
import { isExpected } from '../model/errors.js';
import type { PreparedTask } from './prepare-task.js';

/** A prepared task and the text that it prints. */
export interface BatchMember {
  readonly id: string;
  readonly task: PreparedTask;
  readonly env: Env;
  readonly log: { text: string };
}

/** What became of a task, and what it printed. */
export interface Outcome {
  readonly task: string;
  readonly status: 'success' | 'failure';
  readonly log: string;
  readonly start: number;
}

export type Finish = (task: string, status: Outcome['status'], log: string) => void;

/** Equal where nothing differs but what Nx says of the one task. */
export function environmentKey(env: Env): string {
  const own = Object.entries(env).filter(
    ([name, value]) => value !== undefined && !/^NX_TASK_|^LERNA_/.test(name),
  );
  return JSON.stringify(own.sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function formatError(error: unknown): string {
  if (isExpected(error)) return `\n${messageOf(error)}\n\n`;
  return `\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n\n`;
}
