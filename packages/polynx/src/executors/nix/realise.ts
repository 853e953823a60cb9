/** Packages to paths of the store: one `nix build` for all of them, and an answer and a log for each. */
import { rmSync } from 'node:fs';
import type { Planned } from '../../adapters/nix/answers.js';
import { copyFlake } from '../../adapters/nix/flake-copy.js';
import { build } from './build.js';
import { finish } from './finish.js';
import type { Done, Show, Wanted } from './jobs.js';
import { count, openJournal } from './journal.js';
import { plan } from './plan.js';
import { checkGraph, preflight } from './preflight.js';
import type { Session } from './session.js';
import { invalid } from './validity.js';

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
