/**
 * Nothing that a branch holds hangs or breaks the graph, leaves the repository, is run, or takes a neighbour
 * down. `npm run fuzz -- repositories 500` tries more.
 */
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { faultsOf } from '../tools/fuzz/bad-plugin.js';
import { fuzzRepositories, straceOnPath } from '../tools/fuzz/repositories.js';
import { debianPackages } from './support/debian.js';

const strace = straceOnPath ?? join(await debianPackages('strace', 'libunwind8'), 'usr/bin/strace');

test('fifty hostile repositories', async () => {
  const seeds = Array.from({ length: 50 }, (_, index) => 1000 + index);
  expect(await fuzzRepositories(seeds, { installation: inject('installation'), strace })).toEqual([]);
});

// What the harness sees without strace is in tools/fuzz-harness.spec.ts.
test.concurrent.each([
  ['starts a process', 'spawnSync("true");', /^starts a process: .*true/],
  ['reads outside', 'fs.readFileSync("../outside/secret");', /^reads outside: .*secret/],
  [
    'reads outside through a link',
    'fs.symlinkSync("../outside", "way"); fs.readFileSync("way/secret");',
    /^reads outside: .*outside\/secret/,
  ],
  ['lists a folder outside', 'fs.readdirSync("../outside");', /^reads outside: .*outside/],
  ['reads a password file', 'fs.readFileSync("/etc/passwd");', /^reads outside: \/etc\/passwd/],
  ['writes beside the repository', 'fs.writeFileSync("../beside", "");', /^writes outside: openat .*beside/],
])('a plugin that %s would be found', async (_, misbehaves, fault) => {
  expect(await faultsOf(misbehaves, { strace })).toContainEqual(expect.stringMatching(fault));
});
