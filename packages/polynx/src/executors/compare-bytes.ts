/** Where two files differ, for people. */
export interface ByteDifference {
  /** Of the first byte that is not the same. */
  readonly offset: number;
  /** How many bytes are not the same, the tail of the longer file included. */
  readonly count: number;
  /** The readable text around the place, in each. */
  readonly text: readonly [string, string];
}

export function compareBytes(first: Uint8Array, second: Uint8Array): ByteDifference | undefined {
  const shorter = Math.min(first.length, second.length);
  let offset = -1;
  let count = Math.abs(first.length - second.length);
  for (let index = 0; index < shorter; index++) {
    if (first[index] === second[index]) continue;
    if (offset < 0) offset = index;
    count++;
  }
  if (count === 0) return undefined;
  const at = offset < 0 ? shorter : offset;
  return { offset: at, count, text: [textAround(first, at), textAround(second, at)] };
}

const REACH = 60;

/** From the last unreadable byte before the place to the next one after it. */
function textAround(bytes: Uint8Array, at: number): string {
  const isText = (index: number) => {
    const byte = bytes[index] ?? 0;
    return byte >= 0x20 && byte < 0x7f;
  };
  let start = at;
  while (start > 0 && at - start < REACH && isText(start - 1)) start--;
  let end = at;
  while (end < bytes.length && end - at < REACH && isText(end)) end++;
  return String.fromCharCode(...bytes.subarray(start, end));
}
