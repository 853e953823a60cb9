/** Whether the process that left something behind is still there. */
import { readFileSync } from 'node:fs';

export interface Process {
  readonly pid: number;
  /** When it began, where the system tells: after a restart another one may have its number. */
  readonly since?: string | undefined;
}

export function thisProcess(): Process {
  return { pid: process.pid, since: read(process.pid)?.since };
}

export function isAlive({ pid, since }: Process): boolean {
  if (pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const found = read(pid);
  // NB a dead process that nobody has waited for still has its number, for ever in a container without an
  // init.
  return found === undefined || (found.state !== 'Z' && (since === undefined || found.since === since));
}

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html; NB the name in brackets may hold anything. */
function read(pid: number): { readonly state: string; readonly since: string } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state = '', ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state, since: fields[18] ?? '' };
  } catch {
    return undefined;
  }
}
