/**
 * The runs of a workspace: one compressed file each, so that commands at the same moment do not meet. Old
 * ones go when a new one comes.
 */
import { gunzipSync, gzipSync } from 'node:zlib';
import type { RunRecord } from '../model/run-record.js';
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

export const LIMITS: HistoryLimits = { runs: 500, age: 90 * 24 * 3600 * 1000, size: 50_000_000 };

/** False where it cannot be written. Private: a log may hold what only the user is to see. */
export function keepRecord(workspaceRoot: string, record: RunRecord, limits = LIMITS): boolean {
  const name = `${String(record.start).padStart(14, '0')}-${record.id.replace(/[^\w-]/g, '')}.json.gz`;
  const kept = tryWriteOwn(workspaceRoot, `${HISTORY}/${name}`, gzipSync(JSON.stringify(record)), PRIVATE);
  if (kept) forgetOld(workspaceRoot, limits, record.end);
  return kept;
}

function forgetOld(workspaceRoot: string, { runs, age, size }: HistoryLimits, now: number): void {
  let total = 0;
  for (const [index, name] of namesOf(workspaceRoot).reverse().entries()) {
    total += statOwn(workspaceRoot, `${HISTORY}/${name}`)?.size ?? 0;
    const isOld = Number(name.slice(0, 14)) < now - age;
    if (index > 0 && (index >= runs || isOld || total > size)) removeOwn(workspaceRoot, `${HISTORY}/${name}`);
  }
}

/** Oldest first. What cannot be read is left out: another version of polynx may have written it. */
export function readRecords(workspaceRoot: string, most = LIMITS.runs): RunRecord[] {
  return namesOf(workspaceRoot)
    .slice(-most)
    .flatMap((name) => {
      try {
        const bytes = readOwn(workspaceRoot, `${HISTORY}/${name}`);
        if (bytes === undefined) return [];
        const record = JSON.parse(
          gunzipSync(bytes, { maxOutputLength: 200_000_000 }).toString(),
        ) as RunRecord;
        return record.version === 1 && Array.isArray(record.tasks) ? [record] : [];
      } catch {
        return [];
      }
    });
}

/** They begin with the time. */
function namesOf(workspaceRoot: string): string[] {
  return listOwn(workspaceRoot, HISTORY)
    .filter((name) => /^\d{14}-[\w-]*\.json\.gz$/.test(name))
    .sort();
}
