/**
 * Go. We do not replace the go command: we say which modules and main packages there are, what decides each
 * result and where its binary goes, and hand every task to one command.
 */
import { basename, join } from '../../model/paths.js';
import { defineToolchain } from '../toolchain.js';
import { parseGoMod } from './go-mod.js';
import { parseGoWork } from './go-work.js';
import { rows } from './intents.js';
import { goOptions } from './options.js';
import { namedPlatform } from './platforms.js';
import { runner } from './runner.js';
import { goPlatformTask, goTasks, goTestParts } from './tasks.js';
import { modelGo } from './workspace.js';

export const go = defineToolchain({
  id: 'go',
  title: 'Go',
  technology: 'go',
  files: {
    manifests: ['**/go.mod', '**/go.work'],
    shared: ['**/go.sum', '**/go.work.sum'],
  },
  intents: rows,
  options: goOptions,
  parse: (file) => (basename(file.path) === 'go.work' ? parseGoWork(file) : parseGoMod(file)),
  model: modelGo,
  tasks: goTasks,
  testParts: goTestParts,
  platformTask: goPlatformTask,
  isPlatform: (name) => namedPlatform(name) !== undefined,
  sbom: ({ details }) => details.module?.sbom(),
  runner,
  scaffold: async () => (await import('./scaffold.js')).scaffold,
  inspection: async () => (await import('./inspection.js')).inspection,
  nix: async () => (await import('./nix.js')).nix,
  publishing: ({ root, manifest }) => (manifest === join(root, 'go.mod') ? {} : undefined),
  versioning: async () => (await import('./versioning.js')).versioning,
});
