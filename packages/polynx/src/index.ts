export { createDependencies } from './plugin/create-dependencies.js';
export { createNodes } from './plugin/create-nodes.js';
export type { UserOptions as PolynxOptions } from './plugin/options.js';

export const name = 'polynx';
