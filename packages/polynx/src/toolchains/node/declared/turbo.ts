import { join } from '../../../model/paths.js';
import type { Tree } from '../../../model/tree.js';
import { looseJson } from '../../shared/json.js';
import { memo } from '../memo.js';

/**
 * What turbo.json (https://turborepo.dev/docs/reference/configuration) says of one script, the defaults of
 * the root and the package's own words merged.
 */
export interface TurboTask {
  /** The last file that says something of it. */
  readonly file: string;
  readonly outputs?: readonly string[];
  /** The outputs are said of this package, not of any package. */
  readonly isOwn: boolean;
  readonly inputs?: readonly string[];
  readonly env?: readonly string[];
  readonly passThroughEnv?: readonly string[];
  readonly dependsOn?: readonly string[];
  readonly cache?: boolean;
  readonly persistent?: boolean;
}

export interface TurboGlobals {
  readonly file: string;
  readonly dependencies: readonly string[];
  readonly env: readonly string[];
}

export interface Turbo {
  task(one: TurboPackage, script: string): TurboTask | undefined;
  globals(workspace: string): TurboGlobals | undefined;
}

export interface TurboPackage {
  readonly root: string;
  readonly workspace: string;
  readonly name: string | undefined;
}

type Json = Readonly<Record<string, unknown>>;
interface TurboFile {
  readonly path: string;
  readonly json: Json;
}

/** @param rootOf directory of the package of that name, for `extends` */
export function readTurbo(tree: Tree, rootOf: (name: string) => string | undefined): Turbo {
  const fileAt = memo((directory) => readFile(tree, directory));
  return {
    task: (one, script) => taskOf(one, script, fileAt, rootOf),
    globals: (workspace) => {
      const file = fileAt(workspace);
      if (file === undefined) return undefined;
      const { globalDependencies, globalDotEnv, globalEnv } = file.json;
      const dependencies = [...strings(globalDependencies), ...strings(globalDotEnv)];
      return { file: file.path, dependencies, env: strings(globalEnv) };
    },
  };
}

function readFile(tree: Tree, directory: string): TurboFile | undefined {
  const path = [join(directory, 'turbo.json'), join(directory, 'turbo.jsonc')].find(tree.has);
  if (path === undefined) return undefined;
  const json = looseJson(tree.read(path) ?? '');
  return { path, json: isRecord(json) ? json : {} };
}

/**
 * Root, then what the package extends, then the package: a field that is said again replaces the one before.
 */
function taskOf(
  one: TurboPackage,
  script: string,
  fileAt: (directory: string) => TurboFile | undefined,
  rootOf: (name: string) => string | undefined,
): TurboTask | undefined {
  const root = fileAt(one.workspace);
  if (root === undefined) return undefined;
  const isRoot = one.root === one.workspace;
  const own = tasksOf(root)[isRoot ? `//#${script}` : `${one.name}#${script}`];
  const layers: Layer[] = [
    ...(isRoot ? [] : [{ file: root.path, said: tasksOf(root)[script], isOwn: false }]),
    { file: root.path, said: own, isOwn: true, replaces: true },
    ...(isRoot ? [] : layersOf(one.root, script, fileAt, rootOf, new Set())),
  ];
  return layers.reduce<TurboTask | undefined>(mergeLayer, undefined);
}

interface Layer {
  readonly file: string;
  readonly said: unknown;
  readonly isOwn: boolean;
  readonly replaces?: boolean;
}

function layersOf(
  directory: string,
  script: string,
  fileAt: (directory: string) => TurboFile | undefined,
  rootOf: (name: string) => string | undefined,
  seen: Set<string>,
): Layer[] {
  const file = fileAt(directory);
  // NB each of ten names of a file that names ten more is looked at once.
  if (file === undefined || seen.has(directory)) return [];
  seen.add(directory);
  const parents = strings(file.json['extends']).flatMap((name) =>
    name === '//' ? [] : (rootOf(name) ?? []),
  );
  const said = tasksOf(file)[script];
  return [
    ...parents.flatMap((parent) => layersOf(parent, script, fileAt, rootOf, seen)),
    { file: file.path, said, isOwn: true, replaces: isRecord(said) && said['extends'] === false },
  ];
}

function mergeLayer(
  before: TurboTask | undefined,
  { file, said, isOwn, replaces }: Layer,
): TurboTask | undefined {
  if (!isRecord(said)) return before;
  const base = replaces === true ? undefined : before;
  const list = (key: 'outputs' | 'inputs' | 'env' | 'passThroughEnv' | 'dependsOn') => {
    if (!Array.isArray(said[key])) return base?.[key] === undefined ? {} : { [key]: base[key] };
    const own = strings(said[key]);
    const more = own.includes('$TURBO_EXTENDS$') ? (base?.[key] ?? []) : [];
    return { [key]: [...more, ...own.filter((word) => word !== '$TURBO_EXTENDS$')] };
  };
  const flag = (key: 'cache' | 'persistent') => {
    const value = typeof said[key] === 'boolean' ? said[key] : base?.[key];
    return value === undefined ? {} : { [key]: value };
  };
  return {
    file,
    isOwn: isOwn && Array.isArray(said['outputs']) ? true : (base?.isOwn ?? false),
    ...list('outputs'),
    ...list('inputs'),
    ...list('env'),
    ...list('passThroughEnv'),
    ...list('dependsOn'),
    ...flag('cache'),
    ...flag('persistent'),
  };
}

/** `pipeline` until version 2. */
function tasksOf({ json }: TurboFile): Json {
  const tasks = json['tasks'] ?? json['pipeline'];
  return isRecord(tasks) ? tasks : {};
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
