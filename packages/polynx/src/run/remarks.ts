/** What is said of a run when it has succeeded: how it was made, and what was counted in the meantime. */
import { ask } from '../adapters/run.js';
import type { Remarks } from '../model/task.js';
import type { Tool } from './say.js';

/** Started before the work. NB no task fails for want of numbers. */
export async function startRemarks(
  { statistics, remark }: Remarks,
  tool: Tool,
): Promise<() => Promise<string[]>> {
  const remarks = remark === undefined ? [] : [remark];
  if (statistics === undefined) return async () => remarks;
  const numbers = () => ask(statistics.ask, tool).catch(() => undefined);
  const before = await numbers();
  return async () => {
    const after = await numbers();
    const line = before === undefined || after === undefined ? undefined : statistics.describe(before, after);
    return line === undefined ? remarks : [...remarks, line];
  };
}
