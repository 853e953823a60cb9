/**
 * `npx --package polynx polynx init`: Nx and polynx in a repository, and nothing else. With a package.json
 * its package manager installs both; without one Nx lives in `.nx/installation`, made by a wrapper (`./nx`)
 * from what nx.json says. Every step looks whether it is done already, so that a second run completes one
 * that was interrupted.
 *
 * NB not by `nx init`, which installs a plugin for every Dockerfile, jest or vite that it finds, and by `nx
 * add` only where the registry has polynx: it asks the registry for the version of a packed file.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { run } from '../../adapters/run.js';
import { ExpectedError } from '../../model/errors.js';
import { dropMissingPlugins, missingPluginsLine } from './missing-plugins.js';
import { installationIn, startNxJson } from './nx-json-file.js';
import { installPackages } from './package-manager.js';
import { ownSource } from './source.js';
import { WRAPPER, writeWrapper } from './wrapper.js';

export async function initRepository(root: string): Promise<void> {
  const source = ownSource(root);
  const nx = nxVersion();
  const isWrapped = !existsSync(join(root, 'package.json')) || installationIn(root) !== undefined;
  if (isWrapped) await writeWrapper(root, nx, source);
  else {
    await installPackages(root, nx, source);
    startNxJson(root);
  }
  const dropped = dropMissingPlugins(root);
  if (dropped.length > 0) console.log(`\n${missingPluginsLine(dropped)}`);
  await node(root, [...program(root, isWrapped), 'generate', 'polynx:init']);
}

function program(root: string, isWrapped: boolean): string[] {
  if (isWrapped) return [WRAPPER];
  const require = createRequire(join(root, 'package.json'));
  const { bin } = require('nx/package.json') as { bin: { nx: string } };
  return [join(require.resolve('nx/package.json'), '..', bin.nx)];
}

function nxVersion(): string {
  return (createRequire(import.meta.url)('nx/package.json') as { version: string }).version;
}

async function node(root: string, args: readonly string[]) {
  const command = { program: process.execPath, args, cwd: '.' };
  const { exitCode } = await run(command, { workspaceRoot: root, install: 'Install Node.js.' });
  if (exitCode !== 0)
    throw new ExpectedError(
      `node ${args.join(' ')} exited with code ${exitCode}. Run polynx init again when that is mended: it goes on from here.`,
    );
}
