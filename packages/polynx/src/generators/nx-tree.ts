import type { Tree as NxTree } from '@nx/devkit';
import { createTree, type Tree } from '../model/tree.js';
import { listFiles } from '../plugin/devkit.js';

/** The workspace as toolchains see it, with what the generator has changed so far. */
export async function workspaceTree(host: Pick<NxTree, 'root' | 'listChanges' | 'read'>): Promise<Tree> {
  const files = new Set(await listFiles(host.root, ['**/*']));
  for (const { path, type } of host.listChanges()) {
    if (type === 'DELETE') files.delete(path);
    else files.add(path);
  }
  return createTree([...files].sort(), (file) => host.read(file, 'utf-8') ?? undefined);
}
