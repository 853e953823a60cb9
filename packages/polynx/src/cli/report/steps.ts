/** The commands of a run, as rows. */
import { durationOf, type StepRecord, type TaskRecord } from '../../model/run-record.js';
import type { LastRun } from './figures.js';
import { seconds } from './words.js';

/** Characters of a command line that a row has room for. */
const SHOWN = 120;

/**
 * Those that took longest: task, time of day, what it took, how it ended, what it was. A batch's stand once.
 */
export function stepRows({ record }: LastRun, most: number): string[][] {
  const all = record.tasks.flatMap((task) => (task.steps ?? []).map((step) => ({ task, step })));
  const once = new Map(all.map((one) => [`${one.step.start} ${one.step.command}`, one]));
  return [...once.values()]
    .sort((a, b) => durationOf(b.step) - durationOf(a.step))
    .slice(0, most)
    .map(({ task, step }) => stepRow(task, step));
}

function stepRow({ id }: TaskRecord, step: StepRecord): string[] {
  const name = step.tasks === undefined ? id : `${id} and ${step.tasks - 1} more`;
  return [name, timeOf(step.start), took(step), endOf(step), shortened(step.command)];
}

export function took({ waited, ...step }: StepRecord): string {
  const pause = waited === undefined || waited < 100 ? '' : ` after ${seconds(waited)} of waiting`;
  return `${seconds(durationOf(step))}${pause}`;
}

/** `0` is success. */
export function endOf({ ended }: StepRecord): string {
  return ended === 0 ? 'well' : typeof ended === 'number' ? `code ${ended}` : ended;
}

/** `22:15:03.120`, in UTC. */
export function timeOf(time: number): string {
  return new Date(time).toISOString().slice(11, 23);
}

function shortened(line: string): string {
  return line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line;
}
