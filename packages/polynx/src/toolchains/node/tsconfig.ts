import { dirname, join, leavesWorkspace } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';
import { looseJson } from '../shared/json.js';
import { extendedFile, packageNamed } from './tsconfig-packages.js';

/**
 * tsconfig.json (https://www.typescriptlang.org/tsconfig), as far as it says which files tsc reads and
 * writes.
 */
export interface TsConfig {
  readonly path: string;
  /** The file and everything it extends, as far as it can be read here. */
  readonly chain: readonly string[];
  /**
   * False when a part of the chain is an installed package, or unreadable: an absent option may be set there.
   */
  readonly complete: boolean;
  readonly options: Readonly<Record<string, unknown>>;
  /** Where each option's relative path starts. */
  readonly origin: ReadonlyMap<string, string>;
  readonly exclude: readonly string[];
  /** Patterns of `include` and `files`. */
  readonly include: readonly string[];
  readonly hasFiles: boolean;
  /** Configuration files of the projects it references. */
  readonly references: readonly string[];
}

/** Files that extend each other, one behind the other. */
const DEEPEST = 100;

interface Reading {
  readonly known: Map<string, TsConfig>;
  /** Files whose parents are being read. */
  readonly open: Set<string>;
}

const readings = new WeakMap<Tree, Reading>();

export function readTsConfig(tree: Tree, path: string): TsConfig | undefined {
  const config = readOnce(tree, path);
  if (config === undefined) return undefined;
  const { include, exclude } = config;
  if (![...include, ...exclude].some((pattern) => pattern.startsWith(CONFIG_DIR))) return config;
  const main = dirname(config.path);
  const placed = (pattern: string) => placedIn('.', main, pattern);
  return { ...config, include: include.map(placed), exclude: exclude.map(placed) };
}

/**
 * Patterns that begin with `${configDir}` keep it. NB each file once: ten files may extend ten more each, and
 * so on.
 */
function readOnce(tree: Tree, path: string): TsConfig | undefined {
  const file = configFile(tree, path);
  if (file === undefined) return undefined;
  const reading = readings.get(tree) ?? { known: new Map(), open: new Set() };
  readings.set(tree, reading);
  const known = reading.known.get(file);
  if (known !== undefined) return known;
  if (reading.open.has(file) || reading.open.size > DEEPEST) return undefined;
  reading.open.add(file);
  const config = readFile(tree, file);
  reading.open.delete(file);
  reading.known.set(file, config);
  return config;
}

function readFile(tree: Tree, file: string): TsConfig {
  const json = readJson(tree, file);
  if (json === undefined) return { ...EMPTY, path: file, chain: [file], complete: false };
  const directory = dirname(file);
  const placed = (pattern: string) => (pattern.startsWith(CONFIG_DIR) ? pattern : join(directory, pattern));
  const parents = [...new Set(strings(json['extends']))].map((name) => {
    const parent = name.startsWith('.') ? extended(tree, join(directory, name)) : extendedFile(tree, name);
    return parent === undefined ? undefined : readOnce(tree, parent);
  });
  const manifests = strings(json['extends']).flatMap((name) =>
    name.startsWith('.') ? [] : manifestFor(tree, name),
  );
  const own = isRecord(json['compilerOptions']) ? json['compilerOptions'] : {};
  const origin = new Map(parents.flatMap((parent) => [...(parent?.origin ?? [])]));
  for (const key of Object.keys(own)) origin.set(key, directory);
  const excluded = Array.isArray(json['exclude'])
    ? strings(json['exclude']).map(placed)
    : (parents.findLast((parent) => (parent?.exclude.length ?? 0) > 0)?.exclude ?? []);
  const included = [...strings(json['include']), ...strings(json['files'])].map(placed);
  return {
    path: file,
    chain: [...new Set([file, ...manifests, ...parents.flatMap((parent) => parent?.chain ?? [])])],
    complete: parents.every((parent) => parent?.complete === true),
    options: Object.assign({}, ...parents.map((parent) => parent?.options ?? {}), own),
    origin,
    exclude: excluded,
    include:
      included.length > 0
        ? included
        : (parents.findLast((parent) => (parent?.include.length ?? 0) > 0)?.include ?? []),
    hasFiles: takesFiles(json),
    references: references(json).map((reference) => join(directory, reference)),
  };
}

