/** What new packages need, from the registry. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject } from 'vitest';
import { NX } from './nx-versions.js';
import type { Workspace } from './workspace.js';

/** Nx and polynx too, which the lock must have. */
export async function installPackages(workspace: Workspace): Promise<void> {
  const { nx, devkit } = NX.newest;
  // NB the linked one is shared, and npm writes into it.
  workspace.remove('node_modules');
  cpSync(inject('tarball'), join(workspace.root, 'polynx.tgz'));
  const packages = [`nx@${nx}`, `@nx/devkit@${devkit}`, './polynx.tgz'];
  const npm = await workspace.run('npm', ['install', '--save-dev', '--no-audit', '--no-fund', ...packages]);
  expect(npm.exitCode, npm.output).toBe(0);
}
