/** Nothing that a branch holds hangs or breaks the graph, leaves the repository, is run, or takes a neighbour down. `npm run fuzz -- repositories 500` tries more. */
import { expect, inject, test } from 'vitest';
import { fuzzRepositories } from '../tools/fuzz/repositories.js';

test('fifty hostile repositories', async () => {
  const seeds = Array.from({ length: 50 }, (_, index) => 1000 + index);
  expect(await fuzzRepositories(seeds, { installation: inject('installation') })).toEqual([]);
});
