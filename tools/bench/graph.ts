/**
 * What inference costs: `nx show projects` with polynx, with a plugin that does nothing for the same answer,
 * with none, with as many package.json projects, and with what others offer, each in a workspace of its own.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { compact } from '../../packages/polynx/src/model/compact.js';
import { packPackage } from '../pack.js';
import {
  type Contender,
  type Edit,
  edited,
  type Installations,
  installAll,
  nxCommand,
  nxContender,
  turboContender,
} from './contenders.js';
import { type CpuMeter, createCpuMeter } from './cpu.js';
import { type Invocation, type Measurement, machineLoad, median, takeTurns } from './measure.js';
import { NO_OP, timeReading } from './no-op-plugin.js';
import type { BenchmarkOptions } from './options.js';
import { type Column, printTable } from './table.js';
import { crates, goModules, packages } from './workspaces.js';

export async function benchGraph({ runs, peers = true, keep }: BenchmarkOptions): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'polynx-bench-'));
  try {
    const installations = await installAll(folder, await packPackage(), peers);
    const meter = createCpuMeter(folder);
    const race = async (title: string, contenders: readonly Contender[]) => {
      try {
        await compare(title, contenders, runs, meter);
      } finally {
        for (const contender of contenders) await stopDaemon(contender);
      }
    };
    await race('1,000 crates', await crateContenders(join(folder, 'crates'), installations));
    await race('300 Go modules, 2,430 files', await goContenders(join(folder, 'modules'), installations));
  } finally {
    if (keep) console.log(`\nThe workspaces stay in ${folder}`);
    else removeQuietly(folder);
  }
}

/**
 * A daemon that was told to stop may still be writing: what it leaves in the temporary folder is nobody's
 * loss.
 */
function removeQuietly(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  } catch (error) {
    console.error(`${folder} could not be removed: ${(error as Error).message}`);
  }
}

async function crateContenders(folder: string, { nx, peers }: Installations): Promise<Contender[]> {
  const sources = crates(1000);
  const at = (name: string) => ({ root: join(folder, name), sources, installation: nx });
  const bare = await nxContender('no plugin', at('bare'));
  const noOp = await nxContender('no-op plugin, same answer', at('no-op'), NO_OP, bare);
  const ours = await nxContender('polynx', at('polynx'), 'polynx', noOp);
  const npm = await nxContender('1,000 package.json', { ...at('npm'), sources: packages(1000) });
  const source = { file: 'apps/app-0000/src/main.rs', comment: '//' };
  const manifest = { file: 'apps/app-0000/Cargo.toml', comment: '#' };
  const first = [bare, noOp, ours, ...afterEdits(noOp, ours, source, manifest), npm];
  if (peers === undefined) return first;
  const generated = { sources: crates(1000, 'monodon'), installation: peers.nx };
  const base = await nxContender('project.json per crate', {
    ...generated,
    root: join(folder, 'monodon-base'),
  });
  const monodon = await nxContender(
    '@monodon/rust 3.0.0',
    { ...generated, root: join(folder, 'monodon') },
    '@monodon/rust',
    base,
  );
  const turbo = await turboContender(
    { ...at('turbo'), installation: peers.turbo },
    'experimentalCargoWorkspaces',
  );
  return [...first, base, monodon, turbo];
}

async function goContenders(folder: string, { nx, peers }: Installations): Promise<Contender[]> {
  const at = (name: string) => ({ root: join(folder, name), sources: goModules(300), installation: nx });
  const bare = await nxContender('no plugin', at('bare'));
  const noOp = await nxContender('no-op plugin, same answer', at('no-op'), NO_OP, bare);
  const ours = await nxContender('polynx', at('polynx'), 'polynx', noOp);
  const source = { file: 'apps/m0009/deps.go', comment: '//' };
  const manifest = { file: 'apps/m0009/go.mod', comment: '//' };
  const first = [bare, noOp, ours, ...afterEdits(noOp, ours, source, manifest)];
  if (peers === undefined) return first;
  const base = await nxContender('no plugin', { ...at('nx-go-base'), installation: peers.nx });
  const nxGo = await nxContender(
    '@nx-go/nx-go 4.1.1',
    { ...at('nx-go'), installation: peers.nx },
    '@nx-go/nx-go',
    base,
  );
  const turbo = await turboContender(
    { ...at('turbo'), installation: peers.turbo },
    'experimentalGoWorkspaces',
  );
  return [...first, base, nxGo, turbo];
}

/** A changed file costs Nx something too. */
function afterEdits(noOp: Contender, ours: Contender, source: Edit, manifest: Edit): Contender[] {
  const base = edited(noOp, 'a source', source);
  return [base, edited(ours, 'a source', source, base), edited(ours, 'a manifest', manifest, base)];
}

interface Result {
  readonly contender: Contender;
  readonly off: Measurement;
  /** Absent where there is no daemon. */
  readonly on?: Measurement;
}

