import { messageOf } from '../adapters/unwritable.js';
import { isExpected } from '../model/errors.js';
import { withoutCredentials } from '../model/urls.js';

export interface ExecutorResult {
  readonly success: boolean;
}

/**
 * What every executor promises: expected errors are told and fail the task, everything else keeps its stack.
 */
export async function reporting(work: () => Promise<boolean>): Promise<ExecutorResult> {
  try {
    return { success: await work() };
  } catch (error) {
    if (!isExpected(error)) throw error;
    console.error(`\n${withoutCredentials(messageOf(error))}\n`);
    return { success: false };
  }
}
