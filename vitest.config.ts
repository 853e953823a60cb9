import { defineConfig } from 'vitest/config';
import { leaveNx } from './tools/nx/leave-nx.js';

leaveNx(process.env);

export default defineConfig({
  test: {
    // vitest's own choice on two cores is one.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.spec.ts', 'tools/*.spec.ts'],
          exclude: ['**/fixtures/**'],
          // Some read the whole repository, and the machine may be busy.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'differential',
          include: ['tools/differential/**/*.spec.ts'],
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['e2e/**/*.spec.ts'],
          globalSetup: 'e2e/support/pack-once.ts',
          testTimeout: 300_000,
          hookTimeout: 300_000,
          // One more than CI has cores: a story waits for locks, servers and sleeps a sixth of its time.
          maxWorkers: 3,
        },
      },
    ],
  },
});
