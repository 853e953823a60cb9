import type { Identity } from '../../model/identity.js';

/**
 * Change: the environment variables that change results (`*` ends a prefix), and the command that prints the
 * tool's version: `versionArgs` of runner.ts.
 */
export const identity: Identity = {
  env: ['TEMPLATE_*'],
  probes: [['template', '--version']],
};
