import { join } from '../../model/paths.js';
import { fileNamed } from '../../model/safe-paths.js';

/**
 * Where a package's tarball belongs, under the name that npm gives it:
 * https://docs.npmjs.com/cli/commands/npm-pack
 */
export function tarballPath(root: string, name: string, version: string): string {
  return join('dist', root, fileNamed(`${name.replace(/^@/, '').replaceAll('/', '-')}-${version}.tgz`));
}
