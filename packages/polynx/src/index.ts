export type { UserOptions as PolynxOptions } from './analysis/options.js';
export { createDependencies } from './plugin/create-dependencies.js';
export { createNodes } from './plugin/create-nodes.js';
export { postTasksExecution } from './plugin/post-tasks-execution.js';
export { preTasksExecution } from './plugin/pre-tasks-execution.js';

export const name = 'polynx';
