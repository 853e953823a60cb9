/**
 * Node. Nx already makes projects and targets of package.json; we add what it cannot know: which scripts may
 * be cached, from what and into what. Packages that are installed on their own, which Nx leaves out, become
 * projects too.
 */
import { defineToolchain } from '../toolchain.js';
import { aboutPackage } from './about.js';
import { hasBun } from './bun.js';
import { nodeOptions } from './options.js';
import { parsePackageJson } from './package-json.js';
import { runner } from './runner.js';
import { hasNode } from './sea.js';
import { nodePlatformTask, nodeTasks, rows } from './tasks.js';
import { modelNode } from './workspace.js';

export const node = defineToolchain({
  id: 'node',
  title: 'Node',
  technology: 'nodejs',
  files: {
    manifests: ['**/package.json'],
    shared: [
      '**/package-lock.json',
      '**/npm-shrinkwrap.json',
      '**/pnpm-lock.yaml',
      '**/pnpm-workspace.yaml',
      '**/yarn.lock',
      '**/bun.lock',
    ],
  },
  intents: rows,
  options: nodeOptions,
  parse: parsePackageJson,
  model: modelNode,
  tasks: nodeTasks,
  platformTask: nodePlatformTask,
  isPlatform: (name) => hasNode(name) || hasBun(name),
  about: ({ details }) => aboutPackage(details.package.fields),
  sbom: ({ details }) => details.sbom(),
  runner,
  scaffold: async () => (await import('./scaffold.js')).scaffold,
  inspection: async () => (await import('./inspection.js')).inspection,
  nix: async () => (await import('./nix.js')).nix,
  versioning: async () => (await import('./versioning.js')).versioning,
  versionedByNx: true,
});
