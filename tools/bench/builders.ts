/** Who builds a workload, and in what. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { type Installations, nxCommand } from './contenders.js';
import { linkInstallation, versionOf } from './installations.js';
import type { Invocation } from './measure.js';
import type { Kind, Workload } from './workloads.js';
import { createWorkspace } from './workspaces.js';

export interface Choices {
  /** Whether polynx makes batches. */
  readonly batch: 'on' | 'off' | 'default';
  /** Tasks at a time, of Nx; undefined: its default. */
  readonly parallel: string | undefined;
}

export interface Builder {
  readonly title: string;
  readonly root: string;
  /** One after the other, together what is measured. */
  commands(kinds: readonly Kind[]): readonly Invocation[];
  /** Tasks that ran, and those that came from a cache; undefined for who has no tasks. */
  tally(output: string): Tally | undefined;
  /** Edits a project: a leaf, or one that most others need. */
  edit(which: 'leaf' | 'root', number: number): void;
  /** Where results are kept. */
  readonly cache?: string;
  /** What everybody is compared with, and what is the least for Nx. */
  readonly is: 'tool' | 'floor' | 'polynx' | 'peer';
}

export interface Tally {
  readonly tasks: number;
  readonly ran: number;
}

/**
 * What a fresh clone lacks. NB Go's own cache is the machine's, and is laid out anew before each cold run.
 */
const MADE = ['.nx', 'target', 'dist', '.turbo', 'node_modules/.cache', 'coverage'];

export function makeCold({ root }: Pick<Builder, 'root'>): void {
  for (const folder of MADE) rmSync(join(root, folder), { recursive: true, force: true });
}

export function goCacheOf(root: string): string {
  return `${root}-go-cache`;
}

/** Nothing of the user's own arrangements. */
function environment(root: string): Readonly<Record<string, string | undefined>> {
  return {
    GOCACHE: goCacheOf(root),
    CARGO_TARGET_DIR: undefined,
    CARGO_BUILD_BUILD_DIR: undefined,
    RUSTC_WRAPPER: undefined,
    NX_BATCH_MODE: undefined,
  };
}

export async function createBuilders(
  folder: string,
  load: Workload,
  { nx, peers }: Installations,
  choices: Choices,
): Promise<Builder[]> {
  const at = (name: string) => join(folder, load.name, name);
  const ours = await polynx(at('polynx'), load, nx, choices);
  const first = [
    await tool(at('tool'), load),
    await floor(at('floor'), load, { nx, ours, flags: flagsOf(choices) }),
    ours,
  ];
  if (peers === undefined || !load.forPeers) return first;
  return [...first, await nxPeer(at('peer'), load, peers.nx), await turbo(at('turbo'), load, peers.turbo)];
}

function editsOf(root: string, load: Workload): Builder['edit'] {
  const projects = load.edited(root);
  return (which, number) => load.edit(root, projects[which], number);
}

async function tool(root: string, load: Workload): Promise<Builder> {
  await createWorkspace(root, load.sources, {});
  const { program } = load.bare(root, 'build');
  return {
    title: program,
    is: 'tool',
    root,
    commands: (kinds) =>
      kinds.map((kind) => ({ ...load.bare(root, kind), cwd: root, env: environment(root) })),
    tally: () => undefined,
    edit: editsOf(root, load),
  };
}

function flagsOf({ parallel }: Choices): string[] {
  return parallel === undefined ? [] : [`--parallel=${parallel}`];
}

async function polynx(
  root: string,
  load: Workload,
  installation: string,
  choices: Choices,
): Promise<Builder> {
  const { batch } = choices;
  await nxWorkspace(root, load.sources, installation, ['polynx']);
  const mode = batch === 'default' ? undefined : String(batch === 'on');
  return {
    ...runMany(root, { NX_BATCH_MODE: mode }, flagsOf(choices)),
    title: `polynx${batch === 'default' ? '' : `, batch ${batch}`}`,
    is: 'polynx',
    edit: editsOf(root, load),
  };
}

async function nxPeer(root: string, load: Workload, installation: string): Promise<Builder> {
  await nxWorkspace(root, load.peerSources, installation, [load.plugin]);
  return {
    ...runMany(root, {}),
    title: `${load.plugin} ${versionOf(installation, load.plugin)} (Nx ${versionOf(installation, 'nx')})`,
    is: 'peer',
    edit: editsOf(root, load),
  };
}

async function nxWorkspace(
  root: string,
  sources: Workload['sources'],
  installation: string,
  plugins: readonly string[],
): Promise<void> {
  await createWorkspace(root, sources, {
    'nx.json': { analytics: false, neverConnectToCloud: true, plugins },
  });
  await linkInstallation(installation, root);
}

