/** What a log of strace says of files outside a repository and of programs. */
import { isAbsolute, resolve } from 'node:path';

/** NB with the names of file descriptors (`-y`): a link inside the repository may lead out of it. */
export const TRACED = [
  '-y',
  '-e',
  'trace=execve,execveat,open,openat,creat,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,symlink,symlinkat,link,linkat,truncate,chmod,fchmodat',
];

interface Places {
  readonly folder: string;
  readonly outside: string;
  /** Written by the harness. */
  readonly result: string;
}

/**
 * Looked for before and after each part that is the plugin's own: what Nx reads for its list is not the
 * plugin's.
 */
export function markOf(result: string): string {
  return `${result}.mark`;
}

/** Read by Node, Nx and the C library, whatever the repository says. */
const SYSTEM =
  /^\/(?:proc|sys|usr|lib|lib64|bin|dev\/(?:null|urandom|tty)|etc\/(?:ssl|ld\.so|localtime|nsswitch|host|resolv|gai)|root\/\.)/;
const WRITES = /O_WRONLY|O_RDWR|O_CREAT|O_TRUNC/;
/** Of a call, without the names of its file descriptors. */
const LINE = /^\d+\s+(\w+)\((.*)$/;

export function foreignAccess(log: string, places: Places): string[] {
  const mark = markOf(places.result);
  const faults = new Set<string>();
  let programs = 0;
  let isPlugin = false;
  for (const line of log.split('\n')) {
    const [, call = '', args = ''] = LINE.exec(line) ?? [];
    if (line.includes(mark)) isPlugin = !isPlugin;
    if (call.startsWith('execve') && / = 0$/.test(line) && ++programs > 1)
      faults.add(`starts a process: ${/\[.*?\](?=, 0x)/.exec(args)?.[0] ?? args}`);
    if (!isPlugin || call === '' || call.startsWith('exec') || / = -1 /.test(line)) continue;
    for (const fault of faultsOf(call, args, places)) faults.add(fault);
  }
  return [...faults].slice(0, 10);
}

function faultsOf(call: string, args: string, places: Places): string[] {
  const { folder, outside, result } = places;
  const isWrite = !call.startsWith('open') || WRITES.test(args);
  return pathsIn(args, folder).flatMap((path) => {
    const isOutside =
      path === outside || path.startsWith(`${outside}/`) || /^\/(?:etc\/passwd$|dev\/zero)/.test(path);
    if (isOutside && !isWrite) return [`reads outside: ${path}`];
    const isForeign = !path.startsWith(`${folder}/`) && path !== folder && path !== result;
    if (isOutside || (isWrite && isForeign && !SYSTEM.test(path) && !isScratchOfNx(path)))
      return [`writes outside: ${call} ${path}`];
    return [];
  });
}

/** As they are written, and where the descriptor that came of it leads. */
function pathsIn(args: string, folder: string): string[] {
  const written = [...args.matchAll(/"([^"]*)"/g)].map(([, path = '']) => path);
  const opened = /\) += \d+<(\/[^>]*)>$/.exec(args)?.[1];
  return [...written, ...(opened === undefined ? [] : [opened])].map((path) =>
    isAbsolute(path) ? path : resolve(folder, path),
  );
}

/** Nx unpacks its native part, and keeps a socket, in the temporary folder. */
function isScratchOfNx(path: string): boolean {
  return /\/(?:nx-native-file-cache|\.nx|nx-)/.test(path) || /^\/tmp\/[0-9a-f]{20}/.test(path);
}
