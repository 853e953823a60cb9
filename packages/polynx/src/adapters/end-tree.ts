/** Ends a process with all that it has started. */
import { spawnSync } from 'node:child_process';

export type Ending =
  | { readonly group: number }
  | { readonly program: 'taskkill'; readonly args: readonly string[] };

/**
 * A process group where there is one. Windows has none, and `process.kill` ends the one process there: what
 * cargo has started would go on writing.
 * https://learn.microsoft.com/windows-server/administration/windows-commands/taskkill
 */
export function endingOf(pid: number, platform: string = process.platform): Ending {
  if (platform !== 'win32') return { group: -pid };
  return { program: 'taskkill', args: ['/PID', String(pid), '/T', '/F'] };
}

/**
 * NB also called while this process exits: nothing may be waited for. A process that is gone already is no
 * error.
 */
export function endTree(pid: number, signal: NodeJS.Signals): void {
  const ending = endingOf(pid);
  if ('program' in ending) {
    spawnSync(ending.program, ending.args, { stdio: 'ignore', windowsHide: true });
    return;
  }
  try {
    process.kill(ending.group, signal);
  } catch {
    // The group is gone already.
  }
}
