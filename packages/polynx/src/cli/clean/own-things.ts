/** What polynx and Nix keep of earlier runs: each kind where it lies, and by the names that polynx gives. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { beyond, HISTORY, LIMITS } from '../../adapters/history.js';
import { workPlace } from '../../adapters/nix/work-place.js';
import { listOwn, removeOwn, statOwn } from '../../adapters/own-folder.js';
import { STEPS } from '../../adapters/step-files.js';
import { JOURNAL } from '../../executors/nix/run-nix.js';
import { ROOT } from '../../executors/nix/workspace-commands.js';
import { RUNS } from '../../explain/run.js';
import { beyondLimits, type Kept, type Limits } from './limits.js';
import { namesIn, statOf } from './measure.js';

/** Something that can go. */
export interface Thing extends Kept {
  readonly kind: string;
  remove(): void;
}

const DAY = 24 * 3600 * 1000;

export function recordedRuns(root: string, limits: Limits, now: number): Thing[] {
  const runs = Math.min(LIMITS.runs, limits.count);
  const size = Math.min(LIMITS.size, limits.size);
  const names = beyond(root, { runs, size, age: limits.recordAge ?? limits.age }, now);
  return names.flatMap((name) => ownThing(root, `${HISTORY}/${name}`, 'recorded runs'));
}

/** What `polynx why` knows of tasks that have not run for long, and notes of runs that were killed. */
export function notes(root: string, limits: Limits, now: number): Thing[] {
  const all = (folder: string, kind: string) =>
    listOwn(root, folder).flatMap((name) => ownThing(root, `${folder}/${name}`, kind));
  const unfinished = all(STEPS, 'notes of killed runs').filter(({ changed }) => changed < now - DAY);
  return [...beyondLimits(all(RUNS, 'what decided tasks'), limits, now), ...unfinished];
}

function ownThing(root: string, path: string, kind: string): Thing[] {
  const found = statOwn(root, path);
  if (found === undefined) return [];
  const remove = () => removeOwn(root, path);
  return [{ kind, path, bytes: found.size, changed: found.mtimeMs, remove }];
}

/** Logs of Nix, and the links that keep its results from being collected. */
export function ofNix(root: string, limits: Limits, now: number): Thing[] {
  const [logs, roots] = [placeOf(root, 'logs'), placeOf(root, 'roots')];
  const found = namesIn(logs)
    .map((name) => join(logs, name))
    .filter((folder) => statOf(folder)?.isDirectory() === true)
    .flatMap((folder) => {
      const own = namesIn(folder).filter((name) => JOURNAL.test(name));
      return beyondLimits(
        own.flatMap((name) => plain(join(folder, name), 'logs of Nix')),
        limits,
        now,
      );
    });
  const links = namesIn(roots)
    .filter((name) => ROOT.test(name) && statOf(join(roots, name))?.isSymbolicLink() === true)
    .flatMap((name) => plain(join(roots, name), 'results that Nix keeps'));
  return [...found, ...beyondLimits(links, limits, now)];
}

/** NB a link of the repository may lie in its place: then polynx has written nothing. */
function placeOf(root: string, name: string): string {
  try {
    return workPlace(root, process.env, name);
  } catch {
    return '';
  }
}

function plain(path: string, kind: string): Thing[] {
  const found = statOf(path);
  if (found === undefined || found.isDirectory()) return [];
  return [
    { kind, path, bytes: found.size, changed: found.mtimeMs, remove: () => rmSync(path, { force: true }) },
  ];
}
