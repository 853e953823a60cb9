/** What would make runs shorter, from what the records show. Each names the change and what it would save. */
import { durationOf, hasRun, type RunRecord, type TaskRecord, workOf } from '../../model/run-record.js';
import { groupBy } from '../group-by.js';
import { apartIn } from './batches.js';
import { criticalPath, type Known, keyOf, sum } from './figures.js';

export interface Suggestion {
  readonly kind: 'rebuilds' | 'long' | 'misses' | 'uncached' | 'profile' | 'batches';
  /** The task or the project. */
  readonly about: string;
  readonly says: string;
  /** Milliseconds that the change would save, of all recorded runs together. */
  readonly saves: number;
  /** How many runs that is the sum of. */
  readonly runs: number;
}

/** Seldom is chance. */
const OFTEN = 3;

/** Milliseconds below which there is nothing to win. */
const LITTLE = 1000;

/** Those that save most first. */
export function suggestionsOf(records: readonly RunRecord[], known: Known): Suggestion[] {
  return [
    ...rebuilds(records, known),
    ...long(records, known),
    ...misses(records),
    ...uncached(records),
    ...profiles(records),
    ...batches(records),
  ]
    .filter(({ saves }) => saves >= LITTLE)
    .sort((a, b) => b.saves - a.saves || (a.about < b.about ? -1 : 1));
}

/**
 * A project whose change makes others run: of each run, the projects that use none of those that ran, and the
 * tasks of all that use them.
 */
function rebuilds(records: readonly RunRecord[], { dependenciesOf }: Known): Suggestion[] {
  const reach = closures(dependenciesOf);
  const costs = new Map<string, { runs: number; tasks: number; time: number }>();
  for (const { tasks } of records) {
    const ran = groupBy(tasks.filter(hasRun), ({ project }) => project);
    const uses = (project: string, other: string) => project !== other && reach(project).has(other);
    const first = [...ran.keys()].filter((project) => ![...ran.keys()].some((other) => uses(project, other)));
    for (const project of first) {
      const caused = [...ran].flatMap(([user, own]) => (uses(user, project) ? own : []));
      if (caused.length < OFTEN) continue;
      const cost = costs.get(project) ?? { runs: 0, tasks: 0, time: 0 };
      costs.set(project, {
        runs: cost.runs + 1,
        tasks: cost.tasks + caused.length,
        time: cost.time + sum(caused.map(workOf)),
      });
    }
  }
  return [...costs]
    .filter(([, { runs }]) => runs >= OFTEN)
    .map(([project, { runs, tasks, time }]) => ({
      kind: 'rebuilds',
      about: project,
      says: `In ${runs} runs a change of ${project} made ${Math.round(tasks / runs)} tasks of other projects run. Move what changes often out of it, into a project that fewer use.`,
      saves: time,
      runs,
    }));
}

/** All that a project depends on, however far. */
function closures(dependenciesOf: Known['dependenciesOf']): (project: string) => ReadonlySet<string> {
  const known = new Map<string, ReadonlySet<string>>();
  return (project) => {
    const before = known.get(project);
    if (before !== undefined) return before;
    const found = new Set(dependenciesOf(project));
    for (const one of found) for (const other of dependenciesOf(one)) found.add(other);
    known.set(project, found);
    return found;
  };
}

/** One task that the rest waits for: two halves of it could run side by side. */
function long(records: readonly RunRecord[], { before }: Known): Suggestion[] {
  const lengthOf = (tasks: readonly TaskRecord[]) => sum(criticalPath(tasks, before).map(durationOf));
  const found = records.flatMap(({ tasks }) => {
    const ran = tasks.filter(hasRun);
    const path = criticalPath(ran, before);
    const [longest] = path.toSorted((a, b) => durationOf(b) - durationOf(a));
    const whole = sum(path.map(durationOf));
    // A batch is as long as all its tasks together.
    if (longest === undefined || longest.batch !== undefined || durationOf(longest) <= whole / 2) return [];
    const half = { ...longest, end: longest.end - durationOf(longest) / 2 };
    const saves = whole - lengthOf(ran.map((task) => (task === longest ? half : task)));
    return ran.length > 1 && saves > 0 ? [{ id: longest.id, saves }] : [];
  });
  return [...groupBy(found, ({ id }) => id)]
    .filter(([, all]) => all.length >= OFTEN)
    .map(([id, all]) => ({
      kind: 'long',
      about: id,
      says: `${id} was more than half of the critical path of ${all.length} runs. Split its project in two that do not use each other: they run side by side.`,
      saves: sum(all.map(({ saves }) => saves)),
      runs: all.length,
    }));
}

