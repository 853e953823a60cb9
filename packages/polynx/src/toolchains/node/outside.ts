/** Files outside a package that its sources import, by relative paths or by `paths` of its tsconfig.json: no manifest says so. */
import { dirname, isInside, join, leavesWorkspace } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';
import { siblingImportScan, specifierScan } from './specifiers.js';
import { pathOption, readTsConfig, type TsConfig } from './tsconfig.js';

const SOURCE = /\.(?:[cm]?[jt]s|[jt]sx|vue|svelte|astro|mdx|css|s[ac]ss|less)$/;
/** TypeScript also means the file from which that one is made. */
const ENDINGS = [
  '',
  '.ts',
  '.tsx',
  '.d.ts',
  '.js',
  '.jsx',
  '.mjs',
  '.cjs',
  '.json',
  '/index.ts',
  '/index.tsx',
  '/index.js',
];
const MOST_FILES = 5000;

/** Its own sources: not those of packages inside it. */
export interface Sources {
  readonly root: string;
  readonly nested: readonly string[];
}

export function importedFrom({ root, nested }: Sources, tree: Tree): string[] {
  // NB what lies in the repository's root is everybody's.
  if (root === '.') return [];
  const own = tree.under(root).filter((file) => isSource(file) && !nested.some((one) => isInside(file, one)));
  const mapped = pathsOf(readTsConfig(tree, root));
  const outside = new Set<string>();
  const walk = (file: string, specifiers: readonly string[]) => {
    for (const specifier of specifiers)
      for (const found of resolve(file, specifier, mapped, tree))
        if (!isInside(found, root)) outside.add(found);
  };
  for (const file of own) walk(file, tree.scan(file, specifierScan) ?? []);
  // NB the set grows: what is imported imports its neighbours.
  for (const file of outside)
    if (isSource(file) && outside.size < MOST_FILES) {
      walk(file, tree.scan(file, specifierScan) ?? []);
      walk(file, tree.scan(file, siblingImportScan) ?? []);
    }
  return [...outside].sort();
}

function isSource(file: string): boolean {
  return SOURCE.test(file) && !file.includes('node_modules/');
}

type Mapped = readonly {
  readonly prefix: string;
  readonly suffix: string;
  readonly targets: readonly string[];
}[];

/** https://www.typescriptlang.org/tsconfig/#paths */
function pathsOf(config: TsConfig | undefined): Mapped {
  const paths = config?.options['paths'];
  if (config === undefined || typeof paths !== 'object' || paths === null) return [];
  const base = pathOption(config, 'baseUrl') ?? config.origin.get('paths') ?? dirname(config.path);
  return Object.entries(paths).flatMap(([key, targets]) => {
    if (!Array.isArray(targets)) return [];
    const [prefix = '', suffix] = key.split('*');
    return {
      prefix,
      suffix: suffix ?? '',
      targets: targets
        .filter((target) => typeof target === 'string' && (suffix !== undefined || !target.includes('*')))
        .map((target: string) => join(base, target)),
    };
  });
}

function resolve(file: string, specifier: string, mapped: Mapped, tree: Tree): string[] {
  const candidates = specifier.startsWith('.')
    ? [join(dirname(file), specifier)]
    : mapped.flatMap(({ prefix, suffix, targets }) => {
        const isMatch = specifier.startsWith(prefix) && specifier.endsWith(suffix);
        const rest = specifier.slice(prefix.length, specifier.length - suffix.length);
        return isMatch ? targets.map((target) => target.replace('*', () => rest)) : [];
      });
  return candidates
    .filter((path) => !leavesWorkspace(path))
    .flatMap((path) => {
      const plain = path.replace(/[?#].*$/, '');
      const bare = plain.replace(/\.[cm]?jsx?$/, '');
      const all = [
        ...ENDINGS.map((ending) => plain + ending),
        ...(bare === plain ? [] : ENDINGS.map((end) => bare + end)),
      ];
      return all.find((candidate) => tree.has(candidate)) ?? [];
    });
}
