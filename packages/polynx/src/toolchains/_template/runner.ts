import { defineRunner } from '../toolchain.js';
import { planTemplate } from './command.js';
import { identity } from './identity.js';
import { templateRunOptions } from './options.js';

/** How the program is run. Apart from the rest: a task that runs need not load what makes the graph. */
export const runner = defineRunner({
  options: templateRunOptions,
  plan: planTemplate,
  // Change: how to ask the program for its version. identity.ts asks the same.
  program: 'template',
  versionArgs: ['--version'],
  // Change: the message when a task runs and the program is missing.
  install: 'Install template: https://example.com/install',
  identity,
});
