import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { install, installationIn } from './install.js';

declare module 'vitest' {
  interface ProvidedContext {
    tarball: string;
    /** A folder with node_modules that holds Nx and the packed polynx, linked into every test workspace. */
    installation: string;
  }
}

/**
 * One installation for all workspaces of this run; as a task of Nx, one for all runs
 * (tools/nx/e2e-targets.mjs).
 */
export default async function setup({ provide }: TestProject): Promise<() => void> {
  const ready = process.env['POLYNX_INSTALLATION'];
  const scratch = mkdtempSync(join(tmpdir(), 'polynx-e2e-installation-'));
  const { tarball, folder } = ready === undefined ? await install(scratch) : installationIn(ready);
  provide('tarball', tarball);
  provide('installation', folder);
  return () => rmSync(scratch, { recursive: true, force: true });
}
