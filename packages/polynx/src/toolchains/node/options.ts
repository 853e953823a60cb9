import * as z from 'zod/mini';
import { described } from '../shared/options.js';

/** Options of the toolchain in nx.json, under `node`. */
export const nodeOptions = z.strictObject({
  scripts: described(
    z._default(z.array(z.string()), ['build', 'test', 'lint', 'typecheck']),
    'Scripts that are cached where what they read and write is known.',
  ),
  trust: described(
    z._default(z.array(z.string()), []),
    'Programs in scripts, by name, that read only the package and what it depends on, and write only what package.json names.',
  ),
});

export type NodeOptions = z.infer<typeof nodeOptions>;

/** Options of the executor `polynx:node`: a script of a package that Nx itself does not know. */
export const nodeRunOptions = z.strictObject({
  script: described(z.string(), 'The script of package.json.'),
  packageManager: described(
    z._default(z.enum(['npm', 'pnpm', 'yarn', 'bun']), 'npm'),
    'Who runs it: the owner of the lock file beside the package.',
  ),
});

export type NodeRunOptions = z.infer<typeof nodeRunOptions>;
