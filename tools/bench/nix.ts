/**
 * What packages of Nix cost: from nothing, with nothing changed, with one program edited and with what most
 * programs need edited; by Nx with polynx, by `nix build` of the same flake, and by a flake as people write
 * it by hand. Each in a repository and a store of its own, on the stand-in for nixpkgs.
 */
import { appendFileSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { getNix, type NixEnv, removeStore, standInAt, storeAt } from '../nix/isolated.js';
import { packPackage } from '../pack.js';
import { installAll } from './contenders.js';
import { type CpuMeter, createCpuMeter } from './cpu.js';
import { linkInstallation } from './installations.js';
import { call, type Invocation, machineLoad, median } from './measure.js';
import type { BenchmarkOptions } from './options.js';
import { printTable } from './table.js';
import { crates, createWorkspace } from './workspaces.js';

const STATES = ['cold', 'unchanged', 'leaf', 'root'] as const;
type State = (typeof STATES)[number];

interface Contender {
  readonly title: string;
  readonly root: string;
  readonly env: NixEnv;
  readonly command: Invocation;
  /** All packages evaluated, and nothing else. */
  readonly evaluation: Invocation;
}

interface Row {
  readonly title: string;
  readonly wall: Readonly<Record<State | 'evaluation', number>>;
  /** How many of the packages were built. */
  readonly built: Readonly<Record<State, number>>;
}

export async function benchNix({ runs, keep, only }: BenchmarkOptions): Promise<void> {
  const size = Number(/^crates-(\d+)$/.exec(only?.[0] ?? 'crates-20')?.[1]);
  if (!(size >= 4)) throw new Error(`${only?.[0]} is no workload: say crates-20`);
  const folder = mkdtempSync(join(tmpdir(), 'polynx-bench-nix-'));
  const before = machineLoad();
  try {
    const { nx } = await installAll(folder, await packPackage(), false);
    const contenders = await createContenders(folder, nx, size);
    const meter = createCpuMeter(folder);
    const rows: Row[] = [];
    for (const contender of contenders) {
      console.error(contender.title);
      rows.push(await allStates(contender, runs, meter));
    }
    const programs = programsIn(contenders[0]?.root ?? '').length;
    console.log(
      `\n${size} crates, ${programs} of them packages, median of ${runs} (cold: once), ${before} to ${machineLoad()}; in brackets: packages built\n`,
    );
    const cell = (state: State) => (row: Row) => `${row.wall[state].toFixed(2)} s (${row.built[state]})`;
    printTable<Row>(
      [
        { head: '', cell: ({ title }) => title },
        { head: 'cold', cell: cell('cold') },
        { head: 'nothing changed', cell: cell('unchanged') },
        { head: 'evaluation alone, warm', cell: ({ wall }) => `${wall.evaluation.toFixed(2)} s` },
        { head: 'one program edited', cell: cell('leaf') },
        { head: 'a library edited', cell: cell('root') },
      ],
      rows,
    );
  } finally {
    if (keep) console.log(`\nThe workspaces stay in ${folder}`);
    else await removeStore(folder);
  }
}

/** Where the contenders are made, and with which Nix. */
interface Site {
  readonly folder: string;
  /** The folder of Nix's programs. */
  readonly bin: string;
  /** The stand-in for nixpkgs, as flakes name it. */
  readonly nixpkgs: string;
  /** Where Nx and polynx are installed. */
  readonly installation: string;
  /** How many crates. */
  readonly size: number;
}

async function createContenders(folder: string, installation: string, size: number): Promise<Contender[]> {
  const bin = await getNix();
  const nixpkgs = await standInAt(mkdtempSync(join(folder, 'stand-in-')));
  const site = { folder, bin, nixpkgs, installation, size };
  const withNx = await repositoryWithNx(site, 'nx');
  const sameFlake = await repositoryWithNx(site, 'flake');
  const byHand = await repositoryByHand(site, 'hand');
  return [
    contender(site, 'nx', 'nx run-many -t nix-build', withNx, nx(withNx, 'run-many', '-t', 'nix-build')),
    contender(site, 'flake', 'nix build, the same flake', sameFlake),
    contender(site, 'hand', 'nix build, a flake by hand with src = ./.', byHand),
  ];
}

/** The command is `nix build` of all packages where none is given. */
function contender(site: Site, name: string, title: string, root: string, command?: Invocation): Contender {
  const env = storeOf(site, name);
  const all = programsIn(root).map((program) => `.#${program}`);
  const nix = (...args: string[]): Invocation => ({ program: join(site.bin, 'nix'), args, cwd: root, env });
  return {
    title,
    root,
    env,
    command:
      command === undefined
        ? nix('build', '--no-link', '--log-format', 'raw', '-v', ...all)
        : { ...command, env: { ...command.env, ...env } },
    evaluation: nix('build', '--dry-run', '--no-link', '--json', ...all),
  };
}

function storeOf({ folder, bin }: Site, name: string): NixEnv {
  return storeAt(join(folder, `store-${name}`), bin);
}

function nx(root: string, ...args: string[]): Invocation {
  return {
    program: process.execPath,
    args: [join(root, 'node_modules/nx/dist/bin/nx.js'), ...args],
    cwd: root,
    env: {
      CI: 'true',
      NX_DAEMON: 'false',
      NX_TUI: 'false',
      NX_CACHE_DIRECTORY: '.nx/cache',
      NX_DEFAULT_OUTPUT_STYLE: 'static',
    },
  };
}

function cratesIn({ folder, size }: Site, name: string) {
  return createWorkspace(join(folder, name), crates(size, 'none', 0.4), {
    'nx.json': { analytics: false, neverConnectToCloud: true, plugins: ['polynx'] },
  });
}

async function repositoryWithNx(site: Site, name: string): Promise<string> {
  const root = await cratesIn(site, name);
  await linkInstallation(site.installation, root);
  const env = storeOf(site, name);
  const { program, args, ...at } = nx(root, 'g', 'polynx:flake', `--nixpkgs=${site.nixpkgs}`);
  await execa(program, args, { cwd: root, env: { ...at.env, ...env } });
  await lockAndCommit(root, env);
  return root;
}

async function repositoryByHand(site: Site, name: string): Promise<string> {
  const root = await cratesIn(site, name);
  writeFileSync(join(root, 'flake.nix'), handWritten(site.nixpkgs, programsIn(root)));
  await execa('git', ['add', 'flake.nix'], { cwd: root });
  await lockAndCommit(root, storeOf(site, name));
  return root;
}

async function lockAndCommit(root: string, env: NixEnv): Promise<void> {
  await execa('nix', ['flake', 'lock'], { cwd: root, env });
  await execa('git', ['add', '--all'], { cwd: root });
  const author = ['-c', 'user.name=b', '-c', 'user.email=b@example.invalid'];
  await execa('git', [...author, 'commit', '--quiet', '--message=flake'], { cwd: root });
}

function programsIn(root: string): string[] {
  return readdirSync(join(root, 'apps')).sort();
}

/**
 * One derivation for each program, from the whole repository, with its tests: what
 * `rustPlatform.buildRustPackage { src = ./.; }` comes to.
 */
function handWritten(nixpkgs: string, programs: readonly string[]): string {
  return `{
  inputs.nixpkgs.url = "${nixpkgs}";
  outputs =
    { nixpkgs, ... }:
    let
      pkgs = nixpkgs.legacyPackages.x86_64-linux;
      package =
        name:
        pkgs.stdenv.mkDerivation {
          pname = name;
          version = "0.1.0";
          src = ./.;
          nativeBuildInputs = [ pkgs.cargo pkgs.rustc ];
          buildPhase = "cargo build --release --offline --package \${name}";
          doCheck = true;
          checkPhase = "cargo test --release --offline --package \${name}";
          installPhase = "mkdir -p $out/bin; cp target/release/\${name} $out/bin/";
        };
    in
    {
      packages.x86_64-linux = {
${programs.map((name) => `        ${name} = package "${name}";`).join('\n')}
      };
    };
}
`;
}

/** Who needs longer is run once in each state. */
const SLOW = 60;

async function allStates(contender: Contender, runs: number, meter: CpuMeter): Promise<Row> {
  const taken: Record<State | 'evaluation', number[]> = {
    cold: [],
    unchanged: [],
    evaluation: [],
    leaf: [],
    root: [],
  };
  const built: Record<State, number> = { cold: 0, unchanged: 0, leaf: 0, root: 0 };
  const programs = programsIn(contender.root);
  const measure = async (state: State) => {
    const { wall, output } = await call(contender.command, meter);
    taken[state].push(wall);
    built[state] = builtIn(output, programs);
  };
  await measure('cold');
  const [first = 0] = taken.cold;
  const rounds = first > SLOW ? 1 : runs;
  for (let round = 0; round < rounds; round++) {
    await measure('unchanged');
    taken.evaluation.push((await call(contender.evaluation, meter)).wall);
    edit(contender.root, `apps/${programs.at(-1)}/src/main.rs`, round);
    await measure('leaf');
    edit(contender.root, 'crates/l0/lib-0000/src/lib.rs', round);
    await measure('root');
  }
  const wall = Object.fromEntries(Object.entries(taken).map(([state, list]) => [state, median(list)]));
  return { title: contender.title, wall: wall as Row['wall'], built };
}

/** Something to compile each time. */
function edit(root: string, file: string, number: number): void {
  appendFileSync(
    join(root, file),
    `\n#[allow(dead_code)]\npub fn bench_edit_${number}() -> u32 {\n    ${number}\n}\n`,
  );
}

/** Nix says `building '…-name-version.drv'`, polynx says `building name-version`. */
function builtIn(output: string, programs: readonly string[]): number {
  const lines = output.split('\n').filter((line) => line.startsWith('building '));
  return programs.filter((name) => lines.some((line) => line.includes(`${name}-0.1.0`))).length;
}
