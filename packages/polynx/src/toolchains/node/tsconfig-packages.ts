/** `"extends": "@acme/tsconfig/base.json"` where a package of this repository has that name. */
import { dirname, join } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';

/** The file, or undefined where the name is that of an installed package, whose text git does not hold. */
export function extendedFile(tree: Tree, specifier: string): string | undefined {
  const [, name = '', rest = ''] = /^((?:@[^/]+\/)?[^/]+)(?:\/(.*))?$/.exec(specifier) ?? [];
  const root = packageNamed(tree, name);
  if (root === undefined) return undefined;
  const manifest = readManifest(tree, join(root, 'package.json'));
  const stated = rest === '' ? manifest['tsconfig'] : exported(manifest['exports'], `./${rest}`);
  const path = join(root, typeof stated === 'string' ? stated : rest === '' ? 'tsconfig.json' : rest);
  return [path, `${path}.json`, join(path, 'tsconfig.json')].find((candidate) => tree.has(candidate));
}

/** Directory of the only package of that name. */
export function packageNamed(tree: Tree, name: string): string | undefined {
  const root = rootsByName(tree).get(name);
  return root === AMBIGUOUS ? undefined : root;
}

const AMBIGUOUS = '';
type Names = ReadonlyMap<string, string>;
const known = new WeakMap<Tree, Names>();

/** NB every package.json is read, so only where a configuration extends a package, and once. */
function rootsByName(tree: Tree): Names {
  const found = known.get(tree) ?? readNames(tree);
  known.set(tree, found);
  return found;
}

/** NB two packages of one name, as test data has them: which one is meant is not known. */
function readNames(tree: Tree): Names {
  const names = new Map<string, string>();
  for (const file of tree.files) {
    if (file !== 'package.json' && !file.endsWith('/package.json')) continue;
    const { name } = readManifest(tree, file);
    if (typeof name === 'string') names.set(name, names.has(name) ? AMBIGUOUS : dirname(file));
  }
  return names;
}

function readManifest(tree: Tree, file: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse((tree.read(file) ?? '{}').replace(/^\uFEFF/, ''));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** https://nodejs.org/api/packages.html#exports, as far as a configuration is named by a plain string. */
function exported(exports: unknown, subpath: string): unknown {
  if (typeof exports !== 'object' || exports === null) return undefined;
  const target = (exports as Readonly<Record<string, unknown>>)[subpath];
  if (typeof target !== 'object' || target === null) return target;
  const { require: required, default: other } = target as Readonly<Record<string, unknown>>;
  return required ?? other;
}
