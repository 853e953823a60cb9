import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { satisfies } from './ranges.js';

const { engines, peerDependencies } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8'),
) as { engines: { node: string }; peerDependencies: { nx: string } };

it.each([
  ['24.0.6', peerDependencies.nx, true],
  ['23.0.0', peerDependencies.nx, true],
  ['22.9.9', peerDependencies.nx, false],
  ['25.0.0', peerDependencies.nx, false],
  ['24.0.0-rc.1', peerDependencies.nx, true],
  ['25.0.0-beta.1', peerDependencies.nx, false],
  ['20.18.9', engines.node, false],
  ['20.19.0', engines.node, true],
  ['21.0.0', engines.node, false],
  ['22.12.1', engines.node, true],
  ['23.1.0', engines.node, false],
  ['26.0.0', engines.node, true],
])('%s in %s: %s', (version, range, fits) => {
  expect(satisfies(version, range)).toBe(fits);
});
