/**
 * The files of a release, read once: for a thousand projects each manifest is asked for a thousand times.
 */
import type { ProjectGraph, Tree } from '@nx/devkit';
import { leavesWorkspace } from '../model/paths.js';
import type { ReleaseFiles, Texts } from '../toolchains/toolchain.js';

interface View {
  readonly files: ReleaseFiles;
  readonly texts: Map<string, string | undefined>;
}

const views = new WeakMap<Tree, View>();

/** One for each tree, so that toolchains can keep what they have made of it. */
export function viewOf(tree: Tree, roots: readonly string[]): ReleaseFiles {
  return viewIn(tree, roots).files;
}

function viewIn(tree: Tree, roots: readonly string[]): View {
  const known = views.get(tree);
  if (known !== undefined && known.files.roots.length === roots.length) return known;
  const texts = new Map<string, string | undefined>();
  const read = (path: string) => {
    if (!texts.has(path)) texts.set(path, textOf(tree, path));
    return texts.get(path);
  };
  const view = { files: { roots, read }, texts };
  views.set(tree, view);
  return view;
}

function textOf(tree: Tree, path: string): string | undefined {
  if (leavesWorkspace(path) || !tree.isFile(path)) return undefined;
  return tree.read(path, 'utf-8') ?? undefined;
}

/** After commands of the user, which may have written anything. */
export function readAgain(tree: Tree): void {
  views.delete(tree);
}

/**
 * Writes what comes of the files as they are now, and says which. NB those who release other projects write
 * to the same tree: where they did, it is worked out again.
 */
export function change(
  tree: Tree,
  roots: readonly string[],
  compute: (files: ReleaseFiles) => Texts,
): string[] {
  const view = viewIn(tree, roots);
  const first = compute(view.files);
  const isStale = Object.keys(first).some((path) => textOf(tree, path) !== view.files.read(path));
  if (isStale) view.texts.clear();
  const texts = isStale ? compute(view.files) : first;
  for (const [path, text] of Object.entries(texts)) {
    tree.write(path, text);
    view.texts.set(path, text);
  }
  return Object.keys(texts);
}

const rootsByGraph = new WeakMap<object, readonly string[]>();

export function rootsOf({ nodes }: Pick<ProjectGraph, 'nodes'>): readonly string[] {
  const found = rootsByGraph.get(nodes) ?? Object.values(nodes).map(({ data }) => data.root);
  rootsByGraph.set(nodes, found);
  return found;
}
