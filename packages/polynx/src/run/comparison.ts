/** How long two commands take that do the same work, once the task is done. */
import { performance } from 'node:perf_hooks';
import { answerOf } from '../adapters/run.js';
import type { Command, Plan } from '../model/task.js';
import type { Tool } from './say.js';

const RUNS = 3;

/** Milliseconds after which no further run is started. */
const LONG = 20_000;

/** In turns, so that what else the machine does meets both. No task fails for want of numbers. */
export async function compare({ comparison }: Plan, tool: Tool): Promise<string[]> {
  if (comparison === undefined) return [];
  const { before, after, describe } = comparison;
  const start = performance.now();
  let [slow, fast] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  try {
    for (let run = 0; run < RUNS && (run === 0 || performance.now() - start < LONG); run++) {
      slow = Math.min(slow, await time(before, tool));
      fast = Math.min(fast, await time(after, tool));
    }
    return [describe(slow, fast)];
  } catch {
    return [];
  }
}

async function time(command: Command, tool: Tool): Promise<number> {
  const start = performance.now();
  const { exitCode } = await answerOf(command, tool);
  if (exitCode !== 0) throw new Error(`${command.program} exited with code ${exitCode}`);
  return performance.now() - start;
}
