/** Logs of builds with the time of each line, kept per project; and how often caches helped. */
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Session } from './session.js';

/** A file name for any project's name. */
export function fileNameOf(name: string): string {
  return encodeURIComponent(name).replaceAll('*', '%2A');
}

const KEPT = 10;

export interface Journal {
  readonly file: string;
  note(line: string): void;
}

export function openJournal({ folder }: Pick<Session, 'folder'>, name: string): Journal {
  const place = join(folder, 'logs', fileNameOf(name));
  mkdirSync(place, { recursive: true });
  const file = join(place, `${now().replace(/[-:]|\.\d+/g, '')}-${process.pid}.log`);
  const old = readdirSync(place)
    .sort()
    .slice(0, -KEPT + 1);
  for (const one of old) rmSync(join(place, one), { force: true });
  return { file, note: (line) => appendFileSync(file, `${now()} ${line}\n`) };
}

function now(): string {
  return new Date().toISOString();
}

export interface Counters {
  /** Derivations that were built here. */
  readonly built: number;
  /** Paths that came from a cache. */
  readonly fetched: number;
  /** Packages that were in the store already. */
  readonly present: number;
}

const NOTHING: Counters = { built: 0, fetched: 0, present: 0 };

export function countersIn({ folder }: Pick<Session, 'folder'>): Counters {
  try {
    return { ...NOTHING, ...(JSON.parse(readFileSync(join(folder, 'counters.json'), 'utf8')) as Counters) };
  } catch {
    return NOTHING;
  }
}

/** NB two Nx at once may lose a count: it is a statistic. */
export function count(session: Pick<Session, 'folder'>, more: Partial<Counters>): void {
  const { built, fetched, present } = countersIn(session);
  const sum: Counters = {
    built: built + (more.built ?? 0),
    fetched: fetched + (more.fetched ?? 0),
    present: present + (more.present ?? 0),
  };
  writeFileSync(join(session.folder, 'counters.json'), `${JSON.stringify(sum)}\n`);
}
