import { expect, it } from 'vitest';
import { compareVersions } from './sbom.js';

it.each([
  ['v1.2.3', 'v1.10.0'],
  ['v1.0.0-rc.1', 'v1.0.0'],
  ['v1.0.0-rc.2', 'v1.0.0-rc.10'],
  ['v1.0.0-1', 'v1.0.0-a'],
  ['v0.0.0-20200101000000-abcdefabcdef', 'v0.0.0-20210101000000-000000000000'],
])('%s is before %s', (earlier, later) => {
  expect(compareVersions(earlier, later)).toBe(-1);
  expect(compareVersions(later, earlier)).toBe(1);
  expect(compareVersions(later, later)).toBe(0);
});
