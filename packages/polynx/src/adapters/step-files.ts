/**
 * What a task's own process knows of it, for the record of the run: a file for each, which the record takes
 * in. A result from the cache writes none.
 */
import { createHash } from 'node:crypto';
import type { StepRecord } from '../model/run-record.js';
import { listOwn, PRIVATE, readOwnText, removeOwn, tryWriteOwn } from './own-folder.js';

export const STEPS = '.nx/polynx/steps';

export interface TaskNote {
  readonly start: number;
  /** What the tool says of its version. */
  readonly tool?: string;
  readonly steps: readonly StepRecord[];
  /** Why it failed, where polynx says it. */
  readonly error?: string;
}

/** No task fails for it. */
export function keepNote(workspaceRoot: string, task: string, note: TaskNote): void {
  const name = `${digestOf(task)}-${timeIn(note.start)}-${process.pid}.json`;
  tryWriteOwn(workspaceRoot, `${STEPS}/${name}`, JSON.stringify(note), PRIVATE);
}

interface Times {
  readonly start: number;
  readonly end: number;
}

/** Takes the note of each task away. Those that no command took in, since it was killed, go after a day. */
export function takeNotes(
  workspaceRoot: string,
  now: number,
): (task: string, times: Times) => TaskNote | undefined {
  const names = listOwn(workspaceRoot, STEPS).sort();
  for (const name of names) if (startOf(name) < now - DAY) removeOwn(workspaceRoot, `${STEPS}/${name}`);
  return (task, { start, end }) => {
    const prefix = `${digestOf(task)}-`;
    // NB another command may run the same task: only a note of this one's time is its own.
    const own = names.filter((name) => name.startsWith(prefix) && within(startOf(name), start, end));
    const notes = own.flatMap((name) => read(workspaceRoot, name));
    for (const name of own) removeOwn(workspaceRoot, `${STEPS}/${name}`);
    return notes.at(-1);
  };
}

const DAY = 24 * 3600 * 1000;

function within(time: number, start: number, end: number): boolean {
  return time >= Math.floor(start) && time <= Math.ceil(end);
}

function startOf(name: string): number {
  return Number(name.split('-')[1]);
}

function read(workspaceRoot: string, name: string): TaskNote[] {
  try {
    const note = JSON.parse(readOwnText(workspaceRoot, `${STEPS}/${name}`) ?? '') as TaskNote;
    return Array.isArray(note.steps) ? [note] : [];
  } catch {
    return [];
  }
}

function timeIn(time: number): string {
  return String(Math.floor(time)).padStart(14, '0');
}

function digestOf(task: string): string {
  return createHash('sha256').update(task).digest('hex').slice(0, 32);
}
