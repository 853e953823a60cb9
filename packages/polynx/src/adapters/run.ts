/** The only file that starts processes: argument arrays, never a shell, the user's own PATH. */
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { execa } from 'execa';
import { compact } from '../model/compact.js';
import { ExpectedError, ToolMissingError } from '../model/errors.js';
import type { StepRecord } from '../model/run-record.js';
import { withoutSecrets } from '../model/secrets.js';
import type { Command } from '../model/task.js';
import { noteStep } from './command-notes.js';
import { endTree } from './end-tree.js';
import { isInstalled, pathOf } from './programs.js';
import { isStopped, whenStopped } from './stop.js';

export interface RunOptions {
  readonly workspaceRoot: string;
  /** What to say when the program is not there. */
  readonly install: string;
  /** A service may ask its user; anything else finds its stdin empty. */
  readonly interactive?: boolean;
  /** Keep the end of the output, for hints. */
  readonly capture?: boolean;
  /** Milliseconds after which a program that is only asked something is ended. */
  readonly patience?: number;
  /** What the command says on stdout is for us: it is not shown, and comes back line by line. */
  readonly messages?: boolean;
  /** What a program that is asked finds on its stdin. */
  readonly input?: string;
  /** The whole environment, where it is not our own. */
  readonly env?: Env;
  /** Takes what would go to the terminal. */
  readonly sink?: (text: string) => void;
  /** Milliseconds after which the command is ended, with all it started. */
  readonly limit?: number;
  /** It is no child of ours, and its exit code is not known: 0, whatever it was. */
  readonly apart?: boolean;
  /** Called once, and at once, when the command is ended because we are stopped. */
  readonly onStop?: () => void;
}

export type Env = Readonly<Record<string, string | undefined>>;

export interface RunResult {
  readonly exitCode: number;
  /** The last output when captured, else empty. */
  readonly output: string;
  /** Lines of stdout, where they were asked for. */
  readonly messages: readonly string[];
  readonly signal?: string;
  /** It was ended because the limit was reached. */
  readonly isLate?: boolean;
}

const REMEMBERED = 1_000_000;
const FOR_RECORD = 4_000;

/**
 * Runs a command with live output. The child leads a process group of its own, so that Ctrl-C and a stopped
 * task end the tool with all it started; the tool's exit code is passed on.
 */
export async function run(command: Command, options: RunOptions): Promise<RunResult> {
  // NB Nx ends the tool before it ends the batch, which must not take that for a failure that calls for
  // another try.
  if (isStopped()) return { exitCode: 1, output: '', messages: [], signal: 'SIGTERM' };
  const start = Date.now();
  const { errors, ...result } = await runChild(command, options);
  noteStep(stepOf(command, start, result, errors));
  return result;
}

const SHOWN = 1000;

function stepOf({ program, args }: Command, start: number, result: RunResult, errors: string): StepRecord {
  const { exitCode, signal } = result;
  return {
    command: withoutSecrets([program, ...args].join(' ').slice(0, SHOWN)),
    start,
    end: Date.now(),
    ended: signal ?? exitCode,
    ...(exitCode === 0 || errors === '' ? {} : { errors: withoutSecrets(errors) }),
  };
}

async function runChild(command: Command, options: RunOptions): Promise<RunResult & { errors: string }> {
  const child = start(command, options);
  // NB before anything is waited for: what comes while nobody listens is thrown away.
  const messageText = options.messages ? textOf([child.stdout], Number.POSITIVE_INFINITY) : () => '';
  const forPeople = [...(options.messages ? [] : [child.stdout]), child.stderr];
  const end = textOf(forPeople, REMEMBERED);
  const errors = textOf([child.stderr], FOR_RECORD);
  if (options.sink !== undefined) for (const stream of forPeople) stream?.on('data', options.sink);
  const pid = options.apart === true ? await launched(child) : child.pid;
  const release = endTogether(pid, options);
  const deadline = endAfter(options.limit, pid);
  try {
    const result = await child;
    refuseUnstarted(result, command.program, options);
    return compact({
      exitCode: result.exitCode ?? 1,
      output: end(),
      errors: errors(),
      messages: messageText().split('\n'),
      signal: result.signal,
      ...(deadline.isOver() ? { isLate: true } : {}),
    });
  } finally {
    deadline.cancel();
    release();
  }
}

function start(command: Command, options: RunOptions) {
  const shown = options.sink === undefined ? (options.capture ? SHOWN_AND_KEPT : 'inherit') : 'pipe';
  return execa(...(options.apart === true ? throughLauncher(command) : plainly(command)), {
    ...placeOf(command, options),
    // A tool that reads stdin by mistake must fail, not wait for a user who is not there.
    stdio: [
      options.interactive ? 'inherit' : 'ignore',
      options.messages ? 'pipe' : shown,
      shown,
      ...(options.apart === true ? (['pipe'] as const) : []),
    ],
    // NB with a buffer and a limit execa closes the pipe at the limit, and the tool dies of its own long
    // output.
    buffer: false,
    reject: false,
    detached: process.platform !== 'win32',
    cleanup: false,
  });
}

function refuseUnstarted(
  { code, exitCode, signal, shortMessage }: Awaited<ReturnType<typeof start>>,
  program: string,
  { env, install }: RunOptions,
): void {
  if (code === 'ENOENT' && !isInstalled(program, pathOf(env))) throw new ToolMissingError(program, install);
  if (exitCode === undefined && signal === undefined)
    throw new ExpectedError(
      `${program} could not be started: ${shortMessage ?? 'the system does not say why'}\n  The program that PATH finds first is meant; it must be executable, and made for this machine.`,
    );
}

function plainly({ program, args }: Command): [string, string[]] {
  return [program, [...args]];
}

