/**
 * The runs of a workspace: one compressed file each, so that commands at the same moment do not meet. When
 * there are many, the older ones are packed together, without the logs of what succeeded. Old ones go when a
 * new one comes.
 */
import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { RunRecord, TaskRecord } from '../model/run-record.js';
import { listOwn, PRIVATE, readOwn, removeOwn, statOwn, tryWriteOwn } from './own-folder.js';

export const HISTORY = '.nx/polynx/history';

/** What is kept: the newest, and none of what is beyond one of these. */
export interface HistoryLimits {
  readonly runs: number;
  /** Milliseconds. */
  readonly age: number;
  /** Bytes of all files together. */
  readonly size: number;
}

export const LIMITS: HistoryLimits = { runs: 10_000, age: 180 * 24 * 3600 * 1000, size: 50_000_000 };

/** How many runs make a pack; as many of the newest have a file each. */
export const PACK = 50;

/** False where it cannot be written. Private: a log may hold what only the user is to see. */
export function keepRecord(workspaceRoot: string, record: RunRecord, limits = LIMITS): boolean {
  const id = record.id.replace(/[^\w-]/g, '');
  const kept = write(workspaceRoot, fileName(record.start, id.startsWith('pack') ? `_${id}` : id), record);
  if (!kept) return false;
  const names = namesOf(workspaceRoot);
  packOld(workspaceRoot, names);
  // NB a look at each of 200 files would be most of what a record costs.
  if (names.length <= SELDOM || names.length % SELDOM === 0)
    for (const old of beyond(workspaceRoot, limits, record.end))
      removeOwn(workspaceRoot, `${HISTORY}/${old}`);
  return true;
}

/** With so many runs, limits are looked at each time that as many more have come. */
const SELDOM = 25;

/** NB the quick level: it is a fifth of the time for a tenth more bytes. */
function write(workspaceRoot: string, name: string, content: RunRecord | readonly RunRecord[]): boolean {
  const bytes = gzipSync(JSON.stringify(content), { level: 1 });
  return tryWriteOwn(workspaceRoot, `${HISTORY}/${name}`, bytes, PRIVATE);
}

function fileName(start: number, rest: string): string {
  return `${String(Math.floor(start)).padStart(14, '0')}-${rest}.json.gz`;
}

/**
 * NB without a lock: of two commands that pack the same runs at the same moment, both write the same file. A
 * run that is in two files is read once.
 */
function packOld(workspaceRoot: string, names: readonly string[]): void {
  const singles = names.filter((name) => runsIn(name) === undefined);
  if (singles.length < 2 * PACK) return;
  const old = singles.slice(0, PACK);
  const records = old.flatMap((name) => readFile(workspaceRoot, name)).map(withoutLogs);
  const digest = createHash('sha256').update(old.join('\n')).digest('hex').slice(0, 16);
  const newest = Number(old.at(-1)?.slice(0, 14) ?? 0);
  if (!write(workspaceRoot, fileName(newest, `pack${records.length}-${digest}`), records)) return;
  for (const name of old) removeOwn(workspaceRoot, `${HISTORY}/${name}`);
}

function withoutLogs(record: RunRecord): RunRecord {
  const short = (task: TaskRecord): TaskRecord => {
    const { log, ...rest } = task;
    return rest.outcome === 'failure' ? task : rest;
  };
  return { ...record, tasks: record.tasks.map(short) };
}

/** Files that hold nothing which is still to be kept. */
export function beyond(workspaceRoot: string, { runs, age, size }: HistoryLimits, now: number): string[] {
  const sum = { runs: 0, size: 0 };
  return namesOf(workspaceRoot)
    .reverse()
    .filter((name, index) => {
      const isOver = sum.runs >= runs;
      sum.runs += runsIn(name) ?? 1;
      sum.size += statOwn(workspaceRoot, `${HISTORY}/${name}`)?.size ?? 0;
      const isOld = Number(name.slice(0, 14)) < now - age;
      return index > 0 && (isOver || isOld || sum.size > size);
    });
}

/** Oldest first. What cannot be read is left out: another version of polynx may have written it. */
export function readRecords(workspaceRoot: string, most = LIMITS.runs): RunRecord[] {
  const found = new Map<string, RunRecord>();
  for (const name of namesOf(workspaceRoot).reverse()) {
    if (found.size >= most) break;
    for (const record of readFile(workspaceRoot, name)) found.set(`${record.start} ${record.id}`, record);
  }
  const byTime = [...found.values()].sort((a, b) => a.start - b.start || (a.id < b.id ? -1 : 1));
  return byTime.slice(-most);
}

/** A file that is no larger than this when unpacked. */
const LARGEST = 200_000_000;

function readFile(workspaceRoot: string, name: string): RunRecord[] {
  try {
    const bytes = readOwn(workspaceRoot, `${HISTORY}/${name}`);
    if (bytes === undefined) return [];
    const text = gunzipSync(bytes, { maxOutputLength: LARGEST }).toString();
    const content = JSON.parse(text) as RunRecord | readonly RunRecord[];
    return [content].flat().filter(({ version, tasks }) => version === 1 && Array.isArray(tasks));
  } catch {
    return [];
  }
}

/** How many are in a pack. */
function runsIn(name: string): number | undefined {
  const count = /^\d{14}-pack(\d{1,6})-/.exec(name)?.[1];
  return count === undefined ? undefined : Number(count);
}

/** They begin with the time. */
function namesOf(workspaceRoot: string): string[] {
  return listOwn(workspaceRoot, HISTORY)
    .filter((name) => /^\d{14}-[\w-]*\.json\.gz$/.test(name))
    .sort();
}
