/**
 * What the report predicts that a change would save, and what it does save: for each kind of suggestion a
 * workspace with that bottleneck, its runs, the change, and the same runs again.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { HISTORY, readRecords } from '../../packages/polynx/src/adapters/history.js';
import type { Report } from '../../packages/polynx/src/cli/report/report.js';
import { hasRun, type RunRecord, workOf } from '../../packages/polynx/src/model/run-record.js';
import { packPackage } from '../pack.js';
import { BOTTLENECKS, type Bottleneck, write } from './bottlenecks.js';
import { nxCommand } from './contenders.js';
import { install, linkInstallation } from './installations.js';
import { machineLoad, median } from './measure.js';
import type { BenchmarkOptions } from './options.js';
import { printTable } from './table.js';
import { createWorkspace } from './workspaces.js';

/** One more than what a suggestion takes. */
const TURNS = 4;

interface Row {
  readonly kind: string;
  readonly before: number;
  readonly predicted: number;
  readonly measured: number;
  readonly says: string;
}

export async function benchSuggestions({ keep, only }: BenchmarkOptions): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'polynx-bench-suggestions-'));
  const before = machineLoad();
  const specifiers = ['nx@24.0.6', '@nx/devkit@24.0.0', await packPackage(folder)];
  const installation = await install(join(folder, 'installation'), specifiers);
  const rows: Row[] = [];
  for (const one of BOTTLENECKS.filter(({ kind }) => only?.includes(kind) ?? true)) {
    console.error(`${one.kind}: ${one.what}`);
    const row = await measureOne(one, join(folder, one.kind), installation);
    console.error(`  ${JSON.stringify(row)}`);
    rows.push(row);
  }
  const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(2)} s`;
  printTable(
    [
      { head: 'suggestion', cell: ({ kind }) => kind },
      { head: 'a run before', cell: (row) => seconds(row.before) },
      { head: 'predicted gain', cell: ({ predicted }) => seconds(predicted) },
      { head: 'measured gain', cell: ({ measured }) => seconds(measured) },
    ],
    rows,
  );
  for (const { kind, says } of rows) console.log(`\n${kind}: ${says}`);
  console.log(`\n${TURNS} runs before and after, load ${before} to ${machineLoad()}`);
  if (keep) console.log(`The workspaces stay in ${folder}`);
  else rmSync(folder, { recursive: true, force: true });
}

async function measureOne(one: Bottleneck, root: string, installation: string): Promise<Row> {
  const { files, runs, better = runs, once, kind, about } = one;
  const sources = async () => {
    for (const [path, text] of Object.entries(files)) write(root, path, text);
  };
  const nxJson = { analytics: false, neverConnectToCloud: true, plugins: ['polynx'] };
  await createWorkspace(root, sources, { 'nx.json': nxJson });
  for (const [path, text] of Object.entries(files)) write(root, path, text);
  await linkInstallation(installation, root);
  await nx(root, runs);
  forget(root);
  if (once !== undefined) await nx(root, once);
  const before = await turns(one, root, runs, 0);
  const { stdout } = await execa('npx', ['polynx', 'report', '--json'], { cwd: root });
  const { suggestions } = JSON.parse(stdout) as Report;
  const found = suggestions.find((suggestion) => suggestion.kind === kind && suggestion.about === about);
  if (found === undefined) throw new Error(`no ${kind} of ${about}: ${JSON.stringify(suggestions)}`);
  one.apply(root);
  await execa('git', ['add', '--all'], { cwd: root });
  await nx(root, better);
  const after = await turns(one, root, better, 100);
  return { kind, before, predicted: found.saves / found.runs, measured: before - after, says: found.says };
}

/** Milliseconds of the middle run. */
async function turns(one: Bottleneck, root: string, args: readonly string[], from: number): Promise<number> {
  const start = Date.now();
  for (let turn = 1; turn <= TURNS; turn++) {
    one.edit(root, from + turn);
    await nx(root, args);
  }
  const own = readRecords(root).filter((record) => record.start >= start);
  return median(own.map(one.counts === 'work' ? work : span));
}

async function nx(root: string, args: readonly string[]): Promise<void> {
  const { program, args: all, cwd, env } = nxCommand(root, [...args], false);
  await execa(program, all, { cwd, env });
}

/** The first run is not like the others. */
function forget(root: string): void {
  rmSync(join(root, HISTORY), { recursive: true });
}

function work({ tasks }: RunRecord): number {
  return tasks.filter(hasRun).reduce((sum, task) => sum + workOf(task), 0);
}

function span({ tasks }: RunRecord): number {
  const ran = tasks.filter(hasRun);
  return Math.max(...ran.map(({ end }) => end)) - Math.min(...ran.map(({ start }) => start));
}