/**
 * NB a stopped Nx signals the processes at the ends of its tree, waits until they are gone, and comes to
 * their parents later: a builder may miss a program that it had started, go on, and succeed. Nix would keep
 * that as the result. What is none of Nx's tree hears of the end from us, and at once.
 */
function throughLauncher({ program, args }: Command): [string, string[]] {
  return [process.execPath, ['--eval', LAUNCHER, '--', program, ...args]];
}

/** Its child is nobody's when it has ended; who that is, the fourth stream says. */
const LAUNCHER = `const [program, ...args] = process.argv.slice(1);
const child = require('node:child_process').spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'], detached: true });
child.once('error', ({ message }) => { console.error(message); process.exit(1); });
if (child.pid !== undefined) { require('node:fs').writeSync(3, String(child.pid)); process.exit(0); }`;

/** Who was told to stop before it was known whom to tell, tells it then. */
async function launched({
  pid,
  stdio,
}: {
  readonly pid?: number | undefined;
  readonly stdio: readonly unknown[];
}): Promise<number | undefined> {
  let signal: NodeJS.Signals | undefined;
  const release = whenStopped((received) => {
    signal = received;
    if (pid !== undefined) endTree(pid, received);
  }, true);
  try {
    let text = '';
    for await (const chunk of stdio[3] as Readable) text += String(chunk);
    const launchedPid = text === '' ? undefined : Number(text);
    if (signal !== undefined && launchedPid !== undefined) endTree(launchedPid, signal);
    return launchedPid;
  } finally {
    release();
  }
}

const SHOWN_AND_KEPT: ('inherit' | 'pipe')[] = ['inherit', 'pipe'];

function placeOf(command: Command, { workspaceRoot, env }: RunOptions) {
  return {
    cwd: join(workspaceRoot, command.cwd),
    env: { ...env, ...command.env },
    extendEnv: env === undefined,
  };
}

/**
 * The text of streams as it comes, of which the last `limit` characters are kept. A stream that is inherited
 * is not there.
 */
function textOf(streams: readonly (Readable | null | undefined)[], limit: number): () => string {
  let text = '';
  for (const stream of streams) {
    stream?.setEncoding('utf8');
    stream?.on('data', (chunk: string) => {
      text += chunk;
      if (text.length > 2 * limit) text = text.slice(-limit);
    });
  }
  return () => (text.length > limit ? text.slice(-limit) : text);
}

/** What a program says on stdout, e.g. its version. Throws what it says on stderr when it fails. */
export async function ask(command: Command, options: RunOptions): Promise<string> {
  const { exitCode, stdout, stderr } = await answerOf(command, options);
  if (exitCode === 0) return stdout;
  const output = [stderr, stdout].filter((text) => text.trim() !== '').join('\n');
  throw new ExpectedError(
    `${[command.program, ...command.args].join(' ')} exited with code ${exitCode}\n${output}`,
  );
}

export interface ProgramAnswer {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** For programs whose exit code is part of the answer. */
export async function answerOf(command: Command, options: RunOptions): Promise<ProgramAnswer> {
  const child = execa(command.program, [...command.args], {
    ...placeOf(command, options),
    ...(options.input === undefined ? { stdin: 'ignore' } : { input: options.input }),
    reject: false,
    ...(options.patience === undefined ? {} : { detached: process.platform !== 'win32' }),
  });
  const stop = stopAfter(options.patience, child.pid);
  const result = await child;
  if (stop.hasStopped()) {
    const line = [command.program, ...command.args].join(' ');
    throw new ExpectedError(`${line} did not answer within ${(options.patience ?? 0) / 1000} s`);
  }
  if (result.code === 'ENOENT') throw new ToolMissingError(command.program, options.install);
  return { exitCode: result.exitCode ?? 1, stdout: result.stdout, stderr: result.stderr };
}

/**
 * NB the whole group: what a shim such as rustup's has started keeps the pipes open when only the shim ends.
 */
function stopAfter(
  patience: number | undefined,
  pid: number | undefined,
): { readonly hasStopped: () => boolean } {
  if (patience === undefined || pid === undefined) return { hasStopped: () => false };
  let stopped = false;
  const timer = setTimeout(() => {
    stopped = true;
    endTree(pid, 'SIGKILL');
  }, patience);
  timer.unref();
  return {
    hasStopped: () => {
      clearTimeout(timer);
      return stopped;
    },
  };
}

const PATIENCE = 5_000;

/**
 * Passes the signal on to the child's whole group, and kills what is left of it after a while or when we
 * exit.
 */
function endTogether(
  pid: number | undefined,
  { onStop, interactive }: Pick<RunOptions, 'onStop' | 'interactive'>,
): () => void {
  if (pid === undefined) return () => {};
  const kill = (signal: NodeJS.Signals) => endTree(pid, signal);
  const killed = () => kill('SIGKILL');
  let isFirst = true;
  const release = whenStopped((signal) => {
    kill(signal);
    if (!isFirst) return;
    isFirst = false;
    onStop?.();
    setTimeout(killed, PATIENCE).unref();
  }, interactive !== true);
  process.on('exit', killed);
  return () => {
    release();
    process.off('exit', killed);
  };
}

/** A tool gets some time to end what it has started. */
function endAfter(
  limit: number | undefined,
  pid: number | undefined,
): { readonly isOver: () => boolean; readonly cancel: () => void } {
  if (limit === undefined || pid === undefined) return { isOver: () => false, cancel: () => {} };
  let over = false;
  const timer = setTimeout(() => {
    over = true;
    endTree(pid, 'SIGTERM');
    setTimeout(() => endTree(pid, 'SIGKILL'), PATIENCE).unref();
  }, limit);
  return { isOver: () => over, cancel: () => clearTimeout(timer) };
}
