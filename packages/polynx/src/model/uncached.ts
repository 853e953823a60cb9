/**
 * Why a task is not cached, at the end of its description: `nx show project` shows it, and `polynx doctor`
 * and `why` take it from there.
 */

export function withReason(description: string, reason: string | undefined): string {
  return reason === undefined ? description : `${description} (not cached: ${reason})`;
}

/** Also of a target's description, which goes on with its command line. */
export function reasonIn(description: string): string | undefined {
  const from = description.indexOf(OPENS);
  if (from < 0) return undefined;
  for (let at = from; at >= 0; at = description.indexOf(')', at + 1)) {
    const behind = description.slice(at, at + 3);
    if (behind === ')' || behind === '): ') return description.slice(from + OPENS.length, at);
  }
  return undefined;
}

const OPENS = '(not cached: ';
