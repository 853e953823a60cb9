/** vendor/modules.txt: which version each copied package is of. https://go.dev/ref/mod#go-mod-vendor */
import { join } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';

/** The lines about the modules that have one of these packages. */
export function vendoredModules(packages: readonly string[], root: string | undefined, tree: Tree): string[] {
  if (root === undefined || packages.length === 0) return [];
  const wanted = new Set(packages);
  const found = new Set<string>();
  let section: string[] = [];
  for (const line of (tree.read(join(root, 'vendor/modules.txt')) ?? '').split('\n')) {
    if (line.startsWith('# ')) section = [line];
    else if (line.startsWith('#')) section.push(line);
    else if (wanted.has(line.trim())) for (const one of section) found.add(one);
  }
  return [...found];
}
