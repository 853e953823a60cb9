/**
 * Files that a package's sources import and no manifest names: outside of it, by relative paths or `paths` of
 * its tsconfig.json, and those that git ignores.
 */
import { EVERYTHING } from '../../model/globs.js';
import { ancestors, basename, dirname, isInside, join, leavesWorkspace } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';
import { type SpecifierFacts, specifierScan } from './specifiers.js';
import { isLikeTest } from './test-names.js';
import { pathOption, placedIn, readTsConfig, type TsConfig } from './tsconfig.js';

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
const NONE: SpecifierFacts = { away: [], beside: [], wild: false };

/** Its own sources: not those of packages inside it. */
export interface Sources {
  readonly root: string;
  readonly nested: readonly string[];
}

export interface Imported {
  /** Files outside the package. */
  readonly outside: readonly string[];
  /** Files, and globs of folders, that git ignores. */
  readonly absent: readonly string[];
  /** Files of the package that may be taken for tests or mocks, with those that import them. */
  readonly tests: readonly { readonly file: string; readonly by: string }[];
  /** Wildcards in sources take files in. */
  readonly wild: boolean;
}

export function importedFrom(
  { root, nested }: Sources,
  tree: Tree,
  isIgnored: (path: string) => boolean,
): Imported {
  const own = tree
    .under(root)
    .filter((file) => isSource(file))
    .filter((file) => !nested.some((one) => isInside(file, one)));
  const mapped = pathsOf(readTsConfig(tree, root));
  const outside = new Set<string>();
  const absent = new Set<string>();
  const tests: { file: string; by: string }[] = [];
  let wild = false;
  const walk = (by: string, specifiers: readonly string[]) => {
    for (const specifier of specifiers)
      for (const path of targets(by, specifier, mapped)) {
        const file = resolve(path, tree);
        if (file === undefined) for (const glob of ignoredAt(path, root, isIgnored)) absent.add(glob);
        // NB what lies in the repository's root is everybody's.
        else if (root !== '.' && !isInside(file, root)) outside.add(file);
        else if (isLikeTest(file)) tests.push({ file, by });
      }
  };
  for (const file of own) {
    const facts = tree.scan(file, specifierScan) ?? NONE;
    walk(file, facts.away);
    walk(file, facts.beside);
    wild ||= facts.wild;
  }
  // NB the set grows: what is imported imports its neighbours.
  for (const file of outside)
    if (isSource(file) && outside.size < MOST_FILES) {
      const facts = tree.scan(file, specifierScan) ?? NONE;
      walk(file, facts.away);
      walk(file, facts.beside);
    }
  return { outside: [...outside].sort(), absent: [...absent].sort(), tests, wild };
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
        .map((target: string) => placedIn(base, dirname(config.path), target)),
    };
  });
}

/** Where the specifier may lead, endings left open. */
function targets(by: string, specifier: string, mapped: Mapped): string[] {
  const paths = specifier.startsWith('.')
    ? [join(dirname(by), specifier)]
    : mapped.flatMap(({ prefix, suffix, targets: all }) => {
        const isMatch = specifier.startsWith(prefix) && specifier.endsWith(suffix);
        const rest = specifier.slice(prefix.length, specifier.length - suffix.length);
        return isMatch ? all.map((target) => target.replace('*', () => rest)) : [];
      });
  return paths.filter((path) => !leavesWorkspace(path)).map((path) => path.replace(/[?#].*$/s, ''));
}

function resolve(path: string, tree: Tree): string | undefined {
  const bare = path.replace(/\.[cm]?jsx?$/, '');
  const ending = ENDINGS.find((one) => tree.has(path + one));
  if (ending !== undefined) return path + ending;
  const mapped = bare === path ? undefined : ENDINGS.find((one) => tree.has(bare + one));
  return mapped === undefined ? undefined : bare + mapped;
}

/**
 * The outermost ignored folder around the path, whose files import each other, or the files that it may mean.
 */
function ignoredAt(path: string, root: string, isIgnored: (path: string) => boolean): string[] {
  if (path.includes('node_modules') || isInside(root, path)) return [];
  const folders = ancestors(dirname(path)).filter((folder) => folder !== '.' && !isInside(root, folder));
  const folder = folders.reverse().find(isIgnored);
  // NB cargo's folder of builds has gigabytes, of which one file is meant.
  if (folder !== undefined)
    return [basename(folder) === 'target' ? `${dirname(path)}/*` : folder + EVERYTHING];
  const bare = path.replace(/\.[cm]?jsx?$/, '');
  return [
    ...new Set([...ENDINGS.map((ending) => path + ending), ...ENDINGS.map((ending) => bare + ending)]),
  ].filter(isIgnored);
}
