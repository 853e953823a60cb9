import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { change, sizeReport } from './sizes.js';

test.each([
  [undefined, 5, ''],
  [5000, 5000, ' (as before)'],
  [1_000_000, 1_250_000, ' (+250 kB, +25.0 %)'],
  [1_000_000, 999_500, ' (\u2212500 bytes, \u22120.1 %)'],
  [0, 100, ' (+100 bytes)'],
])('from %s to %s bytes', (before, now, said) => {
  expect(change(before, now)).toBe(said);
});

test('what is there is compared with the time before, whoever asks', () => {
  const root = mkdtempSync(join(tmpdir(), 'polynx-sizes-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const artifacts = ['app', 'absent'].map((to) => ({ from: to, to }));
  const report = (bytes: number) => {
    writeFileSync(join(root, 'app'), Buffer.alloc(bytes));
    return sizeReport(root, artifacts);
  };
  expect([report(2_048_000), report(2_048_000), report(1_024_000)]).toEqual([
    ['app: 2,048 kB'],
    ['app: 2,048 kB (as before)'],
    ['app: 1,024 kB (\u22121,024 kB, \u221250.0 %)'],
  ]);
});
