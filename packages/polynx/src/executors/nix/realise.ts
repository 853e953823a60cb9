/**
 * Packages to paths of the store: one evaluation and one `nix build` for all of them, and an answer and a log
 * for each.
 */
import { rmSync } from 'node:fs';
import { type Planned, readPlan } from '../../adapters/nix/answers.js';
import { installable, planCommand } from '../../adapters/nix/commands.js';
import { copyFlake } from '../../adapters/nix/flake-copy.js';
import { logReader } from '../../adapters/nix/log.js';
import { messageOf } from '../../adapters/unwritable.js';
import { isExpected } from '../../model/errors.js';
import { build, finish } from './build.js';
import { expressionFlake } from './expression.js';
import type { Done, Show, Wanted } from './jobs.js';
import { checkGraph, preflight } from './preflight.js';
import { count, failureText, openJournal } from './run-nix.js';
import { invalid, type Session } from './session.js';

/** @param show takes what is to be seen while it runs */
export async function realise(session: Session, wanted: readonly Wanted[], show: Show): Promise<Done[]> {
  // What is made in a copy sees all that git does not ignore, and checks its own expression.
  const ofFlake = wanted.filter(({ expression }) => expression === undefined);
  if (ofFlake.length > 0)
    await preflight(
      session,
      ofFlake.flatMap(({ attribute, sources }) => (sources === undefined ? [attribute.name] : [])),
    );
  const made = wanted
    .filter(({ ensure, sources }) => !ensure && sources === undefined)
    .map(({ attribute }) => attribute.name);
  if (made.length > 0) await checkGraph(session, made);
  const copies: string[] = [];
  const failed: Done[] = [];
  try {
    const settled: Wanted[] = [];
    for (const one of wanted) {
      const flake = await flakeFor(session, one, show).catch((error: unknown) => {
        if (!isExpected(error)) throw error;
        failed.push({ id: one.id, success: false, log: `\n${messageOf(error)}\n\n` });
        return null;
      });
      if (flake === null) continue;
      if (flake !== undefined) copies.push(flake);
      settled.push(flake === undefined ? one : { ...one, attribute: { ...one.attribute, flake } });
    }
    return [...failed, ...(await realiseAll(session, settled, show))];
  } finally {
    for (const copy of copies) rmSync(copy, { recursive: true, force: true });
  }
}

/** Absolute; undefined where it is the workspace. */
async function flakeFor(
  session: Session,
  { attribute: { name, system }, expression, sources }: Wanted,
  show: Show,
): Promise<string | undefined> {
  if (sources === undefined) return undefined;
  if (expression === undefined) return copyFlake(session.root, sources);
  return expressionFlake(session, name, system, expression, sources, show);
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

/** Packages to derivations: one evaluation for all, and one each where that fails. */
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
function hintOf({ attribute, sources, expression }: Wanted, errors: string): string | undefined {
  const file = /'[^']*-source\/([^']+)'(?: does not exist|: No such file)/.exec(errors)?.[1];
  if (file === undefined || sources === undefined) return undefined;
  if (expression !== undefined)
    return `${attribute.name} is made of ${[...sources, 'expressions'].join(', ')} alone. If it is to see ${file}, add it to the option sources and to the inputs of the target.`;
  return `${attribute.name} is made of ${sources.join(', ')} and of expressions alone. If it is to see ${file}, say so in the options of polynx, under flake: "${attribute.name}": [<project>, "${file}"]`;
}

function errorsIn(stderr: string): string {
  const errors: string[] = [];
  logReader({ message: (level, text) => level === 0 && errors.push(text) })(`${stderr}\n`);
  return errors.join('\n');
}
