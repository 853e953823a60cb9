/**
 * What a build costs: `nx run-many` from nothing, with everything in the cache, with a leaf edited and with
 * what most others need edited; beside the tool alone in one process, Nx with as many empty tasks, Nx with a
 * batch that only starts the tool, and what others offer. Each in a workspace of its own, all in one run,
 * without the daemon.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { packPackage } from '../pack.js';
import { type Builder, goCacheOf, makeCold, type Tally } from './builder.js';
import { createBuilders } from './builders.js';
import { installAll } from './contenders.js';
import { type CpuMeter, createCpuMeter } from './cpu.js';
import { call, type Invocation, machineLoad, median } from './measure.js';
import type { BenchmarkOptions } from './options.js';
import { type Column, printTable } from './table.js';
import { type Kind, standardLibrary, type Workload, workload } from './workloads.js';

const WORKLOADS = ['crates-50', 'crates-200', 'modules-50'];
const STATES = ['cold', 'warm', 'leaf', 'root'] as const;
type State = (typeof STATES)[number];

export async function benchBuild({
  runs,
  peers = false,
  keep,
  only,
  batch,
  parallel,
}: BenchmarkOptions): Promise<void> {
  const loads = (only ?? WORKLOADS).map(workload);
  const folder = mkdtempSync(join(tmpdir(), 'polynx-bench-'));
  const before = machineLoad();
  try {
    const installations = await installAll(folder, await packPackage(), peers);
    const goCache = loads.some(({ kinds }) => kinds.includes('vet'))
      ? await standardLibrary(folder)
      : undefined;
    const meter = createCpuMeter(folder);
    let edits = 0;
    const conditions = { runs, meter, goCache, nextEdit: () => edits++ };
    const rows: Row[] = [];
    for (const load of loads) {
      const builders = await createBuilders(folder, load, installations, { batch, parallel });
      for (const kinds of load.asked) rows.push(...(await race(load, kinds, builders, conditions)));
      // A peer's 50 crates are 7 GB.
      if (!keep) for (const { root } of builders) remove(root);
    }
    console.log(`\nnx run-many, median of ${runs}, ${before} to ${machineLoad()}; x: over the tool alone\n`);
    printTable(columns(rows), rows);
    console.log(`\n${verdict(rows)}`);
  } finally {
    if (keep) console.log(`\nThe workspaces stay in ${folder}`);
    else remove(folder);
  }
}

function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  rmSync(goCacheOf(folder), { recursive: true, force: true });
}

interface Figures {
  readonly wall: number;
  readonly cpu: number;
  readonly memory: number;
  readonly tally: Tally | undefined;
}

/** Bytes, when everything has been built once. */
interface Sizes {
  readonly cache: number | undefined;
  readonly artifacts: number | undefined;
}

interface Round extends Record<State, Figures>, Sizes {}

interface Row extends Sizes {
  readonly load: string;
  readonly kinds: readonly Kind[];
  readonly builder: Builder;
  readonly figures: Readonly<Record<State, Figures>>;
}

interface Conditions {
  readonly runs: number;
  readonly meter: CpuMeter;
  readonly goCache: string | undefined;
  /** No two edits are alike: each is something to compile. */
  nextEdit(): number;
}

/** Who needs longer is run once. */
const SLOW = 60;

async function race(
  load: Workload,
  kinds: readonly Kind[],
  builders: readonly Builder[],
  conditions: Conditions,
): Promise<Row[]> {
  const taken = new Map<Builder, Round[]>();
  for (let round = 0; round < conditions.runs; round++) {
    for (const builder of builders) {
      const known = taken.get(builder) ?? [];
      if ((known[0]?.cold.wall ?? 0) > SLOW) continue;
      console.error(
        `${load.name} ${kinds.join(' ')}, round ${round + 1} of ${conditions.runs}: ${builder.title}`,
      );
      const figures = await allStates(builder, kinds, conditions);
      if (figures !== undefined) taken.set(builder, [...known, figures]);
    }
  }
  return [...taken].map(([builder, all]) => ({
    load: load.name,
    kinds,
    builder,
    figures: Object.fromEntries(
      STATES.map((state) => [state, summary(all.map((one) => one[state]))]),
    ) as Row['figures'],
    cache: all[0]?.cache,
    artifacts: all[0]?.artifacts,
  }));
}

/** Undefined where the contender has no such tasks, or fails at them. */
async function allStates(
  builder: Builder,
  kinds: readonly Kind[],
  { meter, goCache, nextEdit }: Conditions,
): Promise<Round | undefined> {
  const invocations = builder.commands(kinds);
  makeCold(builder);
  await layOutGoCache(builder, goCache);
  const figures: Partial<Record<State, Figures>> = {};
  let sizes: Sizes = { cache: undefined, artifacts: undefined };
  for (const state of STATES) {
    if (state === 'leaf' || state === 'root') builder.edit(state, nextEdit());
    try {
      const { output, ...used } = await callAll(invocations, meter);
      const tally = builder.tally(output);
      if (tally?.tasks === 0) {
        console.error(`${builder.title} has no tasks to ${kinds.join(' ')}`);
        return undefined;
      }
      figures[state] = { ...used, tally };
      if (state === 'cold') sizes = sizesOf(builder);
    } catch (error) {
      if (builder.is !== 'peer') throw error;
      console.error(`${builder.title} fails: ${(error as Error).message.slice(-2000)}`);
      return undefined;
    }
  }
  return { ...(figures as Record<State, Figures>), ...sizes };
}

