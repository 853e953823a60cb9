/** What a log of strace says of files outside a repository and of programs. */

export const TRACED =
  'trace=execve,execveat,open,openat,creat,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,symlink,symlinkat,link,linkat,truncate,chmod,fchmodat';

interface Places {
  readonly folder: string;
  readonly outside: string;
  /** Written by the harness. */
  readonly result: string;
}

/** Read by Node, Nx and the C library, whatever the repository says. */
const SYSTEM =
  /^\/(?:proc|sys|usr|lib|lib64|bin|dev\/(?:null|urandom|tty)|etc\/(?:ssl|ld\.so|localtime|nsswitch|host|resolv|gai)|root\/\.)/;
const WRITES = /O_WRONLY|O_RDWR|O_CREAT|O_TRUNC/;

export function foreignAccess(log: string, { folder, outside, result }: Places): string[] {
  const faults = new Set<string>();
  let programs = 0;
  for (const line of log.split('\n')) {
    const [, call = '', args = ''] = /^\d+\s+(\w+)\((.*)$/.exec(line) ?? [];
    if (call.startsWith('execve') && / = 0$/.test(line) && ++programs > 1)
      faults.add(`runs ${/\[.*?\](?=, 0x)/.exec(args)?.[0] ?? args}`);
    if (call === '' || / = -1 /.test(line)) continue;
    for (const [, path = ''] of args.matchAll(/"([^"]*)"/g)) {
      if (path.startsWith(outside) || path === '/etc/passwd' || path.startsWith('/dev/zero'))
        faults.add(`${call} ${path}`);
      const isWrite = !call.startsWith('open') || WRITES.test(args);
      const isForeign =
        path.startsWith('/') && !path.startsWith(`${folder}/`) && path !== folder && path !== result;
      if (!call.startsWith('exec') && isWrite && isForeign && !SYSTEM.test(path) && !isScratchOfNx(path))
        faults.add(`${call} ${path}`);
    }
  }
  return [...faults].slice(0, 10);
}

/** Nx unpacks its native part, and keeps a socket, in the temporary folder. */
function isScratchOfNx(path: string): boolean {
  return /\/(?:nx-native-file-cache|\.nx|nx-)/.test(path) || /^\/tmp\/[0-9a-f]{20}/.test(path);
}
