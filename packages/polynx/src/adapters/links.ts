import { realpathSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Link } from '../model/links.js';
import { linksInIndex } from './git-index.js';

/** Links that lead nowhere are left out. */
export function findLinks(workspaceRoot: string): Link[] {
  const paths = linksInIndex(workspaceRoot);
  if (paths.length === 0) return [];
  const root = realpathSync(workspaceRoot);
  return paths.flatMap((path): Link[] => {
    try {
      const real = realpathSync(join(workspaceRoot, path));
      const inside = relative(root, real).split(sep).join('/');
      return [{ path, to: /^\.\.(?:\/|$)/.test(inside) ? real : inside || '.' }];
    } catch {
      return [];
    }
  });
}
