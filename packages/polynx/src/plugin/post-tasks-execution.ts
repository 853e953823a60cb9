/** What polynx notes when Nx has run the tasks of a command: for `polynx report`. */
import type { PostTasksExecution } from '@nx/devkit';
import { latestNodes } from './create-nodes.js';

/** NB loaded only now: the plugin is loaded for each command, and most run no task. */
export const postTasksExecution: PostTasksExecution = async (_options, context) => {
  const { recordRun } = await import('../run/record-run.js');
  recordRun(context, latestNodes(context.workspaceRoot) ?? []);
};
