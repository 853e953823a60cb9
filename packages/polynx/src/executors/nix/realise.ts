/** Packages to paths of the store: one `nix build` for all of them, and an answer and a log for each. */

import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Planned, readInfo, readPlan } from '../../adapters/nix/answers.js';
import {
  type Attribute,
  buildCommand,
  closureCommand,
  infoCommand,
  installable,
  planCommand,
  rootCommand,
} from '../../adapters/nix/commands.js';
import { isConsequence } from '../../adapters/nix/failures.js';
import { copyFlake } from '../../adapters/nix/flake-copy.js';
import { logReader } from '../../adapters/nix/log.js';
import { run } from '../../adapters/run.js';
import { isExpected } from '../../model/errors.js';
import { askCaches } from './held.js';
import { count, fileNameOf, type Journal, openJournal } from './journal.js';
import { type Places, readManifest, writeManifest } from './manifest.js';
import { checkGraph, preflight } from './preflight.js';
import { INSTALL, type Session } from './session.js';
import { failureText, nameOf } from './told.js';
import { invalid } from './validity.js';

export interface Wanted {
  readonly id: string;
  readonly attribute: Attribute;
  readonly places: Places;
  /** Only compare and repair what the manifest names. */
  readonly ensure: boolean;
  /** All that it is made from, expressions aside, where the graph file does not say it. */
  readonly sources?: readonly string[];
}

export interface Done {
  readonly id: string;
  readonly success: boolean;
  readonly log: string;
}

type Show = (text: string) => void;

/** A package on its way. */
interface Job extends Wanted {
  readonly planned: Planned;
  readonly journal: Journal;
}

/** @param show takes what is to be seen while it runs */
export async function realise(session: Session, wanted: readonly Wanted[], show: Show): Promise<Done[]> {
  await preflight(
    session,
    wanted.flatMap(({ attribute, sources }) => (sources === undefined ? [attribute.name] : [])),
  );
  const made = wanted
    .filter(({ ensure, sources }) => !ensure && sources === undefined)
    .map(({ attribute }) => attribute.name);
  if (made.length > 0) await checkGraph(session, made);
  const copies: string[] = [];
  try {
    const settled: Wanted[] = [];
    for (const one of wanted) {
      if (one.sources === undefined) {
        settled.push(one);
        continue;
      }
      const flake = await copyFlake(session.root, one.sources);
      copies.push(flake);
      settled.push({ ...one, attribute: { ...one.attribute, flake } });
    }
    return await realiseAll(session, settled, show);
  } finally {
    for (const copy of copies) rmSync(copy, { recursive: true, force: true });
  }
}

async function realiseAll(session: Session, wanted: readonly Wanted[], show: Show): Promise<Done[]> {
  const { planned, failed } = await plan(session, wanted);
  const missing = await invalid(
    session,
    planned.flatMap(({ planned: { outputs } }) => Object.values(outputs)),
  );
  const isThere = ({ planned: { outputs } }: { planned: Planned }) =>
    Object.values(outputs).every((path) => !missing.has(path));
  const jobs = planned.map((one) => ({ ...one, journal: openJournal(session, one.attribute.name) }));
  const present = jobs.filter(isThere);
  const missed = jobs.filter((job) => !isThere(job));
  count(session, { present: present.length });
  const built = missed.length === 0 ? [] : await build(session, missed, show);
  const settled = await Promise.all(present.map((job) => finish(session, job, 'in the store already')));
  return [...failed, ...settled, ...built];
}

export async function plan(
  session: Session,
  wanted: readonly Wanted[],
): Promise<{ planned: (Wanted & { planned: Planned })[]; failed: Done[] }> {
  const [first] = wanted;
  if (first === undefined) return { planned: [], failed: [] };
  const { exitCode, stdout, stderr } = await session.ask(
    planCommand(wanted.map(({ attribute }) => installable(attribute))),
  );
  const all = exitCode === 0 ? readPlan(stdout) : [];
  if (all.length === wanted.length)
    return {
      planned: wanted.flatMap((one, index) => {
        const planned = all[index];
        return planned === undefined ? [] : [{ ...one, planned }];
      }),
      failed: [],
    };
  if (wanted.length === 1)
    return {
      planned: [],
      failed: [
        { id: first.id, success: false, log: failureText(errorsIn(stderr), hintOf(first, errorsIn(stderr))) },
      ],
    };
  // One that cannot be evaluated takes the others down; two of one derivation are told once.
  const parts = [];
  for (const one of wanted) parts.push(await plan(session, [one]));
  return {
    planned: parts.flatMap(({ planned }) => planned),
    failed: parts.flatMap(({ failed }) => failed),
  };
}

