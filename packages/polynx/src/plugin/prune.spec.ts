import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { prune } from './prune.js';

it('removes what is a month old and not in use, and nothing else', () => {
  const folder = mkdtempSync(join(tmpdir(), 'polynx-prune-'));
  const old = Date.now() / 1000 - 31 * 86_400;
  for (const name of ['old', 'old-and-in-use', 'new']) writeFileSync(join(folder, name), name);
  for (const name of ['old', 'old-and-in-use']) utimesSync(join(folder, name), old, old);
  prune(folder, new Set(['old-and-in-use']));
  expect(readdirSync(folder).sort()).toEqual(['new', 'old-and-in-use']);
  expect(() => prune(join(folder, 'missing'), new Set())).not.toThrow();
  rmSync(folder, { recursive: true });
});
