import * as z from 'zod/mini';
import { described } from '../shared/options.js';

/** Options of the toolchain in nx.json, under `deno`. */
export const denoOptions = z.strictObject({
  infer: described(
    z._default(z.boolean(), true),
    'Adds check, test, lint, format, format-check, bench, run and dev where a member has no task of that name.',
  ),
});

export type DenoOptions = z.infer<typeof denoOptions>;

/**
 * Options of the executor `polynx:deno`. Arguments that are none of these go to the end of Deno's own command line; behind a main
 * file or a task's name they reach the program.
 */
export const denoRunOptions = z.strictObject({
  command: described(
    z.enum(['task', 'check', 'test', 'lint', 'fmt', 'fmt-check', 'bench', 'run', 'dev', 'compile', 'pack']),
    'What Deno does.',
  ),
  task: described(z.optional(z.string()), 'The task of deno.json to run.'),
  script: described(
    z.optional(z.string()),
    "The task's own command line, run by Deno's shell without its dependencies: those are targets of their own. Empty: nothing to run.",
  ),
  checks: described(
    z._default(z.array(z.string()), []),
    'Command lines of `deno` that the task consists of, run one after the other without a shell.',
  ),
  paths: described(
    z._default(z.array(z.string()), []),
    'Files and folders to look at, where the whole project would take in nested ones.',
  ),
  main: described(z.optional(z.string()), 'The file to run.'),
  output: described(z.optional(z.string()), 'The executable that compile leaves, or the tarball of pack.'),
  platform: described(z.optional(z.string()), 'The platform that it is for. Absent: this one.'),
  installed: described(
    z._default(z.boolean(), false),
    'compile takes npm packages from node_modules, all of it, instead of those that are imported.',
  ),
  denort: described(
    z.optional(z.string()),
    'The runtime that goes into it. Absent: DENORT_BIN, where it is for this machine.',
  ),
  permissions: described(
    z._default(z.boolean(), false),
    'Takes the permissions that deno.json gives (`-P`). On where it gives any.',
  ),
  frozen: described(
    z._default(z.boolean(), false),
    'Fails when deno.lock would change. On where the lock is tracked.',
  ),
  pin: described(z.optional(z.string()), 'The exact version that .dvmrc or .tool-versions asks for.'),
});

export type DenoRunOptions = z.infer<typeof denoRunOptions>;
