import type { Difference } from '../toolchain.js';

/** Facts by file, told by us and by the tool, as sentences that either side may lack. */
export type Facts = ReadonlyMap<string, readonly string[]>;

export function differencesOf(ours: Facts, theirs: Facts): Difference[] {
  return [...new Set([...ours.keys(), ...theirs.keys()])].sort().flatMap((file) => {
    const [own, reported] = [new Set(ours.get(file)), new Set(theirs.get(file))];
    const missing = [...reported].filter((fact) => !own.has(fact)).sort();
    const extra = [...own].filter((fact) => !reported.has(fact)).sort();
    return missing.length + extra.length === 0 ? [] : [{ file, missing, extra }];
  });
}

/** What a tool said instead of an answer: its first line, without a backtrace. */
export function refusal(what: string, said: string): string {
  const lines = said.split('\n').map((line) => line.trim());
  const error = lines.find((line) => line !== '') ?? 'no answer';
  return `${what}: ${error.replace(/^error: /, '')}`;
}
