/**
 * The manifest because of which the go command refuses to work in a directory, though the directory's own is
 * fine.
 */
import { ManifestError } from '../../model/errors.js';
import { dirname, join, leavesWorkspace } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';
import type { Manifests } from '../toolchain.js';
import type { GoWork } from './go-work.js';
import { type GoManifest, nearestWorkspace, workspaceAt } from './modules.js';
import { membersOf } from './visible.js';

/** The reason for a directory, found once per workspace. */
export function findBroken(
  manifests: Manifests<GoManifest>,
  tree: Tree,
): (root: string) => ManifestError | undefined {
  const workspaces = new Map<string, ManifestError | undefined>();
  return (root) => {
    const directory = nearestWorkspace(root, tree);
    if (directory === undefined) return brokenReplace(root, manifests);
    if (!workspaces.has(directory)) workspaces.set(directory, brokenWorkspace(directory, manifests, tree));
    return workspaces.get(directory);
  };
}

function brokenWorkspace(
  directory: string,
  manifests: Manifests<GoManifest>,
  tree: Tree,
): ManifestError | undefined {
  const file = join(directory, 'go.work');
  const work = workspaceAt(directory, manifests, tree);
  return (
    manifests.broken.get(file) ?? (work === undefined ? undefined : brokenMember(file, work, manifests, tree))
  );
}

function brokenMember(
  file: string,
  work: GoWork,
  manifests: Manifests<GoManifest>,
  tree: Tree,
): ManifestError | undefined {
  for (const { directory, line } of membersOf(dirname(file), work)) {
    const manifest = join(directory, 'go.mod');
    const broken = manifests.broken.get(manifest);
    if (broken !== undefined) return broken;
    // Ignored by git, it may still be there.
    if (tree.has(manifest) || tree.read(manifest) !== undefined) continue;
    return new ManifestError({
      file,
      line,
      field: `use ${directory}`,
      problem: 'has no go.mod',
      hint: `The go command refuses the whole workspace for it. Remove the line, or run "go mod init" there; in a sparse checkout: git sparse-checkout add ${directory}`,
    });
  }
  return undefined;
}

/** Where a replaced module is required, Go reads its go.mod. */
function brokenReplace(root: string, manifests: Manifests<GoManifest>): ManifestError | undefined {
  const manifest = manifests.get(join(root, 'go.mod'));
  if (manifest?.kind !== 'module') return undefined;
  const required = new Set(manifest.requires.map(({ path }) => path));
  for (const { path, to, toVersion } of manifest.replaces) {
    const directory = join(root, to);
    if (toVersion !== undefined || to.startsWith('/') || leavesWorkspace(directory) || !required.has(path))
      continue;
    const broken = manifests.broken.get(join(directory, 'go.mod'));
    if (broken !== undefined) return broken;
  }
  return undefined;
}
