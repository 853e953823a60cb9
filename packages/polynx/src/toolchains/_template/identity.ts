import type { Identity } from '../../model/identity.js';

/** Change: the environment that changes results (`*` ends a prefix), and what to ask for the tool's version. */
export const identity: Identity = {
  env: ['TEMPLATE_*'],
  probes: [['template', '--version']],
};
