import { defineConfig } from 'vitest/config';
import { leaveNx } from './tools/nx/leave-nx.js';

leaveNx(process.env);

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.spec.ts', 'tools/*.spec.ts'],
          exclude: ['**/fixtures/**'],
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
          // Two cores: a second file at once only makes cargo wait for itself.
          maxWorkers: 2,
        },
      },
    ],
  },
});
