import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive } from './processes.js';

const FOLDER = '.nx/polynx/tmp';

let cleaned = false;

/**
 * A folder of this process alone, workspace-relative: what another one writes, or a tool whose Nx was killed, cannot be taken for ours. Taken away when the
 * process ends; what killed ones left, the next one takes away.
 */
export function scratchFolder(workspaceRoot: string): string {
  const own = `${FOLDER}/${process.pid}`;
  if (!cleaned) {
    cleaned = true;
    removeDead(workspaceRoot);
    process.on('exit', () => remove(join(workspaceRoot, own)));
  }
  return own;
}

function removeDead(workspaceRoot: string): void {
  const folder = join(workspaceRoot, FOLDER);
  for (const name of list(folder)) {
    if (/^\d+$/.test(name) && (Number(name) === process.pid || !isAlive({ pid: Number(name) })))
      remove(join(folder, name));
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** NB another one may be taking it away at the same moment. */
function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {}
}
