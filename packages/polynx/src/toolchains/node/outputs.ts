/** Where a script may leave something that Nx keeps and restores. */
import { isInside, leavesWorkspace, relative } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';
import { expandBraces, wildcard } from './wildcard.js';

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

/** A file that git tracks among those that a pattern matches. */
export function trackedFile(glob: string, { tree }: Ground): string | undefined {
  if (tree.has(glob)) return glob;
  if (tree.hasDirectory(glob)) return tree.under(glob).find((file) => !MARKER.test(file));
  if (!/[*?{]/.test(glob)) return undefined;
  const folder = glob.slice(0, glob.search(/[^/]*[*?{]/)).replace(/\/$/, '') || '.';
  if (leavesWorkspace(folder)) return undefined;
  const matchers = expandBraces(glob).map((one) => wildcard(one, { dot: true }));
  return tree.under(folder).find((file) => !MARKER.test(file) && matchers.some((matches) => matches(file)));
}

/** Restoring an output must never touch what git tracks. */
export function notAnOutput(path: string, root: string, ground: Ground): string | undefined {
  const plain = path.replace(/^!/, '').replaceAll('*', 'x');
  if (leavesWorkspace(plain) || plain === '.' || isInside(root, plain)) return `it writes to ${plain}`;
  const inPackage = isInside(plain, root) ? relative(root, plain) : plain;
  // NB tools keep their own state in node_modules/.cache, as the templates of Vite do in .tmp; everything else in there is the package manager's.
  if (/(?:^|\/)node_modules(?:\/|$)/.test(inPackage) && !/^node_modules\/\.(?:cache|tmp)\/./.test(inPackage))
    return `it writes to ${plain}`;
  if (holdsSources(ground.tree, plain))
    return `it writes to ${plain}, which holds files that git does not ignore`;
  return isIgnoredWhole(ground, plain) ? undefined : `it writes to ${plain}, which git does not ignore`;
}

export function outermost(paths: readonly string[]): string[] {
  const all = [...new Set(paths)];
  return all
    .filter((path) => path.startsWith('!') || !all.some((other) => other !== path && isInside(path, other)))
    .sort();
}