/** It could come from the cache and never does, though others of the project do. */
function misses(records: readonly RunRecord[]): Suggestion[] {
  const all = records.flatMap(({ tasks }) => tasks).filter(({ outcome }) => outcome === 'success');
  const byProject = groupBy(all, ({ project }) => project);
  return [...groupBy(all, ({ id }) => id)]
    .filter(([, own]) => own.length > OFTEN && own.every(({ from }) => from === 'ran'))
    .filter(([id, [first]]) =>
      (byProject.get(first?.project ?? '') ?? []).some((other) => other.id !== id && !hasRun(other)),
    )
    .map(([id, own]) => ({
      kind: 'misses',
      about: id,
      says: `${id} never came from the cache, though other tasks of the project did: its inputs are wider than theirs. What changed: npx polynx why ${id}`,
      saves: sum(own.slice(1).map(workOf)),
      runs: own.length - 1,
    }));
}

/** It ran again for the same commit. */
function uncached(records: readonly RunRecord[]): Suggestion[] {
  const found = records.flatMap(({ commit = '', tasks }) =>
    tasks
      .filter(({ from, outcome }) => from === 'uncached' && outcome === 'success')
      .map((task) => ({ commit, task })),
  );
  return [...groupBy(found, ({ task }) => task.id)].flatMap(([id, all]) => {
    const again = [...groupBy(all, ({ commit }) => commit).values()].flatMap((own) => own.slice(1));
    if (again.length < OFTEN) return [];
    const saves = sum(again.map(({ task }) => workOf(task)));
    const says = `${id} is not cached and ran ${again.length} times more for commits that it had run for. Why: nx show target ${id}`;
    return [{ kind: 'uncached' as const, about: id, says, saves, runs: again.length }];
  });
}

/** Times slower that is worth a word. */
const SLOW = 2;

/** The same target in another configuration, which takes much longer. */
function profiles(records: readonly RunRecord[]): Suggestion[] {
  const ran = records
    .flatMap(({ tasks }) => tasks)
    .filter((task) => hasRun(task) && task.outcome === 'success');
  return [...groupBy(ran, keyOf).values()].flatMap((all): Suggestion[] => {
    const means = [...groupBy(all, ({ id }) => id)].map(([id, own]) => {
      const time = sum(own.map(workOf)) / own.length;
      return { id, time, runs: own.length };
    });
    const [fast] = means.toSorted((a, b) => a.time - b.time);
    return means.flatMap(({ id, time, runs }) => {
      if (fast === undefined || fast.time === 0 || runs < OFTEN || time < SLOW * fast.time) return [];
      const says = `${id} took ${(time / fast.time).toFixed(1)} times as long as ${fast.id}, ${runs} times. Where nothing is published, run ${fast.id}; or have the profile optimise less: link-time optimisation, units that are compiled one by one, levels.`;
      return [{ kind: 'profile', about: id, says, saves: runs * (time - fast.time), runs }];
    });
  });
}

/** Projects that have one process together but for what differs between them. */
function batches(records: readonly RunRecord[]): Suggestion[] {
  const found = groupBy(
    records.flatMap(apartIn),
    ({ target, reasons }) => `${target}: ${reasons.join('; ')}`,
  );
  return [...found.values()].flatMap((all): Suggestion[] => {
    const [first] = all;
    if (first === undefined || all.length < OFTEN) return [];
    const { target, reasons, steps } = first;
    const says = `${target} of projects that could share a process ran in ${steps.length} of them, ${all.length} times, because these differ: ${reasons.join('; ')}. Have all projects ask for the same: what they share is compiled once.`;
    const saves = sum(all.map((one) => one.saves));
    return [{ kind: 'batches', about: target, says, saves, runs: all.length }];
  });
}
