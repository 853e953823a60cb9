import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { OWN } from '../model/places.js';
import { prune } from './prune.js';

it('removes what is a month old, not in use and named by us, and nothing else', () => {
  const root = mkdtempSync(join(tmpdir(), 'polynx-prune-'));
  const folder = join(root, OWN, 'slices');
  mkdirSync(folder, { recursive: true });
  const before = Date.now() / 1000 - 31 * 86_400;
  const [old, used, fresh] = ['Cargo.lock_0123456789abcdef', '1123456789abcdef', '2123456789abcdef'] as const;
  for (const name of [old, used, fresh, 'thesis.doc']) writeFileSync(join(folder, name), name);
  for (const name of [old, used, 'thesis.doc']) utimesSync(join(folder, name), before, before);
  prune(root, `${OWN}/slices`, new Set([used]));
  expect(readdirSync(folder).sort()).toEqual([used, fresh, 'thesis.doc']);
  expect(() => prune(root, `${OWN}/missing`, new Set())).not.toThrow();
  rmSync(root, { recursive: true });
});
