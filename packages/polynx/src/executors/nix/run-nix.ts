/**
 * One command of Nix, and the log that is kept of it: its lines are shown and kept, its errors are for the
 * message of the failure.
 */
import { appendFileSync, lstatSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { classify, isConsequence } from '../../adapters/nix/failures.js';
import { type LogListener, logReader } from '../../adapters/nix/log.js';
import { writeThere } from '../../adapters/nix/work-place.js';
import { PRIVATE } from '../../adapters/own-folder.js';
import { run } from '../../adapters/run.js';
import { withoutSecrets } from '../../model/secrets.js';
import type { Command } from '../../model/task.js';
import { INSTALL, type Session } from './session.js';

export interface NixResult {
  readonly success: boolean;
  /** What Nix complained of; empty where it did not. */
  readonly errors: string;
  /** Of the log. */
  readonly file: string;
}

/** @param name of the log */
export async function runNix(
  session: Session,
  command: Command,
  name: string,
  listener: LogListener = {},
): Promise<NixResult> {
  const journal = openJournal(session, name);
  const errors: string[] = [];
  const result = await run(command, {
    workspaceRoot: session.root,
    install: INSTALL,
    messages: true,
    limit: session.settings.timeout * 1000,
    sink: logReader({
      ...listener,
      line: (drv, text) => {
        const line = `${nameOf(drv)}> ${text}`;
        journal.note(line);
        console.log(line);
      },
      message: (level, text) => {
        if (level === 0 && !isConsequence(text)) errors.push(text);
        if (level <= 1) journal.note(text);
      },
    }),
  });
  if (result.isLate)
    errors.splice(0, Number.POSITIVE_INFINITY, `error: timed out after ${session.settings.timeout} seconds`);
  else if (result.signal !== undefined)
    errors.push(`error: ${command.program} was ended by ${result.signal}`);
  return { success: result.exitCode === 0, errors: errors.join('\n'), file: journal.file };
}

/** `/nix/store/<hash>-hello-1.0.drv` to `hello-1.0`. */
export function nameOf(path: string): string {
  return path.replace(/^.*\/[a-z0-9]{32}-/, '').replace(/\.drv$/, '');
}

export function failureText(errors: string, hint = classify(errors).hint): string {
  return `${errors}\n\n${hint}\n`;
}

/** A file name for any project's name. */
export function fileNameOf(name: string): string {
  return encodeURIComponent(name).replaceAll('*', '%2A');
}

const KEPT = 10;

export interface Journal {
  readonly file: string;
  note(line: string): void;
}

/** NB what is called otherwise belongs to others. */
export const JOURNAL = /^\d{8}T\d{6}Z-\d+\.log$/;

export function openJournal({ place }: Pick<Session, 'place'>, name: string): Journal {
  const called = `${now().replace(/[-:]|\.\d+/g, '')}-${process.pid}.log`;
  const file = place(`logs/${fileNameOf(name)}/${called}`);
  const folder = dirname(file);
  const old = readdirSync(folder)
    .filter((one) => one !== called && JOURNAL.test(one) && lstatSync(join(folder, one)).isFile())
    .sort()
    .slice(0, -KEPT + 1);
  for (const one of old) rmSync(join(folder, one), { force: true });
  appendFileSync(file, '', { mode: PRIVATE });
  return { file, note: (line) => appendFileSync(file, `${now()} ${withoutSecrets(line)}\n`) };
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
  /** Of the paths that came from a cache, how many from which. */
  readonly caches?: Readonly<Record<string, number>>;
}

const NOTHING: Counters = { built: 0, fetched: 0, present: 0 };

export function countersIn({ place }: Pick<Session, 'place'>): Counters {
  try {
    return { ...NOTHING, ...(JSON.parse(readFileSync(place('counters.json'), 'utf8')) as Counters) };
  } catch {
    return NOTHING;
  }
}

type Counts = Readonly<Record<string, number>>;

/** NB an address may be called like a member of every object. */
function added(before: Counts, more: Counts): Counts {
  const sums = new Map(Object.entries(before));
  for (const [name, count] of Object.entries(more)) sums.set(name, (sums.get(name) ?? 0) + count);
  return Object.fromEntries(sums);
}

/** NB two Nx at once may lose a count: it is a statistic. */
export function count(session: Pick<Session, 'place'>, more: Partial<Counters>): void {
  const { built, fetched, present, caches = {} } = countersIn(session);
  const sum: Counters = {
    built: built + (more.built ?? 0),
    fetched: fetched + (more.fetched ?? 0),
    present: present + (more.present ?? 0),
    caches: added(caches, more.caches ?? {}),
  };
  writeThere(session.place('counters.json'), `${JSON.stringify(sum)}\n`);
}
