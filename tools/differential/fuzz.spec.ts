/**
 * Worst cases for each place where text of a repository comes in (tools/fuzz), a few of them and small. `npm
 * run fuzz` tries larger ones for longer.
 *
 * NB the limit tells a hang from slowness, on any machine and in processor time: what is read in proportion
 * to its length takes some milliseconds, what needs time with the square of the length takes seconds.
 */
import { afterAll, expect, test } from 'vitest';
import { createDriver } from '../fuzz/drive.js';
import { expressions } from '../fuzz/expressions.js';
import { table } from '../fuzz/table.js';

const BYTES = 60_000;
const MOST_MILLISECONDS = 1_000;
const HANG = 20_000;

const driver = createDriver(HANG);
afterAll(() => driver.end());

const points = table.map(({ name }, index) => [name, index] as const);

test.each(points.filter(([name]) => name !== expressions.name))('%s', async (_, index) => {
  const task = { index, bytes: BYTES, seed: 1, milliseconds: 2_000, cases: 25, sample: 0.3 };
  const { worst, failures } = await driver.drive(task);
  expect(failures).toEqual([]);
  expect(worst.milliseconds, worst.kind).toBeLessThan(MOST_MILLISECONDS);
});

test('no expression needs time with the square of a text', async () => {
  const index = table.indexOf(expressions);
  const task = { index, bytes: 24_000, seed: 1, milliseconds: 120_000, cases: 10_000, sample: 1 };
  const { cases, worst, failures } = await driver.drive(task);
  expect(failures).toEqual([]);
  expect(cases).toBeGreaterThan(300);
  // The slowest of a hundred texts for each: less than a millisecond. With the square it takes longer than
  // this.
  expect(worst.milliseconds, worst.kind).toBeLessThan(100);
});
