/** Packages of the npm registry for tests, fetched once per machine. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';

const PATIENCE = 240_000;

/**
 * @param packages `name@version`, those of other platforms too; their scripts are not run
 * @returns the folder node_modules that has them
 */
export async function npmPackages(packages: readonly string[]): Promise<string> {
  const key = createHash('sha256').update(packages.join(' ')).digest('hex').slice(0, 12);
  const folder = join(tmpdir(), `polynx-e2e-npm-${key}`);
  const lock = `${folder}.lock`;
  const end = Date.now() + PATIENCE;
  while (!existsSync(folder)) {
    try {
      mkdirSync(lock);
    } catch {
      if (Date.now() > end) throw new Error(`${lock} is in the way`);
      // Of a test run that was killed.
      const since = statSync(lock, { throwIfNoEntry: false })?.mtimeMs;
      if (since !== undefined && Date.now() - since > PATIENCE)
        rmSync(lock, { recursive: true, force: true });
      await sleep(200);
      continue;
    }
    try {
      const fetched = `${lock}/fetched`;
      mkdirSync(fetched);
      writeFileSync(join(fetched, 'package.json'), '{ "private": true }');
      const flags = ['--no-audit', '--no-fund', '--ignore-scripts', '--force', '--prefer-offline'];
      await execa('npm', ['install', ...flags, ...packages], { cwd: fetched });
      renameSync(fetched, folder);
    } finally {
      rmSync(lock, { recursive: true, force: true });
    }
  }
  return join(folder, 'node_modules');
}

/** Into a workspace, as if they had been installed there. */
export async function installPackages(root: string, packages: readonly string[]): Promise<void> {
  const from = await npmPackages(packages);
  await execa('cp', ['-alf', `${from}/.`, join(root, 'node_modules')]);
}
