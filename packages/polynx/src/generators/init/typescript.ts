import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/**
 * Whether the TypeScript that Nx finds has the functions with which Nx resolves imports: TypeScript 7 has
 * none of them, and Nx makes no graph at all. https://github.com/nrwl/nx/issues/36104
 */
export function canAnalyse(root: string): boolean {
  try {
    const nx = realpathSync(join(root, 'node_modules/nx/package.json'));
    const { readConfigFile } = createRequire(nx)('typescript') as { readConfigFile?: unknown };
    return typeof readConfigFile === 'function';
  } catch {
    // Without TypeScript Nx does not ask it.
    return true;
  }
}

export const WITHOUT_ANALYSIS =
  'TypeScript 7 does not answer what Nx asks it. So nx.json says "analyzeSourceFiles": false, and Nx takes edges between packages from package.json alone.';
