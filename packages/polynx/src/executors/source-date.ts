import { ExpectedError } from '../model/errors.js';

/** Seconds since 1970 that stand for the time of a build: https://reproducible-builds.org/docs/source-date-epoch/ */
export function sourceDate(): number | undefined {
  const text = process.env['SOURCE_DATE_EPOCH'];
  if (text === undefined || text === '') return undefined;
  // What tar and zip can hold.
  if (!/^\d{1,10}$/.test(text))
    throw new ExpectedError(`SOURCE_DATE_EPOCH is ${JSON.stringify(text)}: it must be seconds since 1970.`);
  return Number(text);
}
