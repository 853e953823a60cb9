import * as z from 'zod/mini';
import { described } from '../shared/options.js';
import { SCRIPT_NAMES } from './script-names.js';

const declaredScript = z.strictObject({
  outputs: z.optional(z.array(z.string())),
  inputs: z.optional(z.array(z.string())),
  env: z.optional(z.array(z.string())),
});

/** What a user knows of a script. Paths are relative to the package, or begin with `{projectRoot}` or `{workspaceRoot}`. */
export type DeclaredScript = z.infer<typeof declaredScript>;

/** Options of the toolchain in nx.json, under `node`. */
export const nodeOptions = z.strictObject({
  scripts: described(
    z._default(z.array(z.string()), [...SCRIPT_NAMES]),
    'Scripts that are cached where what they read and write is known: names, with `*`; `!` in front takes away.',
  ),
  trust: described(
    z._default(z.array(z.string()), []),
    'Programs in scripts, by name, that read only the package and what it depends on, and write only what package.json names.',
  ),
  declared: described(
    z._default(z.record(z.string(), declaredScript), {}),
    'What scripts leave and what decides them besides: `{ "build": { "outputs": ["dist"], "inputs": ["../schema/*.json"], "env": ["API_URL"] } }`, by name or pattern.',
  ),
});

export type NodeOptions = z.infer<typeof nodeOptions>;

/** Options of the executor `polynx:node`. */
export const nodeRunOptions = z.strictObject({
  command: described(
    z._default(z.enum(['run', 'sea', 'bun', 'pack']), 'run'),
    'A script of a package that Nx itself does not know, or one file of a program and its runtime (Node: `sea`, or Bun), or the tarball of a package.',
  ),
  script: described(z._default(z.string(), ''), 'The script of package.json.'),
  packageManager: described(
    z._default(z.enum(['npm', 'pnpm', 'yarn', 'bun']), 'npm'),
    'Who runs it: the owner of the lock file beside the package.',
  ),
  main: described(
    z.optional(z.string()),
    'The file that an executable runs first. For Node a bundle: one CommonJS file.',
  ),
  output: described(z.optional(z.string()), 'The executable or tarball that is left.'),
  platform: described(z.optional(z.string()), 'The platform it is for. Absent: this one.'),
  runtime: described(
    z.optional(z.string()),
    'The Node or Bun that goes in. Absent: the installed npm package of that platform, or what runs here.',
  ),
  workspace: described(z._default(z.string(), '.'), 'Where the catalogs of the package are.'),
  local: described(
    z._default(z.record(z.string(), z.string()), {}),
    'Folders of the packages of the workspace that it depends on, by name: `workspace:` stands for their versions.',
  ),
  args: described(z._default(z.array(z.string()), []), 'More arguments for bun itself.'),
});

export type NodeRunOptions = z.infer<typeof nodeRunOptions>;
