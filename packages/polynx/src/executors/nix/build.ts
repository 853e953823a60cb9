/**
 * One `nix build` for all that is missing: what it prints, which package that is about, and what is left in
 * the workspace.
 */
import { dirname, join } from 'node:path';
import { readInfo } from '../../adapters/nix/answers.js';
import {
  buildCommand,
  closureCommand,
  infoCommand,
  installable,
  rootCommand,
} from '../../adapters/nix/commands.js';
import { isConsequence } from '../../adapters/nix/failures.js';
import { logReader } from '../../adapters/nix/log.js';
import { run } from '../../adapters/run.js';
import { messageOf } from '../../adapters/unwritable.js';
import { isExpected } from '../../model/errors.js';
import { withoutCredentials } from '../../model/urls.js';
import { askCaches } from './caches.js';
import type { Done, Job, Show } from './jobs.js';
import { readManifest, writeManifest } from './manifest.js';
import { count, failureText, fileNameOf, nameOf } from './run-nix.js';
import { INSTALL, invalid, type Session } from './session.js';

export async function build(session: Session, jobs: readonly Job[], show: Show): Promise<Done[]> {
  const { output, counts, read, note } = listen(jobs, show);
  const { timeout } = session.settings;
  const outputs = jobs.flatMap(({ planned }) => Object.values(planned.outputs));
  const caches = await askCaches(session, outputs);
  for (const { url, complaint } of caches)
    if (complaint !== undefined)
      note('', `built without ${withoutCredentials(url)}, which does not answer as it should: ${complaint}`);
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
    output.errors.splice(
      0,
      Number.POSITIVE_INFINITY,
      `error: nix build timed out after ${timeout * jobs.length} seconds`,
    );
  count(session, counts());
  const missing = await invalid(session, outputs);
  if (missing.size === 0) for (const text of output.errors) note('', `built all the same: ${text}`);
  return Promise.all(
    jobs.map((job) =>
      Object.values(job.planned.outputs).some((path) => missing.has(path))
        ? failure(session, job, output)
        : finish(session, job, [...(output.lines.get(job.planned.drvPath) ?? []), 'built'].join('\n')),
    ),
  );
}

interface Output {
  readonly lines: Map<string, string[]>;
  readonly errors: string[];
}

/**
 * What Nix says while it runs: shown, written into the journals of those it concerns, and kept for the
 * message of a failure.
 */
function listen(jobs: readonly Job[], show: Show) {
  const output: Output = { lines: new Map(), errors: [] };
  const counters = { built: 0, fetched: 0 };
  const caches = new Map<string, number>();
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
    fetched: (path, cache) => {
      counters.fetched++;
      caches.set(cache, (caches.get(cache) ?? 0) + 1);
      note('', `fetching ${nameOf(path)}`);
    },
    line: (drv, text) => {
      const line = `${nameOf(drv)}> ${text}`;
      output.lines.set(drv, [...(output.lines.get(drv) ?? []), line]);
      note(drv, line);
    },
    message: (level, text) => {
      if (level === 0 && !isConsequence(text)) output.errors.push(text);
      else if (level === 1 && !/Git tree .* is dirty/.test(text)) note('', text);
    },
  });
  return { output, counts: () => ({ ...counters, caches: Object.fromEntries(caches) }), read, note };
}

/** What failed of all that the package is made from, with its log. */
async function failure(session: Session, { id, planned, journal }: Job, output: Output): Promise<Done> {
  const { stdout } = await session.ask(closureCommand([planned.drvPath]));
  const below = new Set([planned.drvPath, ...stdout.split('\n')]);
  const drvOf = (text: string) => /'([^']+\.drv)(?:\^[^']*)?'/.exec(text)?.[1];
  const errors = output.errors.filter((text) => {
    const drv = drvOf(text);
    return drv === undefined || below.has(drv);
  });
  const failed = new Set(errors.flatMap((text) => drvOf(text) ?? []));
  const lines = [...failed].flatMap((drv) => output.lines.get(drv) ?? []);
  const text = failureText(errors.join('\n') || output.errors.join('\n'));
  for (const line of text.split('\n')) journal.note(line);
  return { id, success: false, log: `${lines.join('\n')}\n${text}Log: ${journal.file}\n` };
}

/** NB Nix writes over a link that is there, and not through it. */
function rootOf({ place }: Session, name: string): string {
  return join(dirname(place('roots/x')), fileNameOf(name));
}

/** Writes the manifest where it is not what is there, and keeps the result from being collected. */
export async function finish(
  session: Session,
  { id, attribute, places, planned, ensure, journal }: Job,
  log: string,
): Promise<Done> {
  const outputs = Object.values(planned.outputs);
  const { set, system, variant = '' } = attribute;
  const link = rootOf(session, `${set}.${system}.${variant}${attribute.name}`);
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
      const said = messageOf(error);
      journal.note(said);
      return { id, success: false, log: `${log}\n\n${said}\n\n` };
    }
  }
  for (const line of log.split('\n').slice(-1)) journal.note(line);
  return { id, success: true, log: `${log}\n${surprise}${outputs.join('\n')}\n` };
}
