/**
 * What strace saw of a run of Nx: which files each task's tool read, listed, looked for and wrote.
 * Format: https://man7.org/linux/man-pages/man1/strace.1.html, as written with {@link STRACE_ARGS}.
 */
import { basename, isAbsolute, normalize } from 'node:path/posix';

/**
 * NB `abbrev=!execve` prints the whole environment of a started program: that names the task. The log is
 * therefore private.
 */
export const STRACE_ARGS = [
  ...['-f', '--seccomp-bpf', '-qq', '-y', '-s', '4096', '-e', 'abbrev=!execve', '-e', 'signal=none'],
  ...['-e', 'trace=%file,getdents64,fchdir,clone,clone3,fork,vfork,execve'],
];

/**
 * `read`: content. `list`: names in a folder. `absent`: looked for and not there. `write` also stands for
 * what a rename puts in place.
 */
export type AccessKind = 'read' | 'list' | 'absent' | 'write' | 'remove';

export interface Access {
  readonly kind: AccessKind;
  /** Absolute; symbolic links are resolved where the file was opened. */
  readonly path: string;
  /** Name of the program. */
  readonly program: string;
}

/** In the order in which they happened, by the id of the task. */
export type TaskAccesses = ReadonlyMap<string, readonly Access[]>;

interface Process {
  /** A thread belongs to the process that started it. */
  readonly of: Process | undefined;
  readonly isThread: boolean;
  cwd: string;
  program: string;
  /** Set where Nx starts a task: its descendants are the tool. */
  task: string | undefined;
  /** What this process itself does counts, not only what it starts. */
  counts: boolean;
}

interface Call {
  readonly name: string;
  /** All between the parentheses. */
  readonly args: string;
  readonly result: string;
}

/**
 * NB lines of a child can stand before the line in which its parent learns its number, so parents are found
 * in a first pass.
 */
export function readStraceLog(text: string): TaskAccesses {
  const calls = joinUnfinished(text.split('\n'));
  const processes = findProcesses(calls);
  const tasks = new Map<string, Access[]>();
  for (const [pid, call] of calls) {
    const process = processes.get(pid);
    if (process === undefined) continue;
    follow(call, process);
    const task = countedTask(process);
    if (task === undefined) continue;
    const found = tasks.get(task) ?? [];
    tasks.set(task, found);
    for (const [kind, path] of accessesOf(call, leaderOf(process).cwd))
      found.push({ kind, path, program: leaderOf(process).program });
  }
  return tasks;
}

type Line = readonly [pid: string, call: Call];

/** `12 openat(… <unfinished ...>` and `12 <... openat resumed>…` are one call. */
function joinUnfinished(lines: readonly string[]): Line[] {
  const open = new Map<string, string>();
  return lines.flatMap((line) => {
    const space = line.indexOf(' ');
    const pid = line.slice(0, space);
    let rest = line.slice(space).trimStart();
    if (rest.endsWith(UNFINISHED)) {
      open.set(pid, rest.slice(0, -UNFINISHED.length));
      return [];
    }
    if (rest.startsWith('<... ')) {
      rest = `${open.get(pid) ?? ''}${rest.slice(rest.indexOf(' resumed>') + ' resumed>'.length)}`;
      open.delete(pid);
    }
    const call = parseCall(rest);
    return call === undefined ? [] : [[pid, call] as const];
  });
}

const UNFINISHED = ' <unfinished ...>';

function parseCall(text: string): Call | undefined {
  const start = text.indexOf('(');
  const end = text.lastIndexOf(') = ') < 0 ? text.lastIndexOf(')') : text.lastIndexOf(') = ');
  const equals = text.indexOf('= ', end);
  if (start <= 0 || end < start || equals < 0) return undefined;
  return {
    name: text.slice(0, start),
    args: text.slice(start + 1, end),
    result: text.slice(equals + 2),
  };
}

function findProcesses(calls: readonly Line[]): Map<string, Process> {
  const parents = new Map<string, { readonly pid: string; readonly isThread: boolean }>();
  for (const [pid, { name, args, result }] of calls)
    if (/^(clone3?|v?fork)$/.test(name) && /^\d+/.test(result))
      parents.set(Number.parseInt(result, 10).toString(), { pid, isThread: args.includes('CLONE_THREAD') });
  const processes = new Map<string, Process>();
  const processOf = (pid: string): Process => {
    const known = processes.get(pid);
    if (known !== undefined) return known;
    const parent = parents.get(pid);
    const of = parent === undefined ? undefined : processOf(parent.pid);
    const process = {
      of,
      isThread: parent?.isThread ?? false,
      cwd: '',
      program: '',
      task: undefined,
      counts: false,
    };
    processes.set(pid, process);
    return process;
  };
  for (const [pid] of calls) processOf(pid);
  return processes;
}

function leaderOf(process: Process): Process {
  return process.isThread && process.of !== undefined ? leaderOf(process.of) : process;
}

/** The task whose tool this process is part of. */
function countedTask(process: Process): string | undefined {
  const leader = leaderOf(process);
  if (leader.task !== undefined) return leader.counts ? leader.task : undefined;
  for (let at = leader.of; at !== undefined; at = leaderOf(at).of) {
    const above = leaderOf(at);
    if (above.task !== undefined) return above.task;
  }
  return undefined;
}

