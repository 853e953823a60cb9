import { isInside, join, relative } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';
import { installationOf } from './installation.js';
import type { Lock } from './lock/lock.js';
import type { Locked } from './lock/reader.js';
import { memo } from './memo.js';
import type { Package, Packages } from './packages.js';

/**
 * The part of the lock, and of the workspace's own package.json, that decides a package: its dependencies of
 * all kinds (scripts use dev dependencies), those that its neighbours need in production, and those of the
 * workspace's root, whose programs are on every PATH.
 */
export interface Slice {
  /** Absent where the lock cannot be read exactly: Nx then hashes everything installed. */
  readonly text?: string;
  /**
   * Direct dependencies of the Nx workspace's own lock. They carry a change of the lock to `nx affected`,
   * where no project owns the lock: Nx knows which packages moved, and looks for tasks that name them. What
   * they are is in the text already.
   */
  readonly names: readonly string[];
  /** The files it was cut from. */
  readonly shared: readonly string[];
  /**
   * Files and folders that decide what is installed: patches, which no lock of npm and Yarn 1 shows, and what
   * an installation runs.
   */
  readonly patches: readonly string[];
}

export function createSlices(
  packages: Packages,
  tree: Tree,
  lockOf: (tree: Tree, directory: string) => Lock | undefined,
): (one: Package, closure: readonly Package[]) => Slice {
  const locks = memo((directory: string) => lockOf(tree, directory));
  const isAnalysed = analysesLock(tree);
  const heads = memo((directory: string) => readHead(tree, directory));
  const installations = memo((directory: string) => installationOf(directory, tree));
  const digests = memo((key: string) => {
    const [root = '.', kinds = ''] = key.split('\n');
    const one = packages.get(root);
    const lock = one === undefined ? undefined : locks(one.workspace);
    if (one === undefined || lock === undefined) return undefined;
    const member = { root: relative(one.workspace, root), fields: one.fields, local: one.local };
    return lock.read(member, kinds === 'all' ? 'all' : 'production');
  });
  const rootDigest = memo((directory: string) => {
    const { fields } = heads(directory);
    const members = [...packages.values()].filter(({ workspace }) => workspace === directory);
    const local = new Set(members.flatMap((member) => member.fields.name ?? []));
    return locks(directory)?.read({ root: '.', fields, local }, 'all');
  });
  return (one, closure) => {
    const { workspace } = one;
    const lock = locks(workspace);
    const head = join(workspace, 'package.json');
    const { paths: patches, text } = installations(workspace);
    const shared = [
      ...(lock === undefined ? [] : [lock.file]),
      ...(tree.has(head) && !closure.some(({ root }) => root === workspace) ? [head] : []),
    ];
    // NB pnpm needs no package.json at the root, and its lock then has no entry for one.
    const own = tree.has(head) ? rootDigest(workspace) : NO_ROOT;
    const parts = closure.map(({ root }) => digests(`${root}\n${root === one.root ? 'all' : 'production'}`));
    if (own === undefined || !parts.every((part) => part !== undefined))
      return { names: [], shared, patches };
    return {
      text: textOf(own, closure, parts, [heads(workspace).projection, text]),
      names: workspace === '.' && isAnalysed ? namesOf(one, closure, parts, own) : [],
      shared,
      patches,
    };
  };
}

function textOf(
  own: Locked,
  closure: readonly Package[],
  parts: readonly Locked[],
  [projection = '', installation = '']: readonly string[],
): string {
  const lines = closure.map(({ root }, index) => `${root} ${parts[index]?.digest}`);
  const rest = installation === '' ? [] : [installation];
  return [`. ${own.digest}`, ...lines.sort(), projection, ...rest].join('\n');
}

/**
 * NB a neighbour with a build passes a change on through what it builds; of the others, everything counts.
 */
function namesOf(
  one: Package,
  closure: readonly Package[],
  parts: readonly (Locked | undefined)[],
  head: Locked | undefined,
) {
  const below = parts.filter((_, index) => {
    const other = closure[index];
    return other === undefined || other.root === one.root || other.fields.scripts?.['build'] === undefined;
  });
  return [...new Set([head, ...below].flatMap((part) => part?.names ?? []))].sort();
}

/** Nx knows no npm packages at all where reading the lock is turned off, and refuses to hear their names. */
function analysesLock(tree: Tree): boolean {
  try {
    const { pluginsConfig } = JSON.parse(tree.read('nx.json') ?? '{}') as {
      pluginsConfig?: Readonly<Record<string, { analyzeLockfile?: boolean } | undefined>>;
    };
    return tree.has('package.json') && pluginsConfig?.['@nx/js']?.analyzeLockfile !== false;
  } catch {
    return false;
  }
}

const NO_ROOT: Locked = { digest: '', names: [] };

interface Head {
  readonly fields: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly projection: string;
}

/**
 * What the workspace's package.json says to tools in all packages. Its dependencies are in the lock, its
 * scripts are its own.
 */
const SHARED_FIELDS = [
  'type',
  'packageManager',
  'browserslist',
  'babel',
  'eslintConfig',
  'prettier',
  'jest',
  'volta',
];

function readHead(tree: Tree, directory: string): Head {
  try {
    const json = JSON.parse(tree.read(join(directory, 'package.json')) ?? '{}') as Record<string, never>;
    return { fields: json, projection: JSON.stringify(SHARED_FIELDS.map((name) => json[name] ?? null)) };
  } catch {
    return { fields: {}, projection: '' };
  }
}

/**
 * The lock files and manifests of the workspace that a root project must not hash whole, since the slice
 * stands for them.
 */
export function replacedBy({ text, shared }: Slice, root: string): string[] {
  return text === undefined ? [] : shared.filter((file) => isInside(file, root));
}
