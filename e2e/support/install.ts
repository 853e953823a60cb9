/** `tsx e2e/support/install.ts FOLDER`: the package, packed and installed once, as a user would install it. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { packPackage } from '../../tools/pack.js';
import { NX } from './nx-versions.js';

export interface Installation {
  readonly tarball: string;
  /** Has node_modules, with Nx and the packed polynx. */
  readonly folder: string;
}

export async function install(folder: string): Promise<Installation> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const tarball = await packPackage(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'installation', private: true }));
  const { nx, devkit } = NX.newest;
  await execa('npm', ['install', '--no-audit', '--no-fund', `nx@${nx}`, `@nx/devkit@${devkit}`, tarball], {
    cwd: folder,
  });
  return { tarball, folder };
}

export function installationIn(folder: string): Installation {
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  if (tarball === undefined)
    throw new Error(`${folder} has no packed package: tsx e2e/support/install.ts ${folder}`);
  return { tarball: join(folder, tarball), folder };
}

const [, script, folder] = process.argv;
if (script?.endsWith('install.ts') && folder !== undefined) await install(resolve(folder));
