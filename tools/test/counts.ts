export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export function sum(all: readonly Counts[]): Counts {
  const of = (pick: (counts: Counts) => number) => all.reduce((total, one) => total + pick(one), 0);
  return {
    passed: of(({ passed }) => passed),
    failed: of(({ failed }) => failed),
    skipped: of(({ skipped }) => skipped),
  };
}

/** The last line of `npm test` and `npm run quick`. */
export function conclude(all: readonly Counts[]): void {
  const { passed, failed, skipped } = sum(all);
  console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
  process.exitCode = failed === 0 ? 0 : 1;
}

/**
 * A failure that no test stands for is one all the same: a file that could not be loaded, a failed set-up.
 */
export function withUnseenFailure(counts: Counts, exitCode: number): Counts {
  return exitCode !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

/** Lines such as `Tests  1 failed | 2 passed (3)` of any number of vitest's logs. */
export function countsOfLog(log: string): Counts {
  const found = [...log.matchAll(/^\s*Tests\s+(.*)\(\d+\)\s*$/gm)].map(([, line = '']) => {
    const count = (word: string) => Number(new RegExp(`(\\d+) ${word}`).exec(line)?.[1] ?? 0);
    return { passed: count('passed'), failed: count('failed'), skipped: count('skipped') + count('todo') };
  });
  return sum(found);
}
