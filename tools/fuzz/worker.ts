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
    const before = processorTime();
    let error: string | undefined;
    try {
      one.run();
    } catch (thrown) {
      error = thrown instanceof Error ? (thrown.stack ?? thrown.message).slice(0, 600) : String(thrown);
    }
    let spent = processorTime() - before;
    // What another process or the garbage collector took is not the case's: the best of three counts.
    for (let again = 0; again < 2 && error === undefined && spent > 100 && spent < 5000; again++) {
      const start = processorTime();
      one.run();
      spent = Math.min(spent, processorTime() - start);
    }
    say({
      kind: one.kind,
      milliseconds: one.bytes === undefined ? spent : (spent * bytes) / Math.max(bytes, one.bytes),
      ...(error === undefined ? {} : { error }),
    });
  }
  say({ done: true });
}

process.on('message', (task: Task) => drive(task));
process.send?.({ ready: true } satisfies Said);