async function callAll(invocations: readonly Invocation[], meter: CpuMeter) {
  const sum = { wall: 0, cpu: 0, memory: 0, output: '' };
  for (const invocation of invocations) {
    const { wall, cpu, memory, output } = await call(invocation, meter);
    sum.wall += wall;
    sum.cpu += cpu;
    sum.memory = Math.max(sum.memory, memory);
    sum.output += output;
  }
  return sum;
}

/** Hard links: Go never changes an entry. */
async function layOutGoCache({ root }: Builder, goCache: string | undefined): Promise<void> {
  if (goCache === undefined) return;
  rmSync(goCacheOf(root), { recursive: true, force: true });
  await execa('cp', ['-al', goCache, goCacheOf(root)]);
}

function summary(all: readonly Figures[]): Figures {
  return {
    wall: median(all.map(({ wall }) => wall)),
    cpu: median(all.map(({ cpu }) => cpu)),
    memory: median(all.map(({ memory }) => memory)),
    tally: all[0]?.tally,
  };
}

function sizesOf({ cache, is, root }: Builder): Sizes {
  return {
    cache: cache === undefined ? undefined : sizeOf(cache),
    artifacts: is === 'tool' || is === 'polynx' ? artifactsOf(root) : undefined,
  };
}

function sizeOf(path: string): number {
  if (!existsSync(path)) return 0;
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

/** What a user gets: programs in `target/debug` and in `dist`, not what cargo keeps for itself. */
function artifactsOf(root: string): number {
  const target = join(root, 'target/debug');
  const programs = existsSync(target)
    ? readdirSync(target, { withFileTypes: true })
        .filter((entry) => entry.isFile() && /^[^.]+$/.test(entry.name))
        .map((entry) => statSync(join(target, entry.name)).size)
    : [];
  return programs.reduce((sum, size) => sum + size, 0) + sizeOf(join(root, 'dist'));
}

function columns(rows: readonly Row[]): Column<Row>[] {
  return [
    { head: '', cell: ({ load, kinds, builder }) => `${load} ${kinds.join(' ')}: ${builder.title}` },
    { head: 'tasks', cell: ({ figures }) => String(figures.cold.tally?.tasks ?? '') },
    ...STATES.flatMap((state): Column<Row>[] => [
      { head: `${state}, wall`, cell: (row) => cell(row, rows, ({ figures }) => figures[state].wall) },
      { head: 'CPU', cell: (row) => cell(row, rows, ({ figures }) => figures[state].cpu) },
      { head: 'ran', cell: ({ figures }) => String(figures[state].tally?.ran ?? '') },
    ]),
    { head: 'memory', cell: ({ figures }) => megabytes(figures.cold.memory || undefined) },
    { head: 'cache', cell: ({ cache }) => megabytes(cache) },
    { head: 'artifacts', cell: ({ artifacts }) => megabytes(artifacts) },
  ];
}

function cell(row: Row, rows: readonly Row[], pick: (row: Row) => number): string {
  const base = rowOf(row, rows, 'tool');
  const ratio = base === undefined || base === row ? '' : ` ${(pick(row) / pick(base)).toFixed(2)} x`;
  return `${pick(row).toFixed(2)} s${ratio}`;
}

function rowOf({ load, kinds }: Row, rows: readonly Row[], is: Builder['is']): Row | undefined {
  return rows.find((other) => other.load === load && other.kinds === kinds && other.builder.is === is);
}

function megabytes(bytes: number | undefined): string {
  return bytes === undefined ? '' : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** What polynx costs over the tool, and over what Nx itself costs with it. */
function verdict(rows: readonly Row[]): string {
  return rows
    .filter(({ builder }) => builder.is === 'polynx')
    .map((row) => {
      const room =
        row.artifacts === 0
          ? `${megabytes(row.cache)} for no artifact`
          : `${((row.cache ?? 0) / (row.artifacts ?? 1)).toFixed(2)} x the artifacts`;
      const states = STATES.map(
        (state) => `${state} ${ratio(row, rows, 'tool', state)} (${ratio(row, rows, 'least', state)})`,
      );
      const empty = ratio(row, rows, 'floor', 'warm');
      return `${row.load} ${row.kinds.join(' ')}, over the tool (over Nx that only starts it), wall / CPU: ${states.join(', ')}; warm ${empty} over empty tasks; cache ${room}`;
    })
    .join('\n');
}

function ratio(row: Row, rows: readonly Row[], is: Builder['is'], state: State): string {
  const base = rowOf(row, rows, is)?.figures[state];
  const { wall, cpu } = row.figures[state];
  const of = (value: number, least: number | undefined) => (value / (least ?? Number.NaN)).toFixed(2);
  return `${of(wall, base?.wall)} / ${of(cpu, base?.cpu)} x`;
}
