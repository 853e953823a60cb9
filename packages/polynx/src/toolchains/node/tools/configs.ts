import { ancestors, isInside, join } from '../../../model/paths.js';
import type { Tree } from '../../../model/tree.js';
import { beforeWildcard } from '../../shared/wildcard.js';
import { readTsConfig } from '../tsconfig.js';
import { type Call, exists, isOutside } from './tool.js';

/**
 * What the package's tsconfig files extend and take in of other folders: bundlers and test runners obey them
 * too.
 */
export function extendedTsConfigs(call: Pick<Call, 'root' | 'tree'>): string[] {
  const { root, tree } = call;
  const own = tree.list(root).files.filter((file) => /^[jt]sconfig.*\.json$/.test(file));
  return [...own.map((file) => join(root, file)), ...nearest(root, tree)].flatMap((file) => {
    const config = readTsConfig(tree, file);
    if (config === undefined) return [];
    const typeRoots = config.options['typeRoots'];
    const types = Array.isArray(typeRoots) ? typeRoots : [];
    const taken = [
      ...config.include.map((pattern) => beforeWildcard(pattern, '*?')),
      ...types
        .filter((path) => typeof path === 'string')
        .map((path) => join(config.origin.get('typeRoots') ?? root, path)),
    ];
    return [
      ...config.chain,
      // NB a folder around the package would be everything.
      ...taken.filter(
        (path) => exists(tree, path) && !isInside(root, path) && !path.includes('node_modules'),
      ),
    ].filter((path) => isOutside(call, path));
  });
}

/** The one that tools take which look for it in every folder above. */
function nearest(root: string, tree: Tree): string[] {
  const all = ancestors(root).flatMap((folder) =>
    ['tsconfig.json', 'jsconfig.json'].map((name) => join(folder, name)),
  );
  return all.filter(tree.has).slice(0, 1);
}