function runMany(
  root: string,
  env: Readonly<Record<string, string | undefined>>,
  flags: readonly string[] = [],
): Pick<Builder, 'root' | 'commands' | 'tally' | 'cache'> {
  // NB else Nx 24 keeps it in the user's home, where nobody clears it away.
  const cache = { NX_CACHE_DIRECTORY: join(root, '.nx/cache') };
  return {
    root,
    cache: cache.NX_CACHE_DIRECTORY,
    commands(kinds) {
      const args = ['run-many', '-t', ...kinds, ...flags];
      const { env: usual, ...rest } = nxCommand(root, args, false);
      const all = { ...environment(root), ...usual, NX_PERF_LOGGING: undefined, ...cache, ...env };
      return [{ ...rest, env: all }];
    },
    tally: tallyOfNx,
  };
}

/** `✔  nx run a:build  [local cache]`, `> nx run a:build`. */
function tallyOfNx(output: string): Tally {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours
  const plain = output.replace(/\u001b\[[0-9;]*m/g, '');
  const tasks = new Map<string, boolean>();
  for (const [, id = '', rest = ''] of plain.matchAll(/^[✔✖>»\s]*nx run (\S+)(.*)$/gm))
    tasks.set(id, (tasks.get(id) ?? false) || /\[(local cache|remote cache|existing outputs)/.test(rest));
  return { tasks: tasks.size, ran: [...tasks.values()].filter((isHit) => !isHit).length };
}

const FLOOR = 'bench-floor';

/** As many tasks as polynx has, each with one file to hash and nothing to do. */
interface Floor {
  readonly nx: string;
  readonly ours: Builder;
  readonly flags: readonly string[];
}

async function floor(
  root: string,
  load: Workload,
  { nx: installation, ours, flags }: Floor,
): Promise<Builder> {
  const kinds = new Map<string, Kind[]>();
  for (const kind of load.kinds) {
    const { program, args, cwd, env } = nxCommand(
      ours.root,
      ['show', 'projects', '--withTarget', kind, '--json'],
      false,
    );
    const { stdout } = await execa(program, [...args], { cwd, env: { ...env, NX_PERF_LOGGING: '' } });
    for (const name of JSON.parse(stdout) as string[]) kinds.set(name, [...(kinds.get(name) ?? []), kind]);
  }
  const folders = [...kinds.values()].map((own, index) => [`projects/p${index}`, own] as const);
  const whole = folders.filter(([, own]) => own.length === load.kinds.length);
  const target = {
    executor: `${FLOOR}:run`,
    cache: true,
    inputs: ['{projectRoot}/**/*', { externalDependencies: [] }],
    outputs: [],
  };
  const sources = async (at: string) => {
    for (const [folder, own] of folders) {
      const targets = Object.fromEntries(own.map((kind) => [kind, target]));
      write(at, `${folder}/project.json`, JSON.stringify({ name: folder.replace('/', '-'), targets }));
      write(at, `${folder}/source.txt`, 'source\n');
    }
  };
  await nxWorkspace(root, sources, installation, []);
  installFloor(root);
  return {
    ...runMany(root, {}, flags),
    title: `as many empty tasks (Nx ${versionOf(installation, 'nx')})`,
    is: 'floor',
    edit: (which, number) => {
      const [folder = ''] = (which === 'leaf' ? whole[0] : whole.at(-1)) ?? [];
      write(root, `${folder}/source.txt`, `source ${number}\n`);
    },
  };
}

function installFloor(root: string): void {
  const at = `node_modules/${FLOOR}`;
  write(
    root,
    `${at}/package.json`,
    JSON.stringify({ name: FLOOR, version: '0.0.0', executors: './executors.json' }),
  );
  write(
    root,
    `${at}/executors.json`,
    JSON.stringify({ executors: { run: { implementation: './run.js', schema: './schema.json' } } }),
  );
  write(root, `${at}/schema.json`, JSON.stringify({ version: 2, type: 'object', properties: {} }));
  write(root, `${at}/run.js`, 'module.exports = async () => ({ success: true });\n');
}

async function turbo(root: string, load: Workload, installation: string): Promise<Builder> {
  const tasks = Object.fromEntries(load.kinds.map((kind) => [kind, {}]));
  await createWorkspace(root, load.sources, {
    'turbo.json': { futureFlags: { [load.flag]: true }, tasks },
  });
  await linkInstallation(installation, root);
  const quiet = { TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1', NO_COLOR: '1', CI: 'true' };
  return {
    title: `turbo ${versionOf(installation, 'turbo')}`,
    is: 'peer',
    root,
    cache: join(root, '.turbo/cache'),
    commands: (kinds) => [
      {
        program: process.execPath,
        args: [join(root, 'node_modules/turbo/bin/turbo'), 'run', ...kinds],
        cwd: root,
        env: { ...environment(root), ...quiet },
      },
    ],
    tally(output) {
      const [, hits = '0', tasks = '0'] = /Cached:\s+(\d+) cached, (\d+) total/.exec(output) ?? [];
      return { tasks: Number(tasks), ran: Number(tasks) - Number(hits) };
    },
    edit: editsOf(root, load),
  };
}

function write(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
