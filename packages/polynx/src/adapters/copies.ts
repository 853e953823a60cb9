/** Copies of the workspace in other places. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { copyTree } from './copy-tree.js';
import { answerOf } from './run.js';

/**
 * What git does not ignore, and these files and folders. Packages that a package manager has installed are
 * linked.
 *
 * @param name of the new folder, somewhere in the system's temporary one
 * @returns the absolute path of the copy
 */
export async function copyWorkspace(
  workspaceRoot: string,
  name: string,
  others: readonly string[],
): Promise<string> {
  const command = {
    program: 'git',
    args: ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    cwd: '.',
  };
  const { stdout } = await answerOf(command, { workspaceRoot, install: INSTALL });
  const copy = join(mkdtempSync(join(tmpdir(), 'polynx-')), name);
  const files = stdout.split('\0').filter((file) => file !== '');
  for (const path of new Set([...files, ...others])) {
    const from = join(workspaceRoot, path);
    // NB a file that is deleted and not yet committed is still listed; and a repository in this one is a
    // folder to git.
    if (existsSync(from)) copyTree(from, place(copy, path));
  }
  const installed = join(workspaceRoot, 'node_modules');
  // NB on Windows anyone may make a junction, and a symbolic link needs a right of its own. Elsewhere the
  // kind is ignored.
  if (existsSync(installed)) symlinkSync(installed, place(copy, 'node_modules'), 'junction');
  return copy;
}

const INSTALL = 'Install git: https://git-scm.com/downloads';

function place(copy: string, path: string): string {
  const to = join(copy, path);
  mkdirSync(dirname(to), { recursive: true });
  return to;
}

export function removeCopy(copy: string): void {
  rmSync(dirname(copy), { recursive: true, force: true });
}
