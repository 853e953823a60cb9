/**
 * Being told to stop: by a signal, by Nx's channel when it closes (an Nx that was killed tells nobody), or by
 * a program of ours that does nothing else.
 * NB a stopped Nx ends a tree of processes from its leaves, and comes to parents when their children are
 * gone: a tool misses a program that it had started and may take that for an answer, and we are the last to
 * hear. The end of a leaf of our own comes in the first wave: then the tool can be ended with all that is
 * below it at once, as by Ctrl-C in a terminal.
 */
import { type ChildProcess, spawn } from 'node:child_process';

type Listener = (signal: NodeJS.Signals) => void;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** And whether they listen for the earliest sign. */
const listeners = new Map<Listener, boolean>();
let stopped = false;
let leaf: ChildProcess | undefined;

/**
 * Until the end that is returned, `listener` hears of each sign.
 * @param early also of the earliest. A service has nothing to spoil, and would hear of its end twice.
 */
export function whenStopped(listener: Listener, early = false): () => void {
  if (listeners.size === 0) listen();
  listeners.set(listener, early);
  if (early) leaf ??= growLeaf();
  return () => {
    listeners.delete(listener);
    if (earlyListeners().length === 0) cutLeaf();
    if (listeners.size === 0) rest();
  };
}

/** A batch starts nothing more when it is stopped; what runs is ended by adapters/run. */
export function watchForStop(): () => void {
  // Nx is gone, and did not say so: nobody will ask for the results.
  const orphaned = () => process.kill(process.pid, 'SIGTERM');
  const release = whenStopped(() => {}, true);
  process.on('disconnect', orphaned);
  return () => {
    process.off('disconnect', orphaned);
    release();
  };
}

export function isStopped(): boolean {
  return stopped;
}

function listen(): void {
  for (const signal of SIGNALS) process.on(signal, signalled);
  process.on('disconnect', disconnected);
}

function rest(): void {
  for (const signal of SIGNALS) process.off(signal, signalled);
  process.off('disconnect', disconnected);
}

function signalled(signal: NodeJS.Signals): void {
  notify(signal, [...listeners.keys()]);
}

function disconnected(): void {
  signalled('SIGTERM');
}

function earlyListeners(): Listener[] {
  return [...listeners].flatMap(([listener, isEarly]) => (isEarly ? listener : []));
}

function notify(signal: NodeJS.Signals, whom: readonly Listener[]): void {
  stopped = true;
  for (const listener of whom) listener(signal);
}

/**
 * A program that reads what nobody writes, and so is gone when we are. Without it we hear of the end later.
 */
function growLeaf(): ChildProcess | undefined {
  if (process.platform === 'win32') return undefined;
  const child: ChildProcess = spawn('cat', [], { stdio: ['pipe', 'ignore', 'ignore'] });
  child.on('error', () => {});
  child.stdin?.on('error', () => {});
  child.once('exit', (_, signal) => {
    if (child === leaf && signal !== null) notify(signal, earlyListeners());
  });
  child.unref();
  return child;
}

function cutLeaf(): void {
  const child = leaf;
  leaf = undefined;
  child?.kill();
}
