import type { Tree } from '../../model/tree.js';
import type { CiSetup } from '../toolchain.js';
import { packageManagerIn } from './scaffold-workspace.js';

const INSTALL = {
  npm: ['npm ci'],
  // Without a lock `npm ci` refuses.
  open: ['npm install'],
  pnpm: ['corepack enable', 'pnpm install --frozen-lockfile'],
  yarn: ['corepack enable', 'yarn install --immutable'],
  bun: ['npm install --global bun', 'bun install --frozen-lockfile'],
} as const;

/**
 * NB setup-node asks pnpm and yarn for their caches before corepack has brought them: npm's alone is kept.
 */
export function ci(tree: Tree): CiSetup {
  const pin = ['.node-version', '.nvmrc', '.tool-versions'].find((file) => tree.has(file));
  const found = packageManagerIn(tree);
  const manager = found === 'npm' && !tree.has('package-lock.json') ? 'open' : found;
  return {
    github: [
      '- uses: actions/setup-node@v4',
      '  with:',
      pin === undefined ? '    node-version: 22' : `    node-version-file: ${pin}`,
      ...(manager === 'npm' ? ['    cache: npm'] : []),
    ],
    commands: INSTALL[manager],
    env: {},
  };
}
