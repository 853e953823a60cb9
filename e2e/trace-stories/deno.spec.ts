import { expect, it } from 'vitest';
import { traceStories } from '../support/trace-stories.js';

it('finds nothing undeclared in the cached tasks of the stories of Deno', async () => {
  const traced = await traceStories({
    load: async () => {
      const { deno } = await import('../soundness/deno.spec.js');
      return [deno];
    },
    targets: () => ['check', 'test', 'build'],
  });
  expect(traced.length).toBeGreaterThan(14);
}, 600_000);