/** NB in a copy a file that is missing may be known to git all the same. */
function hintOf({ attribute, sources }: Wanted, errors: string): string | undefined {
  const file = /'[^']*-source\/([^']+)'(?: does not exist|: No such file)/.exec(errors)?.[1];
  if (file === undefined || sources === undefined) return undefined;
  return `${attribute.name} is made of ${sources.join(', ')} and of expressions alone. If it is to see ${file}, say so in the options of polynx, under flake: "${attribute.name}": [<project>, "${file}"]`;
}

function errorsIn(stderr: string): string {
  const errors: string[] = [];
  logReader({ message: (level, text) => level === 0 && errors.push(text) })(`${stderr}\n`);
  return errors.join('\n');
}

interface Output {
  readonly lines: Map<string, string[]>;
  readonly errors: string[];
}

async function build(session: Session, jobs: readonly Job[], show: Show): Promise<Done[]> {
  const told: Output = { lines: new Map(), errors: [] };
  const counters = { built: 0, fetched: 0 };
  const journals = new Map(jobs.map(({ planned, journal }) => [planned.drvPath, journal]));
  const note = (drv: string, line: string) => {
    // What several packages share is in the log of each.
    const own = journals.get(drv);
    for (const journal of own === undefined ? journals.values() : [own]) journal.note(line);
    show(`${line}\n`);
  };
  const read = logReader({
    started: (drv) => {
      counters.built++;
      note(drv, `building ${nameOf(drv)}`);
    },
    fetched: (path) => {
      counters.fetched++;
      note('', `fetching ${nameOf(path)}`);
    },
    line: (drv, text) => {
      const line = `${nameOf(drv)}> ${text}`;
      told.lines.set(drv, [...(told.lines.get(drv) ?? []), line]);
      note(drv, line);
    },
    message: (level, text) => {
      if (level === 0 && !isConsequence(text)) told.errors.push(text);
      else if (level === 1 && !/Git tree .* is dirty/.test(text)) note('', text);
    },
  });
  const { timeout } = session.settings;
  const caches = await askCaches(
    session,
    jobs.flatMap(({ planned }) => Object.values(planned.outputs)),
  );
  for (const { url, complaint } of caches)
    if (complaint !== undefined)
      note('', `built without ${url}, which does not answer as it should: ${complaint}`);
  const substituters = caches.filter(({ complaint }) => complaint === undefined).map(({ url }) => url);
  const result = await run(
    buildCommand(
      jobs.map(({ attribute }) => installable(attribute)),
      { ...session.settings, substituters },
    ),
    {
      workspaceRoot: session.root,
      install: INSTALL,
      messages: true,
      sink: read,
      limit: timeout * 1000 * jobs.length,
      // What it leaves in the store says whether it came to its end.
      apart: true,
    },
  );
  if (result.isLate)
    told.errors.splice(
      0,
      Number.POSITIVE_INFINITY,
      `error: nix build timed out after ${timeout * jobs.length} seconds`,
    );
  count(session, counters);
  const missing = await invalid(
    session,
    jobs.flatMap(({ planned }) => Object.values(planned.outputs)),
  );
  if (missing.size === 0) for (const text of told.errors) note('', `built all the same: ${text}`);
  return Promise.all(
    jobs.map((job) =>
      Object.values(job.planned.outputs).some((path) => missing.has(path))
        ? failure(session, job, told)
        : finish(session, job, [...(told.lines.get(job.planned.drvPath) ?? []), 'built'].join('\n')),
    ),
  );
}

/** What failed of all that the package is made from, with its log. */
async function failure(session: Session, { id, planned, journal }: Job, told: Output): Promise<Done> {
  const { stdout } = await session.ask(closureCommand([planned.drvPath]));
  const below = new Set([planned.drvPath, ...stdout.split('\n')]);
  const drvOf = (text: string) => /'([^']+\.drv)(?:\^[^']*)?'/.exec(text)?.[1];
  const errors = told.errors.filter((text) => {
    const drv = drvOf(text);
    return drv === undefined || below.has(drv);
  });
  const failed = new Set(errors.flatMap((text) => drvOf(text) ?? []));
  const lines = [...failed].flatMap((drv) => told.lines.get(drv) ?? []);
  const text = failureText(errors.join('\n') || told.errors.join('\n'));
  for (const line of text.split('\n')) journal.note(line);
  return { id, success: false, log: `${lines.join('\n')}\n${text}Log: ${journal.file}\n` };
}

/** Writes the manifest where it is not what is there, and keeps the result from being collected. */
async function finish(
  session: Session,
  { id, attribute, places, planned, ensure, journal }: Job,
  log: string,
): Promise<Done> {
  const outputs = Object.values(planned.outputs);
  const roots = join(session.folder, 'roots');
  mkdirSync(roots, { recursive: true });
  const { set, system, variant = '' } = attribute;
  const link = join(roots, fileNameOf(`${set}.${system}.${variant}${attribute.name}`));
  for (const path of outputs) await session.ask(rootCommand(path, link));
  const before = readManifest(join(session.root, places.manifest));
  const isCurrent = before?.drvPath === planned.drvPath;
  const surprise =
    ensure && before !== undefined && !isCurrent
      ? `${places.manifest} named another derivation, ${before.drvPath}: what it says now is\n`
      : '';
  if (!ensure || !isCurrent) {
    const { stdout } = await session.ask(infoCommand(outputs, session.version));
    try {
      writeManifest(session, places, attribute, planned, readInfo(stdout)[0]);
    } catch (error) {
      if (!isExpected(error)) throw error;
      journal.note(error.message);
      return { id, success: false, log: `${log}\n\n${error.message}\n\n` };
    }
  }
  for (const line of log.split('\n').slice(-1)) journal.note(line);
  return { id, success: true, log: `${log}\n${surprise}${outputs.join('\n')}\n` };
}
