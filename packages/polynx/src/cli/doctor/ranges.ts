import satisfiesRange from 'semver/functions/satisfies.js';

/** A prerelease counts as the version that it comes before: people try the next Nx with it. */
export function satisfies(version: string, range: string): boolean {
  return satisfiesRange(version, range, { includePrerelease: true });
}
