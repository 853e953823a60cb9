/** What the executors of packages share. */
import { ExpectedError, isExpected } from '../model/errors.js';

/** Expected errors are told, everything else keeps its stack. */
export async function reporting(work: () => Promise<void>): Promise<{ success: boolean }> {
  try {
    await work();
    return { success: true };
  } catch (error) {
    if (!isExpected(error)) throw error;
    console.error(`\n${error.message}\n`);
    return { success: false };
  }
}

/** Seconds since 1970 that stand for the time of a build: https://reproducible-builds.org/docs/source-date-epoch/ */
export function sourceDate(): number | undefined {
  const text = process.env['SOURCE_DATE_EPOCH'];
  if (text === undefined || text === '') return undefined;
  // What tar and zip can hold.
  if (!/^\d{1,10}$/.test(text))
    throw new ExpectedError(`SOURCE_DATE_EPOCH is ${JSON.stringify(text)}: it must be seconds since 1970.`);
  return Number(text);
}
