import { expect, it } from 'vitest';
import { countsOfLog, sum, withUnseenFailure } from './test/counts.js';

it.each([
  ['      Tests  3 passed (3)\n', { passed: 3, failed: 0, skipped: 0 }],
  ['      Tests  1 failed | 2 passed | 4 skipped | 1 todo (8)\n', { passed: 2, failed: 1, skipped: 5 }],
  // Several files, each with a log of its own.
  [
    ' Test Files  1 passed (1)\n      Tests  1 passed (1)\n\n      Tests  2 failed (2)\n',
    { passed: 1, failed: 2, skipped: 0 },
  ],
  ['nothing ran\n', { passed: 0, failed: 0, skipped: 0 }],
])('%j is %j', (log, counts) => {
  expect(countsOfLog(log)).toEqual(counts);
});

it('a run that failed without a failed test counts as one', () => {
  expect(withUnseenFailure(sum([]), 1)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  expect(withUnseenFailure({ passed: 1, failed: 2, skipped: 0 }, 1).failed).toBe(2);
  expect(withUnseenFailure({ passed: 1, failed: 0, skipped: 0 }, 0).failed).toBe(0);
});
