/** Why a task is not cached, at the end of its description: `nx show project` shows it, and `polynx doctor` and `why` take it from there. */

export function withReason(description: string, reason: string | undefined): string {
  return reason === undefined ? description : `${description} (not cached: ${reason})`;
}

/** Also of a target's description, which goes on with its command line. */
export function reasonIn(description: string): string | undefined {
  return /\(not cached: (.*?)\)(?:$|: )/.exec(description)?.[1];
}
