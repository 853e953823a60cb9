import { ancestors, isInside, join } from '../../../model/paths.js';
import { readTsConfig } from '../tsconfig.js';
import { relativeImports } from './literals.js';
import { at, type Call, exists, flag, isOutside } from './tool.js';

/** Configuration files that a program looks for in every folder above the package. */
export function configsAbove(
  { root, tree }: Pick<Call, 'root' | 'tree'>,
  above: RegExp | undefined,
): string[] {
  if (above === undefined) return [];
  return ancestors(root)
    .slice(1)
    .flatMap((directory) =>
      tree
        .list(directory)
        .files.filter((file) => above.test(file))
        .map((file) => join(directory, file)),
    );
}

/** A configuration in the package that takes over one from elsewhere: `from '../../vitest.shared.js'`. */
export function importedConfigs(call: Call, ...patterns: readonly (RegExp | undefined)[]): string[] {
  const { root, tree } = call;
  const own = tree.list(root).files.filter((file) => patterns.some((pattern) => pattern?.test(file)));
  const named = flag(call, '-c', '--config');
  return [...own.map((file) => join(root, file)), ...(named === undefined ? [] : [at(call, named)])]
    .flatMap((file) => (tree.has(file) ? importsOf(call, file) : []))
    .flatMap((path) => [path, ...['.ts', '.js', '.mjs', '.cjs', '.mts', '.json'].map((end) => path + end)])
    .filter((path) => isOutside(call, path) && exists(tree, path));
}

function importsOf({ tree }: Call, file: string): string[] {
  return relativeImports(tree.read(file) ?? '').map((path) => join(file, '..', path));
}

/** What the package's tsconfig files extend and take in of other folders: bundlers and test runners obey them too. */
export function extendedTsConfigs(call: Pick<Call, 'root' | 'tree'>): string[] {
  const { root, tree } = call;
  const own = tree.list(root).files.filter((file) => /^tsconfig.*\.json$/.test(file));
  return own.flatMap((file) => {
    const config = readTsConfig(tree, join(root, file));
    if (config === undefined) return [];
    const typeRoots = config.options['typeRoots'];
    const types = Array.isArray(typeRoots) ? typeRoots : [];
    const taken = [
      ...config.include.map((pattern) => pattern.replace(/\/?[^/]*[*?].*$/, '')),
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
