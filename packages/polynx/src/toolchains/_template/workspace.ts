import { compact } from '../../model/compact.js';
import { basename, dirname, join, leavesWorkspace } from '../../model/paths.js';
import type { Project } from '../../model/project.js';
import type { Tree } from '../../model/tree.js';
import type { Manifests } from '../toolchain.js';
import type { TemplateManifest } from './manifest.js';

/** What tasks need to know of a project beyond the neutral model. */
export interface TemplateDetails {
  /** The project and all that it uses, however deep. */
  readonly closure: readonly string[];
  /** The lock file, where there is one. */
  readonly lock?: string;
}

/** Pure, and it never throws for what a manifest says: an unknown folder in `uses` is no edge. */
export function modelTemplate(
  manifests: Manifests<TemplateManifest>,
  tree: Tree,
): Project<TemplateDetails>[] {
  return [...manifests].map(([path, manifest]) => {
    const root = dirname(path);
    const lock = join(root, 'template.lock');
    return compact({
      root,
      manifest: path,
      name: manifest.nx?.name ?? manifest.name ?? basename(root),
      isNamedByFolder: (manifest.nx?.name ?? manifest.name) === undefined ? true : undefined,
      type: 'library',
      description: manifest.description,
      deliverables: [],
      dependencies: usedBy(root, manifest).map((used) => ({
        root: used,
        scope: 'production',
        stated: { file: path, kind: 'uses', at: ['uses'] },
      })),
      // Change: files outside the project that its sources name in literals. The core finds out whose they
      // are.
      reads: [],
      settings: manifest.nx ?? {},
      details: { closure: closureOf(root, manifests), ...(tree.has(lock) ? { lock } : {}) },
    });
  });
}

function usedBy(root: string, { uses = [] }: TemplateManifest): string[] {
  return uses.map((path) => join(root, path)).filter((path) => !leavesWorkspace(path));
}

function closureOf(root: string, manifests: Manifests<TemplateManifest>): string[] {
  const closure = new Set([root]);
  for (const at of closure) {
    const manifest = manifests.get(join(at, 'template.json'));
    if (manifest === undefined) closure.delete(at);
    else for (const used of usedBy(at, manifest)) closure.add(used);
  }
  return [...closure].sort();
}
