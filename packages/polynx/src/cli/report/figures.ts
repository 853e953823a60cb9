/** What the runs of a workspace come to. Pure: from records, and from which task waits for which. */

import {
  durationOf,
  hasRun,
  isHit,
  type RunRecord,
  type TaskRecord,
  workOf,
} from '../../model/run-record.js';
import { groupBy } from '../group-by.js';

export interface Figures {
  /** The newest run. */
  readonly last: LastRun;
  /** Tasks of all runs, those that took most time first. */
  readonly tasks: readonly TaskFigures[];
  /** By day, oldest first. */
  readonly days: readonly DayFigures[];
  readonly all: Totals;
}

export interface Totals {
  readonly runs: number;
  /** Runs in which nothing failed. */
  readonly succeeded: number;
  readonly tasks: number;
  /** From a cache: the local and the remote one. */
  readonly hits: number;
  readonly remote: number;
  /** Tasks that ran. */
  readonly ran: number;
  readonly failures: number;
  /** Milliseconds of all commands. */
  readonly wall: number;
  /** Milliseconds of all tasks that ran. */
  readonly work: number;
  /** Mean bytes of what a task left that ran. */
  readonly size: number | undefined;
}

export interface DayFigures extends Totals {
  /** `2026-11-30`, in UTC. */
  readonly day: string;
}

export interface TaskFigures {
  readonly id: string;
  readonly project: string;
  readonly target: string;
  /** How often it really ran. */
  readonly ran: number;
  readonly hits: number;
  readonly failures: number;
  /** How many keys it ran for: more runs than that are repeated ones. */
  readonly keys: number;
  /** Milliseconds of the runs; of a batch its part. */
  readonly total: number;
  readonly mean: number;
  readonly longest: number;
  /** Bytes of its outputs, oldest first, where they are another number than before. */
  readonly sizes: readonly { readonly at: number; readonly bytes: number }[];
}

export interface LastRun {
  readonly record: RunRecord;
  readonly wall: number;
  /** Milliseconds of all tasks together. */
  readonly work: number;
  /** Tasks that ran at the same time, at most; a batch is one. */
  readonly atOnce: number;
  readonly hits: number;
  /** Tasks one of which waited for the next, from the first to the last: no run of these can be shorter. */
  readonly criticalPath: readonly TaskRecord[];
  /** In lanes: those of one lane ran one after the other. */
  readonly lanes: readonly (readonly TaskRecord[])[];
  /** Tasks that were ready and waited for a free place, the longest first. */
  readonly queue: readonly Waiting[];
  /** What the tools said of their versions. */
  readonly tools: readonly string[];
}

export interface Waiting {
  readonly task: TaskRecord;
  /** Milliseconds. */
  readonly waited: number;
}

/** What is known of the workspace: as it is now, for runs as they were. */
export interface Known {
  /** The tasks that a task waits for, see {@link keyOf}. */
  before(task: TaskRecord): readonly string[];
  /** Names of the projects that a project depends on directly. */
  dependenciesOf(project: string): readonly string[];
}

type Before = Known['before'];

/** `api:build`, whatever the configuration. */
export function keyOf({ project, target }: { readonly project: string; readonly target: string }): string {
  return `${project}:${target}`;
}

/** Undefined where nothing has run yet. */
export function figuresOf(records: readonly RunRecord[], { before }: Known): Figures | undefined {
  const last = records.at(-1);
  if (last === undefined) return undefined;
  return {
    last: lastRun(last, before),
    tasks: taskFigures(records),
    days: dayFigures(records),
    all: totals(records),
  };
}

function totals(records: readonly RunRecord[]): Totals {
  const tasks = records.flatMap((record) => record.tasks);
  const ran = tasks.filter(hasRun);
  return {
    runs: records.length,
    succeeded: records.filter((record) => !record.tasks.some(isFailure)).length,
    tasks: tasks.length,
    hits: tasks.filter(isHit).length,
    remote: tasks.filter(({ from }) => from === 'remote cache').length,
    ran: ran.length,
    failures: tasks.filter(isFailure).length,
    wall: sum(records.map(durationOf)),
    work: sum(ran.map(workOf)),
    size: mean(ran.flatMap(({ size }) => size ?? [])),
  };
}

function isFailure({ outcome }: TaskRecord): boolean {
  return outcome === 'failure';
}

function mean(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : sum(values) / values.length;
}

function dayFigures(records: readonly RunRecord[]): DayFigures[] {
  const byDay = groupBy(records, ({ start }) => new Date(start).toISOString().slice(0, 10));
  return [...byDay].map(([day, own]) => ({ day, ...totals(own) }));
}

