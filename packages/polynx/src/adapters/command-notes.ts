/** Who wants to know which commands run, and when: one task, or the tasks of a batch. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { StepRecord } from '../model/run-record.js';

export type TakeStep = (step: StepRecord) => void;

interface Listener {
  readonly take: TakeStep;
  /** Milliseconds since its last command that it waited for others. */
  waited: number;
}

const current = new AsyncLocalStorage<Listener>();

/** Whatever `work` runs is noted, and nothing that runs at the same time beside it. */
export function noteCommands<T>(take: TakeStep, work: () => Promise<T>): Promise<T> {
  return current.run({ take, waited: 0 }, work);
}

export function noteStep(step: StepRecord): void {
  const listener = current.getStore();
  if (listener === undefined) return;
  listener.take(listener.waited === 0 ? step : { ...step, waited: listener.waited });
  listener.waited = 0;
}

/** It comes to the next command. */
export function noteWait(milliseconds: number): void {
  const listener = current.getStore();
  if (listener !== undefined) listener.waited += milliseconds;
}
