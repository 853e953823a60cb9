import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exclusively } from './lock.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'polynx-lock-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const FOLDER = '.nx/polynx/locks';

function leave(text: string): void {
  mkdirSync(join(root, FOLDER), { recursive: true });
  const name = createHash('sha256').update('key').digest('hex').slice(0, 16);
  writeFileSync(join(root, FOLDER, name), text);
}

const acquired = () =>
  Promise.race([exclusively(root, 'key', 'me', async () => 'mine'), sleep(400, 'waiting', { ref: false })]);

describe('a lock', () => {
  it('is held by one at a time, and leaves nothing behind', async () => {
    let inside = 0;
    const work = async () => {
      inside += 1;
      expect(inside).toBe(1);
      await sleep(5);
      inside -= 1;
    };
    await Promise.all(
      Array.from({ length: 8 }, (_, index) => exclusively(root, 'key', `task ${index}`, work)),
    );
    expect(readdirSync(join(root, FOLDER))).toEqual([]);
  });

  it('is given back when the work fails', async () => {
    await expect(exclusively(root, 'key', 'me', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await acquired()).toBe('mine');
  });

  it.each([
    [
      'of a process that has ended',
      async () => {
        const { stdout: pid } = await execa('sh', ['-c', 'echo $$']);
        return JSON.stringify({ pid: Number(pid), owner: 'dead' });
      },
    ],
    ['that a full disk left empty', async () => ''],
    ['that was written in half', async () => '{"pid":1'],
    [
      'of another process that has the number now',
      async () => JSON.stringify({ pid: process.pid, since: '1', owner: 'before the restart' }),
    ],
  ])('%s is taken over', async (_, text) => {
    leave(await text());
    expect(await acquired()).toBe('mine');
    expect(readdirSync(join(root, FOLDER))).toEqual([]);
  });

  it('that its owner removes is taken', async () => {
    leave(JSON.stringify({ pid: process.ppid, owner: 'app:build' }));
    const taken = exclusively(root, 'key', 'me', async () => 'mine');
    await sleep(50);
    for (const file of readdirSync(join(root, FOLDER))) rmSync(join(root, FOLDER, file), { force: true });
    expect(await taken).toBe('mine');
  });

  it('of a living process is waited for', async () => {
    leave(JSON.stringify({ pid: process.ppid, owner: 'app:build' }));
    expect(await acquired()).toBe('waiting');
    rmSync(join(root, FOLDER), { recursive: true });
  });
});
