import type { ProjectGraph, Tree } from '@nx/devkit';
import { leavesWorkspace } from '../model/paths.js';
import type { ReleaseFiles } from '../toolchains/toolchain.js';

const views = new WeakMap<Tree, ReleaseFiles>();

/** One for each tree, so that toolchains can keep what they have read of it. */
export function viewOf(tree: Tree, roots: readonly string[]): ReleaseFiles {
  const known = views.get(tree);
  if (known !== undefined && known.roots.length === roots.length) return known;
  const view: ReleaseFiles = {
    roots,
    read: (path) => (leavesWorkspace(path) ? undefined : textOf(tree, path)),
  };
  views.set(tree, view);
  return view;
}

function textOf(tree: Tree, path: string): string | undefined {
  return tree.isFile(path) ? (tree.read(path, 'utf-8') ?? undefined) : undefined;
}

const roots = new WeakMap<object, readonly string[]>();

export function rootsOf(graph: Pick<ProjectGraph, 'nodes'>): readonly string[] {
  const found = roots.get(graph.nodes) ?? Object.values(graph.nodes).map(({ data }) => data.root);
  roots.set(graph.nodes, found);
  return found;
}
