import { defineRunner } from '../toolchain.js';
import { planNode } from './command.js';
import { identity } from './identity.js';
import { nodeRunOptions } from './options.js';

/** How Node is run. Apart from the rest: a task that runs need not load what makes the graph. */
export const runner = defineRunner({
  options: nodeRunOptions,
  plan: planNode,
  program: 'node',
  versionArgs: ['--version'],
  install: 'Install Node.js: https://nodejs.org/en/download',
  identity,
});
