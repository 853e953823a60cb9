import { ancestors, isInside, outermost } from '../../model/paths.js';
import { type Ground, holdsSources, isIgnoredWhole } from './outputs.js';
import type { PackageFields } from './package-json.js';
import { promisedFiles } from './promised-files.js';

/** Where the files that the manifest promises and git ignores live: the outermost ignored folder of each. */
export function promisedOutputs(
  { root, fields }: { readonly root: string; readonly fields: PackageFields },
  around: Ground,
): string[] {
  const files = promisedFiles(root, fields).filter((path) => isPromise(path, root, around));
  return outermost(files.flatMap((path) => folderOf(path, root, around) ?? []));
}

/** Whether the file is one that only a build can leave: in the package, and not tracked. */
export function isPromise(path: string, root: string, around: Ground): boolean {
  return (
    isInside(path, root) && !holdsSources(around.tree, path) && folderOf(path, root, around) !== undefined
  );
}

function folderOf(path: string, root: string, around: Ground): string | undefined {
  const inside = ancestors(path).filter((folder) => folder !== root && isInside(folder, root));
  return inside
    .reverse()
    .find((folder) => isIgnoredWhole(around, folder) && !holdsSources(around.tree, folder));
}
