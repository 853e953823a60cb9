import * as z from 'zod/mini';
import { described } from '../shared/options.js';

/** Options of the toolchain in nx.json, under `deno`. */
export const denoOptions = z.strictObject({
  infer: described(
    z._default(z.boolean(), true),
    'Adds check, test, lint, format, format-check, bench, run and dev, unless the member has a task with that name.',
  ),
});

export type DenoOptions = z.infer<typeof denoOptions>;

/**
 * Options of the executor `polynx:deno`. Arguments that are none of these go to the end of Deno's own command
 * line; behind a main file or a task's name they reach the program.
 */
export const denoRunOptions = z.strictObject({
  command: described(
    z.enum(['task', 'check', 'test', 'lint', 'fmt', 'fmt-check', 'bench', 'run', 'dev', 'compile', 'pack']),
    'The command of Deno.',
  ),
  task: described(z.optional(z.string()), 'The task of deno.json to run.'),
  script: described(
    z.optional(z.string()),
    'The command line of the task, run by Deno’s shell. Its dependencies are targets of their own. Empty: nothing to run.',
  ),
  checks: described(
    z._default(z.array(z.string()), []),
    'The `deno` command lines of the task, run one after the other without a shell.',
  ),
  paths: described(
    z._default(z.array(z.string()), []),
    'Files and directories to process, if the project contains other projects.',
  ),
  main: described(z.optional(z.string()), 'The file to run.'),
  output: described(z.optional(z.string()), 'The executable that compile writes, or the tarball of pack.'),
  platform: described(z.optional(z.string()), 'The target platform. Default: this machine’s.'),
  installed: described(
    z._default(z.boolean(), false),
    'compile includes all of node_modules instead of the imported packages.',
  ),
  denort: described(
    z.optional(z.string()),
    'The runtime in the executable. Default: DENORT_BIN, for this machine.',
  ),
  permissions: described(
    z._default(z.boolean(), false),
    'Uses the permissions in deno.json (`-P`). On if it defines any.',
  ),
  frozen: described(
    z._default(z.boolean(), false),
    'Fails if deno.lock would change. On if the lock file is tracked.',
  ),
  pin: described(z.optional(z.string()), 'The exact version in .dvmrc or .tool-versions.'),
});

export type DenoRunOptions = z.infer<typeof denoRunOptions>;
