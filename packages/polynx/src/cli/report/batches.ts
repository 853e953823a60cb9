/** Batches that could be one: the process that is started again compiles again what all of them share. */
import { durationOf, type RunRecord, type StepRecord } from '../../model/run-record.js';
import { groupBy } from '../group-by.js';
import { sum } from './figures.js';

/** Processes of one run that did the same for different projects, apart for one reason. */
export interface Apart {
  readonly target: string;
  readonly reasons: readonly string[];
  readonly steps: readonly StepRecord[];
  /** Milliseconds that one process for all of them would save. */
  readonly saves: number;
}

export function apartIn({ tasks }: RunRecord): Apart[] {
  const known = tasks.flatMap(({ target, steps = [] }) =>
    steps.flatMap((step) => (step.apart === undefined ? [] : [{ target, step, reasons: step.apart }])),
  );
  return [...groupBy(known, ({ target, reasons }) => `${target} ${reasons.join('\n')}`).values()].flatMap(
    (all) => {
      const [first] = all;
      const steps = [...new Map(all.map(({ step }) => [`${step.start} ${step.command}`, step])).values()];
      if (first === undefined || steps.length < 2) return [];
      const saves = (steps.length - 1) * sharedBy(steps);
      return [{ target: first.target, reasons: first.reasons, steps, saves }];
    },
  );
}

/**
 * What a process takes before its first task: where a line goes through times over numbers of tasks. Where
 * all have as many there is no line: then half of the shortest.
 */
export function sharedBy(steps: readonly StepRecord[]): number {
  const points = steps.map((step) => ({ count: step.tasks ?? 1, time: durationOf(step) }));
  const shortest = Math.min(...points.map(({ time }) => time));
  const counts = sum(points.map(({ count }) => count)) / points.length;
  const times = sum(points.map(({ time }) => time)) / points.length;
  const spread = sum(points.map(({ count }) => (count - counts) ** 2));
  if (spread === 0) return shortest / 2;
  const slope = sum(points.map(({ count, time }) => (count - counts) * (time - times))) / spread;
  return Math.min(shortest, Math.max(0, times - Math.max(0, slope) * counts));
}
