import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import type { TestProject } from 'vitest/node';
import { packPackage } from '../../tools/pack.js';

/** Versions of Nx that the package supports: the newest first, the oldest to prove the floor. */
export const NX = {
  newest: { nx: '24.0.6', devkit: '24.0.0' },
  oldest: { nx: '23.3.1', devkit: '23.3.1' },
} as const;

declare module 'vitest' {
  interface ProvidedContext {
    tarball: string;
    /** A folder with node_modules that holds Nx and the packed polynx, linked into every test workspace. */
    installation: string;
  }
}

/** Packs the package once and installs it once, as a user would; every test workspace shares the installation. */
export default async function setup({ provide }: TestProject): Promise<() => void> {
  const tarball = await packPackage();
  const folder = mkdtempSync(join(tmpdir(), 'polynx-e2e-installation-'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'installation', private: true }));
  const { nx, devkit } = NX.newest;
  await execa('npm', ['install', '--no-audit', '--no-fund', `nx@${nx}`, `@nx/devkit@${devkit}`, tarball], {
    cwd: folder,
  });
  provide('tarball', tarball);
  provide('installation', folder);
  return () => rmSync(folder, { recursive: true, force: true });
}
