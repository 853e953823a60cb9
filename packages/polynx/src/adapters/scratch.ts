import { join } from 'node:path';
import { checkOwnFolder, listOwn, ownPlace, removeOwn } from './own-folder.js';
import { isAlive } from './processes.js';

const FOLDER = '.nx/polynx/tmp';

let cleaned = false;

/**
 * A folder of this process alone, workspace-relative: what another one writes, or a tool whose Nx was killed,
 * cannot be taken for ours. Taken away when the process ends; what killed ones left, the next one takes away.
 */
export function scratchFolder(workspaceRoot: string): string {
  const own = `${FOLDER}/${process.pid}`;
  checkOwnFolder(workspaceRoot);
  ownPlace(workspaceRoot, own);
  if (!cleaned) {
    cleaned = true;
    removeDead(workspaceRoot);
    process.on('exit', () => removeOwn(workspaceRoot, own));
  }
  return own;
}

function removeDead(workspaceRoot: string): void {
  for (const name of listOwn(workspaceRoot, FOLDER)) {
    if (/^\d+$/.test(name) && (Number(name) === process.pid || !isAlive({ pid: Number(name) })))
      removeOwn(workspaceRoot, join(FOLDER, name));
  }
}
