/** Folders that may not be written, in words: which, why, and what helps. */
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, resolve } from 'node:path';
import { toPosix } from '../model/native-paths.js';
import { OWN } from '../model/places.js';
import type { Plan } from '../model/task.js';

/** An error of the system, such as `EACCES: permission denied, mkdir '/repo/dist'`, as a user needs it. */
export function messageOf(error: Error): string {
  const { code, path, dest } = error as NodeJS.ErrnoException & { readonly dest?: string };
  const place = dest ?? path;
  if (code === undefined || place === undefined) return error.message;
  const full = FULL[code];
  if (full !== undefined)
    return `${place} cannot be written: ${full}.\n  Free some space: df -h ${dirname(place)}`;
  const barrier = barrierAt(dirname(place)) ?? (existsSync(place) ? barrierAt(place) : undefined);
  return barrier === undefined ? error.message : `${place} cannot be written: ${describe(barrier, place)}`;
}

const FULL: Readonly<Record<string, string>> = {
  ENOSPC: 'no space left on device (ENOSPC)',
  EDQUOT: 'the disk quota of this user is used up (EDQUOT)',
};

/** Whether a tool that failed complains of a folder, in the words of its operating system. */
const COMPLAINT =
  /read-only file ?system|permission denied|access is denied|operation not permitted|EROFS|EACCES|EPERM|os error (?:13|30)\b/i;

/** Of the folders that a failed tool writes to, those that it may not. NB it often names a file far below. */
export function unwritable(workspaceRoot: string, plan: Plan, output: string): string[] {
  if (!COMPLAINT.test(output)) return [];
  const folders = [
    ...plan.artifacts.flatMap(({ from, to }) => [dirname(from), dirname(to)]),
    ...(plan.writes ?? []).map(({ folder }) => folder),
    tmpdir(),
  ];
  const settings = new Map((plan.writes ?? []).map(({ folder, setting }) => [folder, setting]));
  settings.set(tmpdir(), 'TMPDIR');
  const found = new Map<string, string>();
  for (const folder of folders) {
    const barrier = barrierAt(resolve(workspaceRoot, folder));
    if (barrier === undefined || found.has(barrier.at)) continue;
    const setting = settings.get(folder);
    const other = setting === undefined ? '' : `\n  Or set ${setting} to a folder that may be written.`;
    found.set(
      barrier.at,
      `${folder} cannot be written: ${describe(barrier, resolve(workspaceRoot, folder))}${other}`,
    );
  }
  return [...found.values()];
}

interface Barrier {
  /** The folder itself, or the nearest one above that is there. */
  readonly at: string;
  readonly code: string;
}

/**
 * NB Node says ENOENT of a folder that cannot be made on a read-only disk: what is there is asked instead.
 */
function barrierAt(path: string): Barrier | undefined {
  let at = path;
  while (!existsSync(at) && dirname(at) !== at) at = dirname(at);
  try {
    accessSync(at, constants.W_OK);
    return undefined;
  } catch (error) {
    return { at, code: (error as NodeJS.ErrnoException).code ?? 'EACCES' };
  }
}

function describe({ at, code }: Barrier, place: string): string {
  const reason =
    code === 'EROFS' ? 'the file system is read-only (EROFS)' : `permission denied for this user (${code})`;
  return `${reason}.\n  ${code === 'EROFS' ? howToMount(place, at) : howToOwn(at)}`;
}

function howToMount(place: string, at: string): string {
  const [workspace, rest] = toPosix(place).split(`/${OWN}`);
  return rest === undefined
    ? `Mount ${at} writable, or a writable folder over the part of it that tasks write to (in a container: --tmpfs).`
    : `Nx and polynx write to .nx in every workspace: mount a writable folder there (in a container: --tmpfs ${workspace}/.nx).`;
}

function howToOwn(at: string): string {
  const owner = ownerOf(at);
  return owner === undefined
    ? `Give this user write access: chmod u+w ${at}`
    : `It belongs to user ${owner}, maybe since a run as that user or in a container. Make it yours: sudo chown -R "$(id -u)" ${at}`;
}

/** Undefined where it is our own, or the system has no such numbers. */
function ownerOf(path: string): number | undefined {
  try {
    const { uid } = statSync(path);
    return process.getuid === undefined || uid === process.getuid() ? undefined : uid;
  } catch {
    return undefined;
  }
}