const CONFIG_DIR = '${configDir}';

/** `${configDir}` (TypeScript 5.5) is the directory of the main file. */
export function placedIn(directory: string, main: string, path: string): string {
  return path.startsWith(CONFIG_DIR) ? join(main, path.slice(CONFIG_DIR.length)) : join(directory, path);
}

/** NB a list that is empty takes none, and a solution that only references others says so by either key. */
function takesFiles({ files, include }: Readonly<Record<string, unknown>>): boolean {
  const isEmpty = (list: unknown) => Array.isArray(list) && list.length === 0;
  const states = (list: unknown) => Array.isArray(list) && list.length > 0;
  return states(files) || states(include) || !(isEmpty(files) || isEmpty(include));
}

/** It says which of its files is meant. */
function manifestFor(tree: Tree, specifier: string): string[] {
  const root = packageNamed(tree, /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? '');
  return root === undefined ? [] : [join(root, 'package.json')];
}

const EMPTY: Omit<TsConfig, 'path' | 'chain'> = {
  complete: true,
  options: {},
  origin: new Map(),
  exclude: [],
  include: [],
  hasFiles: true,
  references: [],
};

/** The workspace-relative path of an option that holds one. */
export function pathOption(config: TsConfig, name: string): string | undefined {
  const value = config.options[name];
  if (typeof value !== 'string') return undefined;
  const main = dirname(config.path);
  return placedIn(config.origin.get(name) ?? main, main, value);
}

/**
 * What tsc leaves behind: the output folders and the incremental state, without which the next `tsc -b` would
 * believe it has to start again, or that nothing is left to do. `undefined`: it writes beside the sources. NB
 * the state is written with `noEmit` too, and by `tsc -b` (since 5.6) even where no option asks for it.
 */
export function emitted(config: TsConfig, isBuild = false): readonly string[] | undefined {
  const { options } = config;
  if (!config.hasFiles) return [];
  const isIncremental = isBuild || options['composite'] === true || options['incremental'] === true;
  const outDir = pathOption(config, 'outDir');
  const state = isIncremental ? [buildInfo(config, outDir)] : [];
  if (options['noEmit'] === true) return state;
  const declarationDir = pathOption(config, 'declarationDir');
  const outFile = pathOption(config, 'outFile');
  const folder = outDir ?? (options['emitDeclarationOnly'] === true ? declarationDir : undefined) ?? outFile;
  if (folder === undefined) return undefined;
  return [folder, declarationDir ?? folder, ...state];
}

/** https://www.typescriptlang.org/tsconfig#tsBuildInfoFile */
function buildInfo(config: TsConfig, outDir: string | undefined): string {
  const named = pathOption(config, 'tsBuildInfoFile');
  if (named !== undefined) return named;
  const directory = dirname(config.path);
  const name = `${config.path.slice(config.path.lastIndexOf('/') + 1).replace(/\.json$/, '')}.tsbuildinfo`;
  if (outDir === undefined) return join(directory, name);
  const rootDir = pathOption(config, 'rootDir');
  if (rootDir === undefined) return join(outDir, name);
  const up = rootDir === directory ? '.' : rootDir.slice(directory.length + 1).replace(/[^/]+/g, '..');
  return join(outDir, up, name);
}

function configFile(tree: Tree, path: string): string | undefined {
  const candidates = path.endsWith('.json') ? [path] : [join(path, 'tsconfig.json'), `${path}.json`];
  return leavesWorkspace(path) ? undefined : candidates.find((candidate) => tree.has(candidate));
}

function extended(tree: Tree, path: string): string {
  return tree.has(path) ? path : `${path}.json`;
}

function readJson(tree: Tree, file: string): Readonly<Record<string, unknown>> | undefined {
  const value = looseJson(tree.read(file) ?? '');
  return isRecord(value) ? value : undefined;
}

function references(json: Readonly<Record<string, unknown>>): string[] {
  const listed = Array.isArray(json['references']) ? json['references'] : [];
  return listed.flatMap((one) => (isRecord(one) && typeof one['path'] === 'string' ? [one['path']] : []));
}

function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
