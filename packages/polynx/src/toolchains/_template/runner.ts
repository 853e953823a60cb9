import { defineRunner } from '../toolchain.js';
import { planTemplate } from './command.js';
import { identity } from './identity.js';
import { templateRunOptions } from './options.js';

/** How the program is run. Apart from the rest: a task that runs need not load what makes the graph. */
export const runner = defineRunner({
  options: templateRunOptions,
  plan: planTemplate,
  program: 'template',
  versionArgs: ['--version'],
  // Change: said when the program is missing, and only when a task runs.
  install: 'Install template: https://example.com/install',
  identity,
});
