import type { Tree as NxTree } from '@nx/devkit';
import { ignoredFolders } from '../../adapters/git.js';
import { withLines } from '../init/gitignore.js';

/** Results of Nix lie in dist. */
export async function ignoreDist(host: NxTree): Promise<void> {
  const present = host.read('.gitignore', 'utf-8') ?? '';
  const isListed = present.split(/\r?\n/).some((line) => line.replace(/^\/|\/$/g, '') === 'dist');
  if (isListed || (await ignoredFolders(host.root, ['dist'])).has('dist')) return;
  host.write('.gitignore', withLines(present, ['dist']));
}
