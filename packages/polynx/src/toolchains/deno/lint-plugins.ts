import { join } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';
import type { DenoJson } from './deno-json.js';
import { importsOf } from './file-graph.js';
import type { DenoWorkspace } from './members.js';

const rootPlugins = new WeakMap<DenoWorkspace, readonly string[]>();

/** Plugins that are files, with what they import. Those of the root hold for every member. */
export function lintPlugins(workspace: DenoWorkspace, manifest: DenoJson, tree: Tree): string[] {
  const { root } = workspace;
  const shared = rootPlugins.get(workspace) ?? pluginsOf(workspace, root, tree);
  rootPlugins.set(workspace, shared);
  return manifest === root ? [...shared] : [...new Set([...shared, ...pluginsOf(workspace, manifest, tree)])];
}

function pluginsOf(workspace: DenoWorkspace, manifest: DenoJson, tree: Tree): string[] {
  const written = (manifest.json.lint?.plugins ?? []).filter((plugin) => plugin.startsWith('.'));
  const found = new Set(written.map((plugin) => join(manifest.directory, plugin)));
  for (const file of found) {
    for (const next of importsOf(workspace, manifest, file, tree).files) if (tree.has(next)) found.add(next);
  }
  return [...found];
}
