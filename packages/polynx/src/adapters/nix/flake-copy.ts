/**
 * Some files of a repository, as a flake of their own. What Nix makes of it is made of nothing else:
 * expressions that read more fail, where in the repository they would read what is in no key. Nor is there a
 * commit to be seen.
 */
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  utimesSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { filesIn } from '../git.js';
import { scratchFolder } from '../scratch.js';

/** @param files workspace-relative; what is not there is left out */
export function copyFiles(from: string, to: string, files: readonly string[]): void {
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  for (const file of files) {
    const [source, target] = [join(from, file), join(to, file)];
    const stat = lstatSync(source, { throwIfNoEntry: false });
    // A folder is a repository within this one.
    if (stat === undefined || stat.isDirectory()) continue;
    mkdirSync(dirname(target), { recursive: true });
    if (stat.isSymbolicLink()) {
      symlinkSync(readlinkSync(source), target);
      lutimesSync(target, 1, 1);
    } else {
      copyFileSync(source, target);
      chmodSync(target, (stat.mode & 0o100) === 0 ? 0o644 : 0o755);
      utimesSync(target, 1, 1);
    }
  }
  setFolderTimes(to);
}

/** NB `self.lastModified` is the latest time of any file. */
function setFolderTimes(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.isDirectory()) setFolderTimes(join(folder, entry.name));
  utimesSync(folder, 1, 1);
}

/** What every flake is read with; the pipe that makes keys has the same. */
const EXPRESSIONS = [':(glob)flake.lock', ':(glob)**/*.nix'];

/**
 * @param sources files and folders; `.` is everything
 * @returns the absolute folder
 */
export async function copyFlake(workspaceRoot: string, sources: readonly string[]): Promise<string> {
  const paths = sources.map((path) => (path === '.' ? ':(top)' : `:(literal)${path}`));
  const name = createHash('sha256').update(sources.join('\0')).digest('hex').slice(0, 16);
  const copy = join(workspaceRoot, scratchFolder(workspaceRoot), 'flakes', name);
  copyFiles(workspaceRoot, copy, await filesIn(workspaceRoot, [...EXPRESSIONS, ...paths]));
  return copy;
}