async function compare(
  title: string,
  contenders: readonly Contender[],
  runs: number,
  meter: CpuMeter,
): Promise<void> {
  const before = machineLoad();
  const off = await takeTurns(invocations(contenders, false), runs, meter);
  const on = await takeTurns(invocations(contenders, true), runs, meter);
  const results = contenders.flatMap((contender): Result[] => {
    const [without, within] = [off.get(contender), on.get(contender)];
    if (without === undefined) return [];
    return [compact({ contender, off: without, on: within })];
  });
  console.log(`\n${title}: median of ${runs}, ${before} to ${machineLoad()}\n`);
  printTable(columns(results), results);
  console.log(`\n${verdict(results)}`);
}

function invocations(contenders: readonly Contender[], daemon: boolean): Map<Contender, Invocation> {
  return new Map(
    contenders.flatMap((contender) => {
      const command = contender.command(daemon);
      return command === undefined ? [] : [[contender, command] as const];
    }),
  );
}

function columns(results: readonly Result[]): Column<Result>[] {
  const baseOf = ({ contender }: Result) => results.find((other) => other.contender === contender.base);
  const over = (result: Result, pick: (result: Result) => number | undefined): string => {
    const base = baseOf(result);
    const [value, floor] = [pick(result), base && pick(base)];
    if (value === undefined || floor === undefined) return '';
    return `${signed(value - floor)} s, ${(value / floor).toFixed(2)} x`;
  };
  return [
    { head: 'nx show projects', cell: ({ contender }) => contender.title },
    { head: 'projects', cell: ({ off }) => String(projectsIn(off)) },
    { head: 'wall', cell: ({ off }) => seconds(off.wall) },
    { head: 'over base', cell: (result) => over(result, ({ off }) => off.wall) },
    { head: 'CPU', cell: ({ off }) => seconds(off.cpu) },
    { head: 'over base', cell: (result) => over(result, ({ off }) => off.cpu) },
    { head: 'daemon', cell: ({ on }) => (on === undefined ? '' : seconds(on.wall)) },
    { head: 'over base', cell: (result) => over(result, ({ on }) => on?.wall) },
    { head: 'nodes + edges', cell: pluginTime },
    { head: 'graph', cell: ({ contender }) => graphSize(contender) },
  ];
}

/** The aim is stated over the no-op plugin, whose reading of its answer a real one does not pay. */
function verdict(results: readonly Result[]): string {
  const [ours, source, manifest] = results.filter(({ contender }) => contender.plugin === 'polynx');
  const [noOp, base] = results.filter(({ contender }) => contender.plugin === NO_OP);
  if (!ours || !source || !manifest || !noOp || !base)
    throw new Error('polynx and the no-op plugin did not run');
  if (projectsIn(ours.off) !== projectsIn(noOp.off)) throw new Error('the no-op plugin answers differently');
  const reading = median(noOp.off.outputs.map(() => timeReading(noOp.contender.root)));
  const over = ({ off }: Result, floor: Result) =>
    `${signed(off.wall - floor.off.wall)} s wall, ${signed(off.cpu - floor.off.cpu)} s CPU`;
  return [
    `polynx over the no-op plugin: ${over(ours, noOp)}; after a source has changed: ${over(source, base)}; a manifest: ${over(manifest, base)}.`,
    `The no-op plugin reads its answer in ${reading.toFixed(3)} s, which is part of its time and not of ours.`,
  ].join('\n');
}

function projectsIn({ outputs }: Measurement): number {
  const lines = (outputs.at(-1) ?? '').split('\n').filter((line) => line.trim() !== '');
  const said = lines.flatMap((line) => /^(\d+) packages/.exec(line)?.[1] ?? [])[0];
  return said === undefined ? lines.filter((line) => !line.includes(MEASURED)).length : Number(said);
}

const MEASURED = 'Time taken for';

/** Milliseconds in the log of Nx's measurements, per call. */
function timeIn({ outputs }: Measurement, wanted: string): number {
  return median(
    outputs.map((output) =>
      [...output.matchAll(/Time taken for '([^']+)' ([\d.]+)ms/g)]
        .filter(([, name = '']) => name === wanted)
        .reduce((sum, [, , time]) => sum + Number(time), 0),
    ),
  );
}

function pluginTime({ contender: { plugin }, off }: Result): string {
  if (plugin === undefined) return '';
  const time = (hook: string) => timeIn(off, `${plugin}:${hook}`).toFixed(0);
  return `${time('createNodes')} + ${time('createDependencies')} ms`;
}

function graphSize({ root }: Contender): string {
  const file = join(root, '.nx/workspace-data/project-graph.json');
  const size = statSync(file, { throwIfNoEntry: false })?.size;
  return size === undefined ? '' : `${(size / 1e6).toFixed(1)} MB`;
}

function seconds(value: number): string {
  return `${value.toFixed(2)} s`;
}

function signed(value: number): string {
  return `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(2)}`;
}

async function stopDaemon({ root, command }: Contender): Promise<void> {
  if (command(true) === undefined) return;
  const { program, args, cwd, env } = nxCommand(root, ['daemon', '--stop'], true);
  await execa(program, [...args], { cwd, env, reject: false });
}
