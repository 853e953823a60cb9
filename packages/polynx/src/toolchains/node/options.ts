import * as z from 'zod/mini';
import { described } from '../shared/options.js';
import { SCRIPT_NAMES } from './script-names.js';

const declaredScript = z.strictObject({
  outputs: z.optional(z.array(z.string())),
  inputs: z.optional(z.array(z.string())),
  env: z.optional(z.array(z.string())),
});

/**
 * What a user knows of a script. Paths are relative to the package, or begin with `{projectRoot}` or
 * `{workspaceRoot}`.
 */
export type DeclaredScript = z.infer<typeof declaredScript>;

/** Options of the toolchain in nx.json, under `node`. */
export const nodeOptions = z.strictObject({
  scripts: described(
    z._default(z.array(z.string()), [...SCRIPT_NAMES]),
    'Names of scripts that are cached if polynx knows what they read and write. `*` matches any characters; `!` in front excludes.',
  ),
  trust: described(
    z._default(z.array(z.string()), []),
    'Programs in scripts, by name, that read only the package and what it depends on, and write only what package.json names.',
  ),
  declared: described(
    z._default(z.record(z.string(), declaredScript), {}),
    'Outputs and additional inputs of scripts: `{ "build": { "outputs": ["dist"], "inputs": ["../schema/*.json"], "env": ["API_URL"] } }`, by name or pattern.',
  ),
});

export type NodeOptions = z.infer<typeof nodeOptions>;

/** Options of the executor `polynx:node`. */
export const nodeRunOptions = z.strictObject({
  command: described(
    z._default(z.enum(['run', 'sea', 'bun', 'pack']), 'run'),
    'run: a script of a package that Nx does not know. sea, bun: one file with a program and Node or Bun. pack: the tarball of a package.',
  ),
  script: described(z._default(z.string(), ''), 'The script of package.json.'),
  packageManager: described(
    z._default(z.enum(['npm', 'pnpm', 'yarn', 'bun']), 'npm'),
    'The package manager that runs it: the one of the lock file next to the package.',
  ),
  main: described(
    z.optional(z.string()),
    'The entry file of the executable. For Node: one bundled CommonJS file.',
  ),
  output: described(z.optional(z.string()), 'The executable or tarball to write.'),
  platform: described(z.optional(z.string()), 'The target platform. Default: this machine’s.'),
  runtime: described(
    z.optional(z.string()),
    'The Node or Bun in the executable. Default: the installed npm package of that platform, or the running one.',
  ),
  workspace: described(z._default(z.string(), '.'), 'Directory of the catalogs of the package.'),
  local: described(
    z._default(z.record(z.string(), z.string()), {}),
    'Directories of the workspace packages that it depends on, by name; `workspace:` ranges become their versions.',
  ),
  args: described(z._default(z.array(z.string()), []), 'Additional arguments for bun.'),
});

export type NodeRunOptions = z.infer<typeof nodeRunOptions>;
