import type { RunOptions } from '../adapters/run.js';

/** Where a task's commands are run, and to whom they speak. */
export type Tool = Pick<RunOptions, 'workspaceRoot' | 'install' | 'interactive' | 'env' | 'sink'>;

export function say(text: string, { sink }: Pick<Tool, 'sink'>): void {
  if (sink === undefined) console.error(text);
  else sink(`${text}\n`);
}
