import { OptionsError } from './errors.js';

/**
 * Seconds since 1970 that stand for the time of a build:
 * https://reproducible-builds.org/docs/source-date-epoch/
 */
export function sourceDate({
  SOURCE_DATE_EPOCH: text,
}: Readonly<Record<string, string | undefined>>): number | undefined {
  if (text === undefined || text === '') return undefined;
  // What tar and zip can hold.
  if (!/^\d{1,10}$/.test(text))
    throw new OptionsError(`SOURCE_DATE_EPOCH is ${JSON.stringify(text)}: it must be seconds since 1970.`);
  return Number(text);
}
