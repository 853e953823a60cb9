import { defineRunner } from '../toolchain.js';
import { planDeno } from './command.js';
import { identity } from './identity.js';
import { denoRunOptions } from './options.js';

/** How Deno is run. Apart from the rest: a task that runs need not load what makes the graph. */
export const runner = defineRunner({
  options: denoRunOptions,
  plan: planDeno,
  program: 'deno',
  versionArgs: ['--version'],
  pinned: ({ pin }) =>
    pin === undefined ? undefined : { version: pin, file: 'the repository (.dvmrc or .tool-versions)' },
  install:
    'Install Deno: https://docs.deno.com/runtime/getting_started/installation/ (or `npm install --save-dev deno`)',
  identity,
  writes: (_, { DENO_DIR, XDG_CACHE_HOME, HOME = '' }) => [
    { folder: DENO_DIR ?? `${XDG_CACHE_HOME ?? `${HOME}/.cache`}/deno`, setting: 'DENO_DIR' },
  ],
});
