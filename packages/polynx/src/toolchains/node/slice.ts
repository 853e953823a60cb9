import { isInside, join, relative } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';
import type { Lock } from './lock/lock.js';
import { memo } from './memo.js';
import type { Package, Packages } from './packages.js';

/**
 * The part of the lock, and of the workspace's own package.json, that decides a package: its dependencies of all kinds (scripts use dev
 * dependencies), those that its neighbours need in production, and those of the workspace's root, whose programs are on every PATH.
 */
export interface Slice {
  /** Absent where the lock cannot be read exactly: Nx then hashes everything installed. */
  readonly text?: string;
  /** The files it was cut from. */
  readonly shared: readonly string[];
  /** Patches of installed packages, which no lock of npm and Yarn 1 shows. */
  readonly patches: readonly string[];
}

export function createSlices(
  packages: Packages,
  tree: Tree,
  lockOf: (tree: Tree, directory: string) => Lock | undefined,
): (one: Package, closure: readonly Package[]) => Slice {
  const locks = memo((directory: string) => lockOf(tree, directory));
  const heads = memo((directory: string) => readHead(tree, directory));
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
    return locks(directory)?.read({ root: '.', fields, local: new Set() }, 'all');
  });
  return (one, closure) => {
    const { workspace } = one;
    const lock = locks(workspace);
    const head = join(workspace, 'package.json');
    const patches = ['patches', '.yarn/patches']
      .map((name) => join(workspace, name))
      .filter(tree.hasDirectory);
    const shared = [
      ...(lock === undefined ? [] : [lock.file]),
      ...(tree.has(head) && !closure.some(({ root }) => root === workspace) ? [head] : []),
    ];
    const parts = [
      rootDigest(workspace),
      ...closure.map(({ root }) => digests(`${root}\n${root === one.root ? 'all' : 'production'}`)),
    ];
    if (lock === undefined || parts.includes(undefined)) return { shared, patches };
    const lines = closure.map(({ root }, index) => `${root} ${parts[index + 1]}`);
    return {
      text: [`. ${parts[0]}`, ...lines.sort(), heads(workspace).projection].join('\n'),
      shared,
      patches,
    };
  };
}

interface Head {
  readonly fields: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly projection: string;
}

/** What the workspace's package.json says to tools in all packages. Its dependencies are in the lock, its scripts are its own. */
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

/** The lock files and manifests of the workspace that a root project must not hash whole, since the slice stands for them. */
export function replacedBy({ text, shared }: Slice, root: string): string[] {
  return text === undefined ? [] : shared.filter((file) => isInside(file, root));
}
