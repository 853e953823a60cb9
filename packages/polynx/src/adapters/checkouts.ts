/**
 * Working trees and submodules inside the workspace, by what git has written down: no process is started, and
 * a repository without either costs three looks at the disk.
 * https://git-scm.com/docs/gitrepository-layout
 */
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { type Checkouts, NO_CHECKOUTS } from '../model/checkouts.js';
import { type DiskReader, diskReader } from '../model/disk-reader.js';
import { submodulePaths } from '../model/gitmodules.js';
import { seenFrom } from '../model/native-paths.js';
import { ancestors, dirname as folderOf } from '../model/paths.js';

/**
 * @param files of the workspace; where a record of git's leads nowhere, the folders around them are looked at
 * @param reader of the workspace
 */
export function findCheckouts(
  workspaceRoot: string,
  files: readonly string[],
  reader: Pick<DiskReader, 'read'> = diskReader(workspaceRoot),
): Checkouts {
  const repository = findRepository(workspaceRoot);
  if (repository === undefined) return NO_CHECKOUTS;
  const { top, common } = repository;
  const inWorkspace = (path: string) => relativeTo(workspaceRoot, path);
  return {
    worktrees: worktreesOf(common, workspaceRoot, files).sort(),
    submodules: submodulesOf(top === workspaceRoot ? reader : diskReader(top))
      .flatMap((path) => inWorkspace(join(top, path)) ?? [])
      .sort(),
  };
}

interface Repository {
  /** Absolute. */
  readonly top: string;
  /** The folder that all working trees share. */
  readonly common: string;
}

/** NB a worktree and a submodule have a file `.git` that says where the folder is. */
function findRepository(from: string): Repository | undefined {
  for (let at = from; ; at = dirname(at)) {
    const place = join(at, '.git');
    const found = statSync(place, { throwIfNoEntry: false });
    if (found !== undefined) {
      const folder = found.isDirectory() ? place : gitFolderIn(place);
      return folder === undefined ? undefined : { top: at, common: commonOf(folder) };
    }
    if (dirname(at) === at) return undefined;
  }
}

/** `gitdir: <path>` */
function gitFolderIn(file: string): string | undefined {
  const [, path] = /^gitdir: ([^\n]+)/.exec(textOf(file) ?? '') ?? [];
  return path === undefined ? undefined : resolve(dirname(file), path);
}

function commonOf(gitFolder: string): string {
  const shared = textOf(join(gitFolder, 'commondir'))?.trim();
  return shared === undefined ? gitFolder : resolve(gitFolder, shared);
}

/**
 * NB in a container the repository has another path than git has written down: then the worktree itself says
 * which it is.
 */
function worktreesOf(common: string, workspaceRoot: string, files: readonly string[]): string[] {
  const records = join(common, 'worktrees');
  const found: string[] = [];
  const lost = new Set<string>();
  for (const name of namesIn(records)) {
    const file = textOf(join(records, name, 'gitdir'))?.trim() ?? '';
    const place = dirname(resolve(join(records, name), file));
    if (existsSync(join(place, '.git'))) found.push(...(relativeTo(workspaceRoot, place) ?? []));
    else lost.add(name);
  }
  return lost.size === 0 ? found : [...found, ...strayed(lost, workspaceRoot, files)];
}

function strayed(names: ReadonlySet<string>, workspaceRoot: string, files: readonly string[]): string[] {
  const folders = new Set(files.flatMap((file) => ancestors(folderOf(file))));
  return [...folders].filter((folder) => {
    const [, path = ''] = /^gitdir: ([^\n]+)/.exec(textOf(join(workspaceRoot, folder, '.git')) ?? '') ?? [];
    return folder !== '.' && basename(dirname(path)) === 'worktrees' && names.has(basename(path));
  });
}

/** NB git takes no `.gitmodules` that is a link. */
function submodulesOf({ read }: Pick<DiskReader, 'read'>): string[] {
  try {
    return submodulePaths(read('.gitmodules') ?? '');
  } catch {
    // Whoever needs it says why it may not be read.
    return [];
  }
}

/** As a list: none where it lies elsewhere. The workspace itself lies elsewhere. */
function relativeTo(workspaceRoot: string, path: string): string[] | undefined {
  const seen = seenFrom(realPath(workspaceRoot), realPath(path));
  return seen === undefined ? undefined : [seen];
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
