import { realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Link } from '../model/links.js';
import { seenFrom } from '../model/native-paths.js';
import { gitIndex } from './git-index.js';

/** Links that lead nowhere are left out. */
export function findLinks(workspaceRoot: string, index = gitIndex(workspaceRoot)): Link[] {
  const paths = index.links();
  if (paths.length === 0) return [];
  const root = realpathSync(workspaceRoot);
  return paths.flatMap((path): Link[] => {
    try {
      const real = realpathSync(join(workspaceRoot, path));
      const to = real === root ? '.' : (seenFrom(root, real) ?? real);
      return [{ path, to, ...(statSync(real).isFile() ? { isFile: true } : {}) }];
    } catch {
      return [];
    }
  });
}
