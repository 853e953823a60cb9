/**
 * Programs of Debian for tests, unpacked into a folder of the system's temporary one: nothing is installed,
 * and each is fetched once.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { execa } from 'execa';

const CACHE = join(tmpdir(), 'polynx-debian');

/** The folder that stands for `/` of these packages together. */
export async function debianPackages(...names: readonly string[]): Promise<string> {
  const folder = join(CACHE, names.join('+'));
  if (existsSync(folder)) return folder;
  mkdirSync(CACHE, { recursive: true });
  await once(`${folder}.lock`, async () => {
    if (existsSync(folder)) return;
    const scratch = `${folder}.${process.pid}`;
    rmSync(scratch, { recursive: true, force: true });
    mkdirSync(join(scratch, 'debs'), { recursive: true });
    await download(names, join(scratch, 'debs'));
    for (const deb of readdirSync(join(scratch, 'debs')))
      await execa('dpkg-deb', ['-x', join(scratch, 'debs', deb), join(scratch, 'root')]);
    renameSync(join(scratch, 'root'), folder);
    rmSync(scratch, { recursive: true });
  });
  return folder;
}

async function download(names: readonly string[], cwd: string): Promise<void> {
  const get = () => execa('apt-get', ['download', '--quiet', ...names], { cwd, reject: false });
  if ((await get()).exitCode === 0) return;
  // A fresh machine may have no lists.
  await execa('apt-get', ['update', '--quiet']);
  const { exitCode, all } = await execa('apt-get', ['download', '--quiet', ...names], {
    cwd,
    all: true,
    reject: false,
  });
  if (exitCode !== 0) throw new Error(`apt-get download ${names.join(' ')}\n${all}`);
}

/**
 * Two workers may want the same at once. A lock that is older than any download was left by one that died.
 */
async function once(lock: string, work: () => Promise<void>): Promise<void> {
  for (let waited = 0; ; waited++) {
    try {
      writeFileSync(lock, '', { flag: 'wx' });
      break;
    } catch {
      if (waited > 120) rmSync(lock, { force: true });
      await setTimeout(1000);
    }
  }
  try {
    await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

export function libraryPath(root: string): string {
  return join(root, 'usr/lib', process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu');
}
