/**
 * `tsx e2e/support/install.ts FOLDER`: the package, packed and installed once, as a user would install it.
 */
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { packPackage } from '../../tools/pack.js';
import { NX } from './nx-versions.js';

export interface Installation {
  readonly tarball: string;
  /** Has node_modules, with Nx and the packed polynx. */
  readonly folder: string;
}

/**
 * Made beside its place, so that tests of another run that link the old one are hindered for a moment only.
 */
export async function install(folder: string): Promise<Installation> {
  const scratch = `${folder}.new`;
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch, { recursive: true });
  const tarball = await packPackage(scratch);
  writeFileSync(join(scratch, 'package.json'), JSON.stringify({ name: 'installation', private: true }));
  const { nx, devkit } = NX.newest;
  await execa('npm', ['install', '--no-audit', '--no-fund', `nx@${nx}`, `@nx/devkit@${devkit}`, tarball], {
    cwd: scratch,
  });
  rmSync(folder, { recursive: true, force: true });
  renameSync(scratch, folder);
  return installationIn(folder);
}

export function installationIn(folder: string): Installation {
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  if (tarball === undefined)
    throw new Error(`${folder} has no packed package: tsx e2e/support/install.ts ${folder}`);
  return { tarball: join(folder, tarball), folder };
}

const [, script, folder] = process.argv;
if (script?.endsWith('install.ts') && folder !== undefined) await install(resolve(folder));
