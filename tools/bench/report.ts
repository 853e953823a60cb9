/**
 * What recording costs a run of 200 tasks that all come from the cache, and how long the report of 10,000
 * runs takes: the command, and a browser that opens the page.
 */
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { execa } from 'execa';
import { keepRecord } from '../../packages/polynx/src/adapters/history.js';
import type { RunRecord, TaskRecord } from '../../packages/polynx/src/model/run-record.js';
import { packPackage } from '../pack.js';
import { nxCommand } from './contenders.js';
import { install, linkInstallation } from './installations.js';
import { machineLoad, median } from './measure.js';
import type { BenchmarkOptions } from './options.js';
import { createWorkspace } from './workspaces.js';

const TASKS = 200;
const RUNS = 10_000;

export async function benchReport({ runs, keep }: BenchmarkOptions): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'polynx-bench-report-'));
  const before = machineLoad();
  const installation = await install(join(folder, 'installation'), [
    'nx@24.0.6',
    '@nx/devkit@24.0.0',
    await packPackage(folder),
  ]);
  const root = join(folder, 'workspace');
  await createWorkspace(root, scripts, {
    'nx.json': { analytics: false, neverConnectToCloud: true, plugins: ['polynx'] },
  });
  await linkInstallation(installation, root);
  await recording(root, runs);
  await reading(root, runs);
  console.log(`\nmedian of ${runs}, load ${before} to ${machineLoad()}`);
  if (keep) console.log(`The workspace stays in ${root}`);
  else rmSync(folder, { recursive: true, force: true });
}

async function scripts(root: string): Promise<void> {
  for (let index = 0; index < TASKS; index++) {
    const at = join(root, `packages/p${index}`);
    mkdirSync(at, { recursive: true });
    const build = `node -e "fs.writeFileSync('out.txt','${index}')"`;
    const nx = { targets: { build: { outputs: ['{projectRoot}/out.txt'], cache: true } } };
    const manifest = { name: `p${index}`, private: true, scripts: { build }, nx };
    writeFileSync(join(at, 'package.json'), JSON.stringify(manifest));
  }
}

async function recording(root: string, runs: number): Promise<void> {
  const { program, args, cwd, env } = nxCommand(root, ['run-many', '-t', 'build'], false);
  const whole: number[] = [];
  for (let run = 0; run <= runs + 1; run++) {
    const start = performance.now();
    await execa(program, args, { cwd, env });
    // The first builds, and the second is the first that finds everything.
    if (run > 1) whole.push(performance.now() - start);
  }
  const hook: number[] = [];
  for (let run = 0; run < runs; run++) {
    const { stdout } = await execa(process.execPath, ['--input-type=module', '--eval', HOOK, root], {
      cwd: root,
    });
    hook.push(Number(stdout));
  }
  const [all, part] = [median(whole), median(hook)];
  console.log(
    `recording ${TASKS} tasks from the cache: ${part.toFixed(1)} ms of ${all.toFixed(0)} ms, ${((100 * part) / all).toFixed(2)} %`,
  );
}

/** In a process of its own, the module that records loaded for it, as in a command. */
const HOOK = `
const [, root] = process.argv;
const { postTasksExecution } = await import('polynx');
const now = Date.now();
const taskResults = Object.fromEntries(Array.from({ length: ${TASKS} }, (_, at) => {
  const id = 'p' + at + ':build';
  const task = { id, target: { project: 'p' + at, target: 'build' }, outputs: ['packages/p' + at + '/out.txt'], cache: true, hash: String(at).padStart(20, '7'), startTime: now, endTime: now + 5 };
  return [id, { task, status: 'local-cache', code: 0, terminalOutput: 'built\\n' }];
}));
const start = performance.now();
await postTasksExecution({}, { id: 'x', workspaceRoot: root, nxJsonConfiguration: {}, taskResults, argv: ['node', 'nx', 'run-many', '-t', 'build'], startTime: now, endTime: now + 900 });
console.log(performance.now() - start);
`;

async function reading(root: string, runs: number): Promise<void> {
  const now = Date.now();
  for (let at = 0; at < RUNS; at++) keepRecord(root, recordOf(at, now - (RUNS - at) * 600_000));
  const page = join(root, 'report.html');
  const command: number[] = [];
  const text: number[] = [];
  for (let run = 0; run < runs; run++) {
    command.push(await timeOf(() => report(root, ['--html', page])));
    text.push(await timeOf(() => report(root, [])));
  }
  const size = `${(statSync(page).size / 1000).toFixed(0)} kB`;
  console.log(
    `polynx report of ${RUNS} runs of 20 tasks: ${seconds(text)}; --html: ${seconds(command)}, ${size}`,
  );
  const opened: number[] = [];
  for (let run = 0; run < runs; run++) opened.push(await timeOf(() => browse(`file://${page}`)));
  const blank: number[] = [];
  for (let run = 0; run < runs; run++) blank.push(await timeOf(() => browse('about:blank')));
  console.log(`opened in Chromium: ${seconds(opened)}, an empty page ${seconds(blank)}`);
}

function report(root: string, args: readonly string[]) {
  return execa('npx', ['polynx', 'report', ...args], { cwd: root });
}

function browse(url: string) {
  return execa('chromium', ['--headless', '--no-sandbox', '--disable-gpu', '--dump-dom', url], {
    reject: false,
  });
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function seconds(times: readonly number[]): string {
  return `${(median(times) / 1000).toFixed(2)} s`;
}

function recordOf(at: number, start: number): RunRecord {
  const tasks = Array.from({ length: 20 }, (_, index): TaskRecord => {
    const project = `p${(at * 7 + index) % TASKS}`;
    const ran = (at + index) % 4 === 0;
    const times = { start: start + index * 100, end: start + index * 100 + (ran ? 900 : 2) };
    const base = {
      id: `${project}:build`,
      project,
      target: 'build',
      hash: `${(at >> 3) * 31 + index}`,
      ...times,
    };
    if (!ran) return { ...base, outcome: 'success', from: 'local cache' };
    const step = { command: 'cargo build --package x --locked', ...times, ended: 0 };
    return { ...base, outcome: 'success', from: 'ran', size: 5000 + at, log: 'Compiling x\n', steps: [step] };
  });
  const machine = { platform: 'linux-x64', cores: 2, node: process.version };
  const command = ['run-many', '-t', 'build'];
  return {
    version: 1,
    id: `bench-${at}`,
    command,
    start,
    end: start + 4000,
    commit: 'c'.repeat(40),
    branch: 'main',
    machine,
    tasks,
  };
}
