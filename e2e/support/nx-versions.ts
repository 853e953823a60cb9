/** Versions of Nx that the package supports: the newest first, the oldest to prove the floor. */
export const NX = {
  newest: { nx: '24.0.6', devkit: '24.0.0' },
  oldest: { nx: '23.3.1', devkit: '23.3.1' },
} as const;
