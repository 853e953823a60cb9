/**
 * What polynx keeps in the workspace, all of it in one folder. A repository may have anything committed in
 * its place: a symbolic link there is never followed, be it to read, to write or to delete. NB loaded each
 * time Nx hashes: only what Node brings along.
 */
import {
  closeSync,
  constants,
  type Dirent,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { ExpectedError } from '../model/errors.js';
import { toPosix } from '../model/native-paths.js';
import { OWN } from '../model/places.js';

/** Windows has no such flags: what is a link was looked at before. */
const { O_NOFOLLOW = 0, O_NONBLOCK = 0, O_RDONLY, O_WRONLY, O_APPEND, O_CREAT } = constants;

/** Only for who runs the tasks: what may hold answers and digests of an environment. */
export const PRIVATE = 0o600;
const SHARED = 0o644;

/**
 * The absolute path of something in the folder of polynx.
 * @param path from the workspace's root, in the folder of polynx
 * @throws ExpectedError where a link lies on the way, or in its place
 */
export function ownPlace(workspaceRoot: string, path: string): string {
  let at = workspaceRoot;
  for (const part of path.split('/')) {
    at = join(at, part);
    const found = statOf(at);
    if (found === undefined) break;
    if (found.isSymbolicLink()) throw linked(workspaceRoot, at);
  }
  return join(workspaceRoot, path);
}

function linked(workspaceRoot: string, at: string): ExpectedError {
  const path = toPosix(at.slice(workspaceRoot.length + 1));
  const own = path === '.nx' ? ' To keep caches elsewhere, set NX_CACHE_DIRECTORY.' : '';
  return new ExpectedError(
    `${path} is a symbolic link. polynx keeps its own files there, and follows no link to where they would overwrite others.\n  Remove it, also from git if it is committed: git rm --cached ${path}.${own}`,
  );
}

function statOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** What a task asks first: it writes to many of the folders, and so do its tools. */
export function checkOwnFolder(workspaceRoot: string): void {
  const folder = ownPlace(workspaceRoot, OWN);
  let entries: Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    return;
  }
  const link = entries.find((entry) => entry.isSymbolicLink());
  if (link !== undefined) throw linked(workspaceRoot, join(folder, link.name));
}

/** The folder, which is there when this returns, and which git does not see. */
export function ownFolder(workspaceRoot: string, path: string): string {
  const folder = ownPlace(workspaceRoot, path);
  makeHidden(workspaceRoot);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/**
 * Git is not to see it. NB a daemon of Nx ends when it sees any .gitignore being written, in the middle of
 * what it does, and the command that waits for it hangs: while there may be one, that is left to the first
 * command without.
 */
function makeHidden(workspaceRoot: string): void {
  const folder = join(workspaceRoot, OWN);
  const file = join(folder, '.gitignore');
  if (statOf(file) !== undefined || mayHaveDaemon(workspaceRoot)) return;
  mkdirSync(folder, { recursive: true });
  try {
    writeFileSync(file, '# Made by polynx: nothing here belongs in git.\n*\n', { flag: 'wx' });
  } catch {
    // Another process was quicker, or has the folder for itself.
  }
}

function mayHaveDaemon(workspaceRoot: string): boolean {
  const { NX_DAEMON_PROCESS, NX_WORKSPACE_DATA_DIRECTORY: own = '.nx/workspace-data' } = process.env;
  const note = join(resolve(workspaceRoot, own), 'd/server-process.json');
  return NX_DAEMON_PROCESS === 'true' || statOf(note) !== undefined;
}

/** Undefined where there is no such file, or something else in its place. */
export function readOwn(workspaceRoot: string, path: string): Buffer | undefined {
  try {
    return readPlain(ownPlace(workspaceRoot, path));
  } catch {
    return undefined;
  }
}

export function readOwnText(workspaceRoot: string, path: string): string | undefined {
  return readOwn(workspaceRoot, path)?.toString();
}

/** NB a pipe would be waited for: it is opened without waiting, and is no regular file. */
function readPlain(file: string): Buffer | undefined {
  const handle = openSync(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    return fstatSync(handle).isFile() ? readFileSync(handle) : undefined;
  } finally {
    closeSync(handle);
  }
}

/**
 * Written beside and renamed: another process may read or write at the same moment. A file that says so
 * already is left alone.
 * @throws where it cannot be written
 */
export function writeOwn(
  workspaceRoot: string,
  path: string,
  content: string | Uint8Array,
  mode: number = SHARED,
): void {
  const bytes = Buffer.from(content);
  if (readOwn(workspaceRoot, path)?.equals(bytes) === true) return;
  ownFolder(workspaceRoot, dirname(path));
  const file = ownPlace(workspaceRoot, path);
  const temporary = `${file}.${process.pid}`;
  // A process of this number may have been killed here.
  rmSync(temporary, { force: true });
  writeFileSync(temporary, bytes, { mode, flag: 'wx' });
  renameSync(temporary, file);
}

/**
 * One more line of a file that only grows. NB what is written at once to a file opened to append is not mixed
 * with what another process writes.
 * @throws where it cannot be written
 */
export function appendOwn(workspaceRoot: string, path: string, line: string): void {
  ownFolder(workspaceRoot, dirname(path));
  const flags = O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK;
  const handle = openSync(ownPlace(workspaceRoot, path), flags, PRIVATE);
  try {
    if (!fstatSync(handle).isFile()) throw new ExpectedError(`${path} is not a regular file. Remove it.`);
    writeSync(handle, `${line}\n`);
  } finally {
    closeSync(handle);
  }
}

/**
 * The same where a task goes on without it. False on a read-only or full disk, or with a link in its place.
 */
export function tryWriteOwn(...args: Parameters<typeof writeOwn>): boolean {
  try {
    writeOwn(...args);
    return true;
  } catch {
    return false;
  }
}

export interface OwnFolder {
  has(name: string): boolean;
  /** False where it cannot be written. */
  tryWrite(name: string, content: string): boolean;
}

/** For many files of one folder, which is looked at once. */
export function openOwn(workspaceRoot: string, path: string): OwnFolder {
  const present = new Set(listOwn(workspaceRoot, path));
  let folder: string | undefined;
  return {
    has: (name) => present.has(name),
    tryWrite: (name, content) => {
      try {
        folder ??= ownFolder(workspaceRoot, path);
        // NB 'wx' writes through no link, and a file that is renamed takes the place of one.
        const temporary = join(folder, `${name}.${process.pid}`);
        writeFileSync(temporary, content, { mode: SHARED, flag: 'wx' });
        renameSync(temporary, join(folder, name));
      } catch {
        return tryWriteOwn(workspaceRoot, `${path}/${name}`, content);
      }
      present.add(name);
      return true;
    },
  };
}

/** Names of what is in the folder; none where there is no such folder. */
export function listOwn(workspaceRoot: string, path: string): string[] {
  try {
    return readdirSync(ownPlace(workspaceRoot, path));
  } catch {
    return [];
  }
}

/** Of a file; undefined where there is none. */
export function statOwn(workspaceRoot: string, path: string): Stats | undefined {
  try {
    const found = statOf(ownPlace(workspaceRoot, path));
    return found?.isFile() === true ? found : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Never fails: another process may be taking it away at the same moment. NB of a link in its place it is the
 * link that goes.
 */
export function removeOwn(workspaceRoot: string, path: string): void {
  try {
    rmSync(join(ownPlace(workspaceRoot, dirname(path)), path.slice(dirname(path).length + 1)), {
      recursive: true,
      force: true,
    });
  } catch {}
}
