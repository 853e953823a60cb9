/**
 * Deno. We do not replace it: we say which members there are, what each imports, and which answers can be
 * kept, and hand every task to one `deno` command.
 */
import { defineToolchain } from '../toolchain.js';
import { denoPlatformTask, hasDeno } from './compile.js';
import { parseDenoJson } from './deno-json.js';
import { denoOptions } from './options.js';
import { memberPublishing } from './publishing.js';
import { runner } from './runner.js';
import { aboutMember, denoSbom } from './sbom.js';
import { denoTasks, denoTestParts, rows } from './tasks.js';
import { modelDeno } from './workspace.js';

export const deno = defineToolchain({
  id: 'deno',
  title: 'Deno',
  technology: 'deno',
  files: {
    manifests: ['**/deno.json', '**/deno.jsonc'],
    shared: ['**/deno.lock'],
  },
  intents: [
    ...rows,
    {
      name: 'pack',
      description: 'Make a tarball for npm of what has a name, a version and exports',
      cached: true,
    },
    {
      name: 'compile',
      description: 'Put the program and Deno into one file, where `executable` asks for it',
      cached: true,
    },
    { name: 'build', description: 'Run the task build of deno.json', cached: false },
  ],
  options: denoOptions,
  parse: parseDenoJson,
  model: modelDeno,
  tasks: denoTasks,
  testParts: denoTestParts,
  platformTask: denoPlatformTask,
  isPlatform: hasDeno,
  about: aboutMember,
  sbom: denoSbom,
  runner,
  scaffold: async () => (await import('./scaffold.js')).scaffold,
  inspection: async () => (await import('./inspection.js')).inspection,
  nix: async () => (await import('./nix.js')).nix,
  publishing: memberPublishing,
  versioning: async () => (await import('./versioning.js')).versioning,
});
