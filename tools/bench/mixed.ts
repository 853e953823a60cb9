/**
 * What batches cost and save where several tools have work: Nx starts no other task while a batch runs. One
 * workspace of crates, Go modules and TypeScript packages, built with batches and without, in turns.
 */
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { packPackage } from '../pack.js';
import { makeCold } from './builder.js';
import { nxCommand } from './contenders.js';
import { createCpuMeter } from './cpu.js';
import { install, linkInstallation } from './installations.js';
import { call, type Invocation, machineLoad, median } from './measure.js';
import type { BenchmarkOptions } from './options.js';
import { type Column, printTable } from './table.js';
import { crates, createWorkspace, goModules, type Sources } from './workspaces.js';

const SIZE = 30;

const MODES = ['on', 'off'] as const;
type Mode = (typeof MODES)[number];

/** What is changed before the run. */
const STATES: Readonly<Record<string, (root: string, number: number) => void>> = {
  'nothing is built': () => {},
  'one source of each language': (root, number) => {
    appendFileSync(join(root, 'rust/crates/l0/lib-0000/src/lib.rs'), `\npub fn edit_${number}() {}\n`);
    appendFileSync(join(root, 'go/libs/m0000/f0.go'), `\nfunc Edit${number}() {}\n`);
    appendFileSync(join(root, 'packages/p00/src/index.ts'), `export const edit${number} = 1;\n`);
  },
  'one TypeScript source': (root, number) => {
    appendFileSync(join(root, 'packages/p01/src/index.ts'), `export const edit${number} = 1;\n`);
  },
};

interface Figures {
  readonly wall: number;
  readonly cpu: number;
}

interface Row {
  readonly state: string;
  readonly mode: Mode;
  readonly figures: Figures;
  readonly base: Figures;
}

export async function benchMixed({ runs, keep, parallel }: BenchmarkOptions): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'polynx-bench-'));
  const before = machineLoad();
  const specifiers = ['nx@24.0.6', '@nx/devkit@24.0.0', 'typescript@6', await packPackage()];
  const installation = await install(join(folder, 'installation'), specifiers);
  const meter = createCpuMeter(folder);
  const roots = new Map<Mode, string>();
  for (const mode of MODES) roots.set(mode, await workspace(join(folder, mode), installation));
  const taken = new Map<string, Figures[]>();
  let edits = 0;
  for (let round = 0; round < runs; round++)
    for (const [mode, root] of roots) {
      makeCold({ root });
      makeCold({ root: join(root, 'rust') });
      rmSync(goCache(root), { recursive: true, force: true });
      for (const [state, edit] of Object.entries(STATES)) {
        console.error(`round ${round + 1} of ${runs}, batches ${mode}: ${state}`);
        edit(root, edits++);
        const key = `${state} ${mode}`;
        taken.set(key, [...(taken.get(key) ?? []), await call(buildAll(root, mode, parallel), meter)]);
      }
    }
  const rows = Object.keys(STATES).flatMap((state) =>
    MODES.map((mode): Row => {
      const of = (one: Mode) => middle(taken.get(`${state} ${one}`) ?? []);
      return { state, mode, figures: of(mode), base: of('off') };
    }),
  );
  console.log(
    `\n${SIZE} crates, ${SIZE} Go modules, ${SIZE} TypeScript packages: nx run-many -t build, median of ${runs}, ${before} to ${machineLoad()}\n`,
  );
  printTable(COLUMNS, rows);
  if (keep) console.log(`\nThe workspaces stay in ${folder}`);
  else rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
}

const COLUMNS: readonly Column<Row>[] = [
  { head: 'changed', cell: ({ state, mode }) => `${state}, batches ${mode}` },
  { head: 'wall', cell: ({ figures }) => `${figures.wall.toFixed(1)} s` },
  { head: 'of without', cell: ({ figures, base }) => `${(figures.wall / base.wall).toFixed(2)} x` },
  { head: 'CPU', cell: ({ figures }) => `${figures.cpu.toFixed(1)} s` },
  { head: 'of without', cell: ({ figures, base }) => `${(figures.cpu / base.cpu).toFixed(2)} x` },
];

function middle(all: readonly Figures[]): Figures {
  return { wall: median(all.map(({ wall }) => wall)), cpu: median(all.map(({ cpu }) => cpu)) };
}

function goCache(root: string): string {
  return `${root}-go-cache`;
}

function buildAll(root: string, mode: Mode, parallel: string | undefined): Invocation {
  const flags = parallel === undefined ? [] : [`--parallel=${parallel}`];
  const { env, ...rest } = nxCommand(root, ['run-many', '-t', 'build', ...flags], false);
  const own = {
    GOCACHE: goCache(root),
    NX_CACHE_DIRECTORY: join(root, '.nx/cache'),
    NX_BATCH_MODE: mode === 'off' ? 'false' : undefined,
    NX_PERF_LOGGING: undefined,
    CARGO_TARGET_DIR: undefined,
    RUSTC_WRAPPER: undefined,
  };
  return { ...rest, env: { ...env, ...own } };
}

async function workspace(root: string, installation: string): Promise<string> {
  const sources: Sources = async (at) => {
    // Apart: the Cargo workspace takes every folder of `apps` for a crate.
    await crates(SIZE)(join(at, 'rust'));
    await goModules(SIZE)(join(at, 'go'));
    typescript(at);
  };
  await createWorkspace(root, sources, {
    'nx.json': { analytics: false, neverConnectToCloud: true, plugins: ['polynx'] },
  });
  await linkInstallation(installation, root);
  return root;
}

/** Each uses two others, as the crates do, and some code to check. */
function typescript(root: string): void {
  const name = (index: number) => `p${String(index).padStart(2, '0')}`;
  for (let index = 0; index < SIZE; index++) {
    const at = join('packages', name(index));
    const manifest = {
      name: name(index),
      version: '0.0.0',
      private: true,
      types: 'dist/index.d.ts',
      main: 'dist/index.js',
      scripts: { build: 'tsc -p tsconfig.json' },
    };
    const compilerOptions = { outDir: 'dist', rootDir: 'src', declaration: true, module: 'nodenext' };
    const code = Array.from(
      { length: 200 },
      (_, one) => `export function f${one}(value: number): string {\n  return String(value + ${one});\n}\n`,
    );
    write(root, join(at, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    write(
      root,
      join(at, 'tsconfig.json'),
      `${JSON.stringify({ compilerOptions, include: ['src'] }, null, 2)}\n`,
    );
    write(root, join(at, 'src/index.ts'), code.join('\n'));
  }
}

function write(root: string, path: string, text: string): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
