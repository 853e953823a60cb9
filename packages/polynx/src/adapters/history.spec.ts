import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunRecord } from '../model/run-record.js';
import { HISTORY, keepRecord, PACK, readRecords } from './history.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'polynx-history-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function record(start: number, id = 'a'): RunRecord {
  const machine = { platform: 'linux-x64', cores: 2, node: 'v20' };
  return { version: 1, id, command: ['run-many'], start, end: start + 10, machine, tasks: [] };
}

const starts = () => readRecords(root).map(({ start }) => start);
const files = () => readdirSync(join(root, HISTORY));

describe('the recorded runs', () => {
  it('come oldest first, two of one moment both', () => {
    for (const [start, id] of [
      [20, 'a'],
      [3, 'a'],
      [20, 'b'],
    ] as const)
      keepRecord(root, record(start, id));
    expect(starts()).toEqual([3, 20, 20]);
  });

  it('are for their user alone', () => {
    keepRecord(root, record(1));
    const modes = files().map((name) => statSync(join(root, HISTORY, name)).mode & 0o077);
    expect(modes).toEqual(process.platform === 'win32' ? [expect.any(Number)] : [0]);
  });

  it.each([
    ['too many', { runs: 2, age: 1e9, size: 1e9 }, [2, 3]],
    ['too old', { runs: 9, age: 11, size: 1e9 }, [2, 3]],
    ['too large together', { runs: 9, age: 1e9, size: 1 }, [3]],
  ])('go when they are %s; the newest stays', (_, limits, left) => {
    for (const start of [1, 2, 3]) keepRecord(root, record(start), limits);
    expect(starts()).toEqual(left);
  });

  it('that cannot be read are left out', () => {
    keepRecord(root, record(5));
    writeFileSync(join(root, HISTORY, '00000000000001-x.json.gz'), 'half a fi');
    writeFileSync(join(root, HISTORY, 'notes.txt'), '');
    expect(starts()).toEqual([5]);
  });

  it('that are many are packed together: in order, once each, without the logs of what succeeded', () => {
    const tasks: RunRecord['tasks'] = (['success', 'failure'] as const).map((outcome) => ({
      id: outcome,
      project: 'a',
      target: 'b',
      outcome,
      from: 'ran',
      start: 1,
      end: 2,
      log: 'said',
    }));
    const count = 2 * PACK + 20;
    for (let start = 1; start <= count; start++) keepRecord(root, { ...record(start), tasks });
    expect(files()).toHaveLength(count - PACK + 1);
    expect(starts()).toEqual(Array.from({ length: count }, (_, at) => at + 1));
    const [oldest] = readRecords(root);
    expect(oldest?.tasks.map(({ log }) => log)).toEqual([undefined, 'said']);
    // Another command wrote one of them at the same moment.
    keepRecord(root, record(50));
    expect(starts()).toHaveLength(count);
    expect(readRecords(root, 30).map(({ start }) => start)).toEqual(starts().slice(-30));
  });

  it('keep their name inside the folder, whatever the id', () => {
    keepRecord(root, record(1, '../../../evil'));
    expect(files()).toEqual(['00000000000001-evil.json.gz']);
  });
});