function taskFigures(records: readonly RunRecord[]): TaskFigures[] {
  const byId = groupBy(
    records.flatMap(({ tasks }) => tasks),
    ({ id }) => id,
  );
  return [...byId]
    .map(([id, all]) => oneTask(id, all))
    .sort((a, b) => b.total - a.total || (a.id < b.id ? -1 : 1));
}

function oneTask(id: string, all: readonly TaskRecord[]): TaskFigures {
  const [first] = all;
  const ran = all.filter(hasRun);
  const durations = ran.map(workOf);
  const total = sum(durations);
  return {
    id,
    project: first?.project ?? id,
    target: first?.target ?? '',
    ran: durations.length,
    hits: all.filter(isHit).length,
    failures: all.filter(isFailure).length,
    keys: new Set(ran.map(({ hash }) => hash)).size,
    total,
    mean: mean(durations) ?? 0,
    longest: durations.reduce((most, one) => Math.max(most, one), 0),
    sizes: all
      .flatMap(({ end, size }) => (size === undefined ? [] : [{ at: end, bytes: size }]))
      .filter(({ bytes }, at, sizes) => sizes[at - 1]?.bytes !== bytes),
  };
}

function lastRun(record: RunRecord, before: Before): LastRun {
  const ran = record.tasks.filter(hasRun);
  const lanes = lanesOf(withoutTwins(ran));
  return {
    record,
    wall: durationOf(record),
    work: sum(ran.map(workOf)),
    atOnce: lanes.length,
    hits: record.tasks.filter(isHit).length,
    criticalPath: criticalPath(ran, before),
    lanes,
    queue: queueOf(record, before),
    tools: [...new Set(ran.flatMap(({ tool }) => tool ?? []))].sort(),
  };
}

/** Milliseconds that Nx takes to start a task or a batch, at most: less says nothing. */
const STARTING = 1000;

/** From when all that a task waits for had ended to when it began; and before its own commands. */
function queueOf({ tasks, start }: RunRecord, before: Before): Waiting[] {
  const begun = tasks.reduce((first, task) => Math.min(first, task.start), Number.POSITIVE_INFINITY);
  const ends = new Map(tasks.map((task) => [keyOf(task), task.end]));
  return tasks
    .filter(hasRun)
    .map((task) => {
      const ready = before(task).reduce(
        (last, key) => Math.max(last, ends.get(key) ?? 0),
        Math.max(start, begun),
      );
      return {
        task,
        waited: Math.max(0, task.start - ready) + sum((task.steps ?? []).map(({ waited = 0 }) => waited)),
      };
    })
    .filter(({ waited }) => waited >= STARTING)
    .sort((a, b) => b.waited - a.waited);
}

/** Of a batch the one that ended last. */
function withoutTwins(tasks: readonly TaskRecord[]): TaskRecord[] {
  const single = tasks.filter(({ batch = 1 }) => batch === 1);
  const batched = groupBy(
    tasks.filter(({ batch = 1 }) => batch > 1),
    ({ start, batch }) => `${start} ${batch}`,
  );
  return [
    ...single,
    ...[...batched.values()].flatMap((all) => all.toSorted((a, b) => b.end - a.end)[0] ?? []),
  ];
}

/** As few as there can be: each task into the first lane that is free when it starts. */
function lanesOf(tasks: readonly TaskRecord[]): TaskRecord[][] {
  const lanes: TaskRecord[][] = [];
  for (const task of tasks.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    const free = lanes.find((lane) => (lane.at(-1)?.end ?? 0) <= task.start);
    if (free === undefined) lanes.push([task]);
    else free.push(task);
  }
  return lanes;
}

/** The chain that takes longest, of tasks each of which waits for the one before. */
export function criticalPath(tasks: readonly TaskRecord[], before: Before): TaskRecord[] {
  const chains = new Map<string, Chain>();
  // NB by their start: a task comes after all that it waits for, and a circle has an end.
  for (const task of tasks.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    const via = longestOf(before(task).flatMap((key) => chains.get(key) ?? []));
    chains.set(keyOf(task), { task, via, length: durationOf(task) + (via?.length ?? 0) });
  }
  const path: TaskRecord[] = [];
  for (let at = longestOf([...chains.values()]); at !== undefined; at = at.via) path.unshift(at.task);
  return path;
}

interface Chain {
  readonly task: TaskRecord;
  /** What it waited for longest. */
  readonly via: Chain | undefined;
  /** Milliseconds. */
  readonly length: number;
}

function longestOf([first, ...rest]: readonly Chain[]): Chain | undefined {
  return rest.reduce((most, one) => (most === undefined || one.length > most.length ? one : most), first);
}

export function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
