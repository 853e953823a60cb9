/**
 * Deno. We do not replace it: we say which members there are, what each imports, and which answers can be kept, and hand every task to one
 * `deno` command.
 */
import { defineToolchain } from '../toolchain.js';
import { planDeno } from './command.js';
import { parseDenoJson } from './deno-json.js';
import { identity } from './identity.js';
import { denoOptions, denoRunOptions } from './options.js';
import { denoTasks, rows } from './tasks.js';
import { modelDeno } from './workspace.js';

export const deno = defineToolchain({
  id: 'deno',
  title: 'Deno',
  files: {
    manifests: ['**/deno.json', '**/deno.jsonc'],
    shared: ['**/deno.lock'],
  },
  intents: [...rows, { name: 'build', description: 'Run the task build of deno.json', cached: false }],
  options: denoOptions,
  parse: parseDenoJson,
  model: modelDeno,
  tasks: denoTasks,
  runner: {
    options: denoRunOptions,
    plan: planDeno,
    program: 'deno',
    versionArgs: ['--version'],
    pinned: ({ pin }) =>
      pin === undefined ? undefined : { version: pin, file: 'the repository (.dvmrc or .tool-versions)' },
    install:
      'Install Deno: https://docs.deno.com/runtime/getting_started/installation/ (or `npm install --save-dev deno`)',
    identity,
  },
  scaffold: async () => (await import('./scaffold.js')).scaffold,
  inspection: async () => (await import('./inspection.js')).inspection,
});
