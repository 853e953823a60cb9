/**
 * CPU time and memory of a process tree. Nx leaves its plugin workers behind when it ends, so no process
 * waits for them and the system's own sums lack them at random: each Node process writes down what it used
 * when it exits.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

export interface CpuMeter {
  /** For files of the measurement. */
  readonly folder: string;
  /** Set for the program to be measured. */
  readonly env: Readonly<Record<string, string>>;
  /** Since the last reading. Waits for the last to end; not for a daemon. */
  read(): Promise<Used>;
}

export interface Used {
  /** Seconds of user and system time. */
  readonly cpu: number;
  /** Bytes that the largest Node process had at most. */
  readonly memory: number;
}

/**
 * CommonJS, which a process loads in no time. The ticks of children that were waited for are in fields 16 and
 * 17 of proc(5) stat.
 */
const PRELOAD = `
const { appendFileSync, readFileSync } = require('node:fs');
const { pid, ppid: parent } = process;
const say = (line) => appendFileSync(process.env.BENCH_CPU_LOG, JSON.stringify(line) + '\\n');
say({ pid, parent });
process.once('exit', () => {
  const { user, system } = process.cpuUsage();
  let children = 0;
  try {
    const fields = readFileSync('/proc/self/stat', 'utf8').replace(/^.*\\) /s, '').split(' ');
    children = (Number(fields[13]) + Number(fields[14])) / 100;
  } catch {}
  const memory = process.resourceUsage().maxRSS * 1024;
  say({ pid, parent, used: { self: (user + system) / 1e6, children, memory } });
});
`;

interface Line {
  readonly pid: number;
  readonly parent: number;
  /**
   * Absent when the process starts. `children` ended and were waited for, Node or not; their children are in
   * it.
   */
  readonly used?: { readonly self: number; readonly children: number; readonly memory: number };
}

const PATIENCE = 1000;
const PAUSE = 20;

export function createCpuMeter(folder: string): CpuMeter {
  const preload = join(folder, 'report-cpu.cjs');
  const log = join(folder, 'cpu.jsonl');
  const lines = () =>
    readFileSync(log, 'utf8')
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Line);
  writeFileSync(preload, PRELOAD);
  writeFileSync(log, '');
  return {
    folder,
    env: { NODE_OPTIONS: `--require=${preload}`, BENCH_CPU_LOG: log },
    async read() {
      for (let waited = 0; waited < PATIENCE && isRunning(lines()); waited += PAUSE) await delay(PAUSE);
      const all = lines();
      writeFileSync(log, '');
      return { cpu: total(all), memory: Math.max(0, ...all.map(({ used }) => used?.memory ?? 0)) };
    },
  };
}

function isRunning(lines: readonly Line[]): boolean {
  const ended = new Set(lines.filter(({ used }) => used !== undefined).map(({ pid }) => pid));
  return lines.some(({ pid }) => !ended.has(pid));
}

/**
 * What the Node processes used themselves, and what they waited for beyond the Node processes among it:
 * cargo, go, turbo.
 */
function total(lines: readonly Line[]): number {
  const ended = lines.flatMap(({ used, ...process }) => (used === undefined ? [] : { ...process, ...used }));
  const perProcess = ended.map(({ pid, self, children }) => {
    const known = ended.filter(({ parent }) => parent === pid);
    return self + Math.max(0, children - sum(known.map((child) => child.self + child.children)));
  });
  return sum(perProcess);
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
