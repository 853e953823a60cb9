import type { Tree } from '../../model/tree.js';
import type { CiSetup } from '../toolchain.js';

export function ci(tree: Tree): CiSetup {
  const pin = ['.dvmrc', '.tool-versions'].find((file) => tree.has(file));
  const version = pin === undefined ? 'deno-version: v2.x' : `deno-version-file: ${pin}`;
  return { github: ['- uses: denoland/setup-deno@v2', '  with:', `    ${version}`], commands: [], env: {} };
}
