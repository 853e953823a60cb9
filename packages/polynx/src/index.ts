export type { UserOptions as PolynxOptions } from './analysis/options.js';
export { preTasksExecution } from './plugin/configuration-name.js';
export { createDependencies } from './plugin/create-dependencies.js';
export { createNodes } from './plugin/create-nodes.js';

export const name = 'polynx';
