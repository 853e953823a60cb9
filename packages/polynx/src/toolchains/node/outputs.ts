/** Where a script may leave something that Nx keeps and restores. */
import { baseOf, type Glob, isLiteral } from '../../model/globs.js';
import { isInside, leavesWorkspace, relative } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';
import { expandBraces, type Matcher, wildcard } from '../shared/wildcard.js';

export interface Ground {
  readonly tree: Tree;
  readonly isIgnored: (path: string) => boolean;
}

/** Empty files by which people keep a folder in git, and the `.gitignore` that keeps everything else out. */
const MARKER = /(?:^|\/)\.(?:git)?(?:keep|ignore)$/;

/** Files that git tracks below a path, or the path itself; those that only keep the folder do not count. */
export function holdsSources(tree: Tree, path: string): boolean {
  if (tree.has(path)) return true;
  return tree.hasDirectory(path) && tree.under(path).some((file) => !MARKER.test(file));
}

export function markersIn(tree: Tree, path: string): string[] {
  return tree.hasDirectory(path) ? tree.under(path).filter((file) => MARKER.test(file)) : [];
}

/** Whether git ignores the path, or all that could lie in the folder: `dist/*` with `!dist/.gitkeep`. */
export function isIgnoredWhole({ isIgnored }: Pick<Ground, 'isIgnored'>, path: string): boolean {
  const isFolder = !/[^/]\.[^/.]+$/.test(path);
  return isIgnored(path) || (isFolder && isIgnored(`${path}/polynx`));
}

/** A file that git tracks: at the path, in the folder, or among those that a glob matches. */
export function trackedFile(glob: Glob, { tree }: Ground): string | undefined {
  const base = baseOf(glob);
  if (leavesWorkspace(base)) return undefined;
  if (tree.has(base)) return base;
  if (!tree.hasDirectory(base)) return undefined;
  const matches = isLiteral(glob) ? () => true : matcherOf(glob);
  return tree.under(base).find((file) => !MARKER.test(file) && matches(file));
}

/** NB what the folders around are called stands for itself. */
export function matcherOf(glob: Glob): Matcher {
  const base = baseOf(glob);
  const depth = base === '.' ? 0 : base.split('/').length;
  const matchers = expandBraces(glob.split('/').slice(depth).join('/')).map((one) =>
    wildcard(one, { dot: true }),
  );
  return (path) => isInside(path, base) && matchers.some((matches) => matches(relative(base, path)));
}

/** Restoring an output must never touch what git tracks. */
export function notAnOutput(path: string, root: string, ground: Ground): string | undefined {
  const plain = path.replace(/^!/, '').replace(/\*(?=\.node$)/, 'x');
  if (leavesWorkspace(plain) || plain === '.' || isInside(root, plain)) return `it writes to ${plain}`;
  const inPackage = isInside(plain, root) ? relative(root, plain) : plain;
  // NB tools keep their own state in node_modules/.cache, as the templates of Vite do in .tmp; everything
  // else in there is the package manager's.
  if (/(?:^|\/)node_modules(?:\/|$)/.test(inPackage) && !/^node_modules\/\.(?:cache|tmp)\/./.test(inPackage))
    return `it writes to ${plain}`;
  if (holdsSources(ground.tree, plain))
    return `it writes to ${plain}, which holds files that git does not ignore`;
  return isIgnoredWhole(ground, plain) ? undefined : `it writes to ${plain}, which git does not ignore`;
}
