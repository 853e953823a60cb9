/**
 * Files of the workspace as they are read while the graph is made, on every contributor's branch: plain ones
 * only. A pipe would be waited for, a device has no end, and a link may lead to what the repository has no
 * business with.
 */
import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { ManifestError } from './errors.js';
import { isBelow } from './native-paths.js';
import { dirname, leavesWorkspace } from './paths.js';

/** Megabytes. */
export const MAX_FILE_SIZE = 20;

export interface DiskReader {
  /**
   * @throws ManifestError for what is there and may not be read: as if it was missing would be wrong.
   * Undefined for what is missing.
   */
  read(file: string): string | undefined;
  /** Whether it lies in the workspace, links resolved. */
  hasInside(directory: string): boolean;
}

/** Windows has neither. */
const { O_NOFOLLOW = 0, O_NONBLOCK = 0, O_RDONLY } = constants;

/** Reading is synchronous: thousands of small files are faster so. */
export function diskReader(workspaceRoot: string, maxFileSize: number = MAX_FILE_SIZE): DiskReader {
  const isInside = insideOf(workspaceRoot);
  const hasInside = directories(workspaceRoot, isInside);
  const follow = (file: string): string | undefined => {
    const path = realOf(join(workspaceRoot, file));
    if (path === undefined) return undefined;
    if (!isInside(path)) throw refused(file, LEAVES, MOVE);
    return readPlain(path, file, maxFileSize);
  };
  return {
    hasInside,
    read: (file) => {
      if (leavesWorkspace(file)) return undefined;
      const path = join(workspaceRoot, file);
      if (!hasInside(dirname(file))) return existing(path) ? refuse(file, LEAVES, MOVE) : undefined;
      if (O_NOFOLLOW === 0 && isLink(path)) return follow(file);
      try {
        return readPlain(path, file, maxFileSize);
      } catch (error) {
        if (error instanceof ManifestError) throw error;
        return isLink(path) ? follow(file) : undefined;
      }
    },
  };
}

const LEAVES = 'leads out of the workspace';
const MOVE = 'What lies elsewhere is in no key. Put the file itself here, or remove the link.';

function refused(file: string, problem: string, hint: string): ManifestError {
  return new ManifestError({ file, problem, hint });
}

function refuse(...why: Parameters<typeof refused>): never {
  throw refused(...why);
}

/** @throws what the disk says, and ManifestError */
function readPlain(path: string, file: string, maxFileSize: number): string | undefined {
  let handle: number;
  try {
    handle = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (error) {
    // A socket, or a device that is not there.
    if (['ENXIO', 'EOPNOTSUPP', 'ENODEV'].includes((error as NodeJS.ErrnoException).code ?? ''))
      throw notPlain(file);
    throw error;
  }
  try {
    const stats = fstatSync(handle);
    if (stats.isDirectory()) return undefined;
    if (!stats.isFile()) throw notPlain(file);
    if (stats.size > maxFileSize * 1e6)
      throw refused(
        file,
        `has ${Math.ceil(stats.size / 1e6)} MB, more than the ${maxFileSize} MB that are read`,
        'If that is meant, raise maxFileSize in the options of polynx in nx.json.',
      );
    return readFileSync(handle, 'utf8');
  } finally {
    closeSync(handle);
  }
}

function notPlain(file: string): ManifestError {
  return refused(file, 'is not a regular file', 'It is a pipe, a socket or a device: nothing reads it.');
}

/** Absolute paths, links resolved. */
function insideOf(workspaceRoot: string): (path: string) => boolean {
  let root: string | undefined;
  return (path) => {
    root ??= realOf(workspaceRoot) ?? workspaceRoot;
    return isBelow(path, root);
  };
}

/** Each is looked at once, and followed only where a link is on the way. */
function directories(
  workspaceRoot: string,
  isInside: (path: string) => boolean,
): (directory: string) => boolean {
  const plain = new Map([['.', true]]);
  const known = new Map<string, boolean>();
  const isPlain = (directory: string): boolean => {
    let found = plain.get(directory);
    if (found === undefined) {
      found = isPlain(dirname(directory)) && !isLink(join(workspaceRoot, directory));
      plain.set(directory, found);
    }
    return found;
  };
  return (directory) => {
    if (leavesWorkspace(directory)) return false;
    if (isPlain(directory)) return true;
    let found = known.get(directory);
    if (found === undefined) {
      const real = realOf(join(workspaceRoot, directory));
      found = real === undefined || isInside(real);
      known.set(directory, found);
    }
    return found;
  };
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
  } catch {
    return false;
  }
}

function existing(path: string): boolean {
  return realOf(path) !== undefined;
}

function realOf(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}
