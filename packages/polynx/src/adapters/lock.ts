import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { linkSync, readFileSync, renameSync, rmSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { noteWait } from './command-notes.js';
import { ownFolder } from './own-folder.js';
import { isAlive, type Process, thisProcess } from './processes.js';

const FOLDER = '.nx/polynx/locks';

/**
 * Runs `work` while no other Nx task on this machine has the same key. The tools lock their folders too, but
 * without a word: here a waiting task says whom it waits for. A lock whose owner has died is taken over.
 */
export async function exclusively<T>(
  workspaceRoot: string,
  key: string,
  owner: string,
  work: () => Promise<T>,
  notify: (text: string) => void = (text) => process.stderr.write(`${text}\n`),
): Promise<T> {
  const file = join(ownFolder(workspaceRoot, FOLDER), fileNameOf(key));
  const asked = Date.now();
  return inTurn(file, async () => {
    await acquire(file, key, owner, notify);
    noteWait(Date.now() - asked);
    const release = () => rmSync(file, { force: true });
    process.on('exit', release);
    try {
      return await work();
    } finally {
      process.off('exit', release);
      release();
    }
  });
}

/** Of what is kept for a key, which may be any text. */
export function fileNameOf(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 16);
}

const turns = new Map<string, Promise<void>>();

/** The tasks of a batch are one process: among themselves they need no file, and nobody has to be told. */
async function inTurn<T>(file: string, work: () => Promise<T>): Promise<T> {
  const before = turns.get(file) ?? Promise.resolve();
  let end = () => {};
  const mine = new Promise<void>((resolve) => {
    end = resolve;
  });
  turns.set(
    file,
    before.then(() => mine),
  );
  await before;
  try {
    return await work();
  } finally {
    end();
  }
}

interface Holder extends Process {
  readonly owner: string;
}

async function acquire(
  file: string,
  key: string,
  owner: string,
  notify: (text: string) => void,
): Promise<void> {
  let notified: string | undefined;
  while (!tryAcquire(file, owner)) {
    const holder = readHolder(file);
    if (holder !== 'gone' && !isAlive(holder)) {
      takeAway(file, holder);
      continue;
    }
    if (holder !== 'gone' && notified !== holder.owner) {
      notify(`Waiting for ${holder.owner}, which is using ${key}`);
      notified = holder.owner;
    }
    await change(file);
  }
}

const PATIENCE = 500;

/**
 * Until the file is changed or removed. NB a killed owner removes nothing and network file systems report
 * nothing: after a while it is looked at again.
 */
async function change(file: string): Promise<void> {
  const controller = new AbortController();
  const { signal } = controller;
  try {
    const events = watch(file, { persistent: false, signal });
    await Promise.race([once(events, 'change', { signal }), sleep(PATIENCE, undefined, { signal })]);
  } catch (error) {
    // Where it is gone by now there is nothing to wait for; where no watch can be had, time must do.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') await sleep(30);
  } finally {
    controller.abort();
  }
}

/**
 * The file system decides who is first. NB written beside and linked, so that no lock is ever half-written:
 * one that cannot be read, left by a full disk or a killed process, would be waited for without end.
 */
function tryAcquire(file: string, owner: string): boolean {
  const draft = `${file}.${process.pid}`;
  const holder: Holder = { ...thisProcess(), owner };
  try {
    // NB a link in its place would be written through.
    rmSync(draft, { force: true });
    writeFileSync(draft, JSON.stringify(holder), { flag: 'wx' });
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  } finally {
    rmSync(draft, { force: true });
  }
}

const NOBODY: Holder = { pid: 0, owner: 'nobody' };

function readHolder(file: string): Holder | 'gone' {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'gone' : NOBODY;
  }
}

/** NB another one who waits may have been quicker, and hold it by now. */
function takeAway(file: string, dead: Holder): void {
  const taken = `${file}.${process.pid}`;
  try {
    renameSync(file, taken);
    const holder = readHolder(taken);
    if (holder !== 'gone' && holder.pid !== dead.pid) linkSync(taken, file);
  } catch {
    // It is gone, or there is a new one.
  } finally {
    rmSync(taken, { force: true });
  }
}
