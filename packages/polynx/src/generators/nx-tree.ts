import type { Tree as NxTree } from '@nx/devkit';
import { findCheckouts } from '../adapters/checkouts.js';
import { findLinks } from '../adapters/links.js';
import { type Analysis, analyse } from '../analysis/analyse.js';
import { readOptions } from '../analysis/options.js';
import { ownFile } from '../model/checkouts.js';
import { diskReader } from '../model/disk-reader.js';
import { createTree, type Tree } from '../model/tree.js';
import { listFiles } from '../plugin/devkit.js';
import { pluginOptions } from './init/nx-json.js';

export type Host = Pick<NxTree, 'root' | 'listChanges' | 'read'>;

/** What the plugin says of the workspace, by the options that nx.json has now. */
export async function analyseWorkspace(
  host: Host,
): Promise<{ readonly analysis: Analysis; readonly tree: Tree }> {
  const tree = await workspaceTree(host);
  const options = readOptions(pluginOptions(host.read('nx.json', 'utf-8') ?? '{}'));
  return { analysis: analyse(tree.files, tree, options), tree };
}

/** The workspace as toolchains see it, with what the generator has changed so far. */
async function workspaceTree(host: Host): Promise<Tree> {
  const listed = await listFiles(host.root, ['**/*']);
  const reader = diskReader(host.root);
  const checkouts = findCheckouts(host.root, listed, reader);
  const isOwn = ownFile(checkouts);
  const links = findLinks(host.root).filter(({ path }) => isOwn(path));
  const files = new Set(listed.filter(isOwn));
  const changes = host.listChanges();
  for (const { path, type } of changes) {
    if (type === 'DELETE') files.delete(path);
    else files.add(path);
  }
  const changed = new Set(changes.map(({ path }) => path));
  const tree = createTree([...files].sort(), (file) =>
    changed.has(file) ? (host.read(file, 'utf-8') ?? undefined) : reader.read(file),
  );
  return { ...tree, checkouts, links };
}
