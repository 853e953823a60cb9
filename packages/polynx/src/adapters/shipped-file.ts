import { lstatSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ExpectedError } from '../model/errors.js';
import { isBelow } from '../model/native-paths.js';

/**
 * What becomes part of a package, and was not built for it. NB a repository may have a symbolic link
 * committed in the place of LICENSE: what lies elsewhere on the machine that packages is not for whoever
 * takes the package.
 */
export function readDocument(root: string, path: string): Buffer {
  return readInside(realpathSync(root), join(root, path), path);
}

/** What a build has left. Its folder may be on another disk: there it has to stay. */
export function readBinary(root: string, path: string): Buffer {
  const place = join(root, path);
  if (!lstatSync(place).isSymbolicLink()) return readInside(realpathSync(dirname(place)), place, path);
  return readInside(realpathSync(root), place, path);
}

function readInside(folder: string, place: string, path: string): Buffer {
  const real = realpathSync(place);
  if (!isBelow(real, folder))
    throw new ExpectedError(
      `${path} is, or lies behind, a symbolic link that leaves the workspace: it leads to ${real}, and what is there would be shipped.\n  Put the file itself there.`,
    );
  if (!statSync(real).isFile()) throw new ExpectedError(`${path} is not a regular file.`);
  return readFileSync(real);
}
