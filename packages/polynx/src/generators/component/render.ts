import type { Command } from '../../model/task.js';
import { createTree, type Tree } from '../../model/tree.js';
import type { ScaffoldRequest } from '../../toolchains/toolchain.js';
import { type Chosen, guestsOf } from './chosen.js';

export interface Rendered {
  /** By workspace-relative path, those of existing files changed. */
  readonly texts: Readonly<Record<string, string>>;
  /** What has to be run once the files are on disk. */
  readonly commands: readonly Command[];
}

/**
 * The files, what wires them in, and what has to be run. A component may hold a manifest of another
 * toolchain, which has its own workspace.
 */
export async function render(
  request: ScaffoldRequest,
  { scaffold, toolchain }: Pick<Chosen, 'scaffold' | 'toolchain'>,
  tree: Tree,
): Promise<Rendered> {
  const files = scaffold.files(request, tree);
  const texts: Record<string, string> = { ...files, ...scaffold.wire(request, tree) };
  const guests = await guestsOf(Object.keys(files), toolchain);
  for (const guest of guests) Object.assign(texts, guest.wire(request, withTexts(tree, texts)));
  const after = withTexts(tree, texts);
  return { texts, commands: [scaffold, ...guests].flatMap((one) => one.finish?.(request, after) ?? []) };
}

/** The tree as it will be. */
export function withTexts(tree: Tree, texts: Readonly<Record<string, string>>): Tree {
  const files = [...new Set([...tree.files, ...Object.keys(texts)])].sort();
  return createTree(files, (path) => texts[path] ?? tree.read(path));
}
