/** Programs that take turns, and the median of what each of them took. */
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { CpuMeter, Used } from './cpu.js';

export interface Invocation {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Not measured. */
  readonly before?: () => void;
}

export interface Measurement {
  /** Seconds. */
  readonly wall: number;
  readonly cpu: number;
  /** What each call printed. */
  readonly outputs: readonly string[];
}

/** Who needs longer is called once: nobody has all day. */
const SLOW = 10;

/** One call of each that does not count, then `runs` rounds. The order is the same in every round. */
export async function takeTurns<Key>(
  contenders: ReadonlyMap<Key, Invocation>,
  runs: number,
  meter: CpuMeter,
): Promise<Map<Key, Measurement>> {
  const taken = new Map<Key, Call[]>();
  for (let round = 0; round <= runs; round++) {
    for (const [key, invocation] of contenders) {
      const before = taken.get(key);
      if (before !== undefined && (before[0]?.wall ?? 0) > SLOW) continue;
      const one = await call(invocation, meter);
      if (round === 0 && one.wall <= SLOW) continue;
      taken.set(key, [...(before ?? []), one]);
    }
  }
  return new Map([...taken].map(([key, calls]) => [key, summary(calls)]));
}

interface Call extends Used {
  readonly wall: number;
  readonly output: string;
}

export async function call(invocation: Invocation, meter: CpuMeter): Promise<Call> {
  const { program, args, cwd, env, before } = invocation;
  before?.();
  // NB into a file: Nx ends without waiting for a pipe to be read, and half of a long list is lost.
  const log = join(meter.folder, 'output.txt');
  const file = openSync(log, 'w');
  const usedBefore = usedByChildren();
  const start = performance.now();
  const { status, error } = spawnSync(program, args, {
    cwd,
    env: { ...process.env, ...env, ...meter.env },
    stdio: ['ignore', file, file],
  });
  const wall = (performance.now() - start) / 1000;
  closeSync(file);
  const output = readFileSync(log, 'utf8');
  if (status !== 0) throw new Error(`${[program, ...args].join(' ')} in ${cwd}: ${error ?? output}`);
  // A tool that is no Node program writes nothing down, and waits for its own children.
  const waitedFor = usedByChildren() - usedBefore;
  const { cpu, memory } = await meter.read();
  return { wall, cpu: Math.max(cpu, waitedFor), memory, output };
}

/** Seconds of the children that this process has waited for: fields 16 and 17 of proc(5) stat. */
function usedByChildren(): number {
  const fields = readFileSync('/proc/self/stat', 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields[13]) + Number(fields[14])) / 100;
}

function summary(calls: readonly Call[]): Measurement {
  return {
    wall: median(calls.map(({ wall }) => wall)),
    cpu: median(calls.map(({ cpu }) => cpu)),
    outputs: calls.map(({ output }) => output),
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = Number.NaN, high = Number.NaN] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 === 0 ? (low + high) / 2 : high;
}

/** `load 1.2`: how many programs wanted a core in the last minute. */
export function machineLoad(): string {
  return `load ${(loadavg()[0] ?? 0).toFixed(1)}`;
}