/** Program, folder and task of a process, as far as a call changes them. */
function follow({ name, args, result }: Call, process: Process): void {
  const leader = leaderOf(process);
  if (leader.cwd === '' && leader.of !== undefined) leader.cwd = leaderOf(leader.of).cwd;
  if (leader.program === '' && leader.of !== undefined) leader.program = leaderOf(leader.of).program;
  const here = /AT_FDCWD<((?:[^<>\\]|\\.)*)>/.exec(args)?.[1];
  if (here !== undefined) leader.cwd = decode(here);
  if (!result.startsWith('0')) {
    // An executor's own code begins: what Nx read to find it does not count.
    if (leader.task !== undefined && OWN_EXECUTOR.test(args) && /^\d/.test(result)) leader.counts = true;
    return;
  }
  if (name === 'chdir') leader.cwd = resolveIn(leader.cwd, stringsIn(args)[0] ?? '.');
  else if (name === 'fchdir') leader.cwd = decode(/<((?:[^<>\\]|\\.)*)>/.exec(args)?.[1] ?? leader.cwd);
  else if (name === 'execve') {
    leader.program = programIn(args);
    leader.task = args.includes('/run-executor.js"') ? taskIn(args) : undefined;
    leader.counts = false;
  }
}

/** Of Node also the script, for that says more. */
function programIn(args: string): string {
  const [path = '', , ...rest] = stringsIn(args, PROGRAM_STRINGS);
  const program = basename(path);
  // NB after the arguments comes the environment, and an argument may be code.
  const script = rest.find((arg) => !arg.startsWith('-')) ?? '';
  if (!/^node(js)?$/.test(program) || !/^[\w@./+-]+$/.test(script)) return program;
  const name = basename(script).replace(/\.[cm]?js$/, '');
  return /^(npm|npx|pnpm|yarn)(-cli)?$/.test(name) ? name.replace('-cli', '') : `node ${basename(script)}`;
}

/** The path, the name of the program once more, and so many options as stand before a script. */
const PROGRAM_STRINGS = 8;

const OWN_EXECUTOR = /\/polynx\/dist\/executors\/[\w-]+\.js"/;

/** Nx names the task in the environment of the process that runs its executor. */
function taskIn(args: string): string | undefined {
  const value = (name: string) =>
    new RegExp(`"NX_TASK_TARGET_${name}=((?:[^"\\\\]|\\\\.)*)"`).exec(args)?.[1];
  const [project, target, configuration] = ['PROJECT', 'TARGET', 'CONFIGURATION'].map(value);
  if (project === undefined || target === undefined) return undefined;
  const parts = [
    project,
    target,
    ...(configuration === undefined || configuration === '' ? [] : [configuration]),
  ];
  return parts.map(decode).join(':');
}

type CallAccess = readonly [kind: AccessKind, path: string];

function accessesOf(call: Call, cwd: string): CallAccess[] {
  const { name, args, result } = call;
  const isDone = /^\d/.test(result);
  const paths = pathsIn(args, cwd);
  const [first] = paths;
  if (name === 'getdents64') return first === undefined ? [] : [['list', first]];
  if (first === undefined) return [];
  if (!isDone) return /^-1 ENO(ENT|TDIR)/.test(result) && LOOKS.test(name) ? [['absent', first]] : [];
  if (/^open/.test(name) || name === 'creat') return opened(call, first);
  if (name === 'execve') return [['read', first]];
  if (/^(rename|link|symlink)/.test(name)) {
    const to = paths.at(-1) ?? first;
    return name.startsWith('rename')
      ? [
          ['remove', first],
          ['write', to],
        ]
      : [['write', to]];
  }
  if (name === 'truncate') return [['write', first]];
  return /^(unlink|rmdir)/.test(name) ? [['remove', first]] : [];
}

const LOOKS = /^(open|stat|lstat|newfstatat|statx|access|faccessat|readlink|execve)/;

function opened({ args, result, name }: Call, asked: string): CallAccess[] {
  const real = decode(/^\d+<((?:[^<>\\]|\\.)*)>/.exec(result)?.[1] ?? '') || asked;
  if (/O_DIRECTORY|O_PATH/.test(args)) return [];
  const isWritten = name === 'creat' || /O_WRONLY|O_RDWR/.test(args);
  const isRead = !isWritten || (args.includes('O_RDWR') && !/O_TRUNC|O_EXCL/.test(args));
  return [...(isRead ? [['read', real] as const] : []), ...(isWritten ? [['write', real] as const] : [])];
}

/**
 * Each string argument as an absolute path, seen from the folder descriptor before it, else from the working
 * directory.
 */
function pathsIn(args: string, cwd: string): string[] {
  if (!args.includes('"')) {
    const folder = /^\d+<((?:[^<>\\]|\\.)*)>/.exec(args)?.[1];
    return folder === undefined ? [] : [decode(folder)];
  }
  const form = /(?:(?:AT_FDCWD|\d+)<((?:[^<>\\]|\\.)*)>,\s*)?"((?:[^"\\]|\\.)*)"/g;
  return [...args.matchAll(form)]
    .slice(0, 2)
    .map(([, folder, path = '']) => resolveIn(folder === undefined ? cwd : decode(folder), decode(path)));
}

function stringsIn(args: string, most = 2): string[] {
  return [...args.matchAll(/"((?:[^"\\]|\\.)*)"/g)].slice(0, most).map(([, text = '']) => decode(text));
}

function resolveIn(folder: string, path: string): string {
  const whole = normalize(isAbsolute(path) ? path : `${folder}/${path}`);
  return whole.length > 1 && whole.endsWith('/') ? whole.slice(0, -1) : whole;
}

/** strace prints bytes beyond ASCII, quotes and angle brackets of paths in octal. */
function decode(text: string): string {
  if (!text.includes('\\')) return text;
  const bytes: number[] = [];
  for (const [whole, octal, letter] of text.matchAll(/\\([0-7]{1,3})|\\(.)|[^\\]+/gs)) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8));
    else bytes.push(...Buffer.from(letter === undefined ? whole : (LETTERS[letter] ?? letter)));
  }
  return Buffer.from(bytes).toString('utf8');
}

const LETTERS: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', v: '\v', f: '\f' };
