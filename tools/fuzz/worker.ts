/** Drives one entry point, in a process of its own: what hangs can only be ended from outside. */

import { table } from './table.js';
import { randomOf } from './texts.js';

export interface Task {
  readonly index: number;
  readonly bytes: number;
  readonly seed: number;
  /** Ends when either is reached. */
  readonly milliseconds: number;
  readonly cases: number;
  /** Which part of the cases is tried. */
  readonly sample: number;
}

export type Said =
  | { readonly starts: string }
  | { readonly kind: string; readonly milliseconds: number; readonly error?: string }
  | { readonly ready: true }
  | { readonly done: true };

const processorTime = () => Object.values(process.cpuUsage()).reduce((sum, one) => sum + one, 0) / 1000;

function drive({ index, bytes, seed, milliseconds, cases, sample }: Task): void {
  const say = (what: Said) => process.send?.(what);
  const started = Date.now();
  let left = cases;
  const chosen = randomOf(seed + 1);
  for (const one of table[index]?.cases(bytes, randomOf(seed)) ?? []) {
    if (left-- <= 0 || Date.now() - started > milliseconds) break;
    if (chosen() > sample) continue;
    say({ starts: one.kind });
    let error: string | undefined;
    let spent = 0;
    try {
      for (const run of one.each?.() ?? [() => one.run()]) spent = Math.max(spent, bestOfThree(run));
    } catch (thrown) {
      error = thrown instanceof Error ? (thrown.stack ?? thrown.message).slice(0, 600) : String(thrown);
    }
    say({
      kind: one.kind,
      milliseconds: one.bytes === undefined ? spent : (spent * bytes) / Math.max(bytes, one.bytes),
      ...(error === undefined ? {} : { error }),
    });
  }
  say({ done: true });
}

/** What another process or the garbage collector took is not the case's. */
function bestOfThree(run: () => unknown): number {
  let best = Number.POSITIVE_INFINITY;
  for (let time = 0; time < 3 && (time === 0 || (best > 100 && best < 5000)); time++) {
    const start = processorTime();
    run();
    best = Math.min(best, processorTime() - start);
  }
  return best;
}

process.on('message', (task: Task) => drive(task));
process.send?.({ ready: true } satisfies Said);
