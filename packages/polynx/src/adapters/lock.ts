import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const FOLDER = '.nx/polynx/locks';

/**
 * Runs `work` while no other Nx task on this machine has the same key. The tools lock their folders too, but without a word: here a waiting task says whom it
 * waits for. A lock whose owner has died is taken over.
 */
export async function exclusively<T>(
  workspaceRoot: string,
  key: string,
  owner: string,
  work: () => Promise<T>,
  tell: (text: string) => void = (text) => process.stderr.write(`${text}\n`),
): Promise<T> {
  const folder = join(workspaceRoot, FOLDER);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, createHash('sha256').update(key).digest('hex').slice(0, 16));
  await acquire(file, key, owner, tell);
  const release = () => rmSync(file, { force: true });
  process.on('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

async function acquire(
  file: string,
  key: string,
  owner: string,
  tell: (text: string) => void,
): Promise<void> {
  let told: string | undefined;
  while (!tryAcquire(file, owner)) {
    const holder = readHolder(file);
    if (holder !== undefined && !isAlive(holder.pid)) {
      rmSync(file, { force: true });
      continue;
    }
    if (holder !== undefined && told !== holder.owner) {
      tell(`Waiting for ${holder.owner}, which is using ${key}`);
      told = holder.owner;
    }
    await sleep(30);
  }
}

/** Creating the file fails when it exists: the file system decides who is first. */
function tryAcquire(file: string, owner: string): boolean {
  try {
    writeFileSync(file, JSON.stringify({ pid: process.pid, owner }), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
}

function readHolder(file: string): { pid: number; owner: string } | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as { pid: number; owner: string };
  } catch {
    // Being written or released this moment.
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
