/**
 * The graph as `cargo metadata` tells it, beside ours.
 * https://doc.rust-lang.org/cargo/commands/cargo-metadata.html
 */
import { dirname, join } from '../../model/paths.js';
import type { Project } from '../../model/project.js';
import { differencesOf } from '../shared/differences.js';
import type { Ask, InferredGraph, Verification } from '../toolchain.js';
import type { CargoDetails } from './workspace.js';

/** What is compared, by the directory of the crate. */
export interface CrateFacts {
  readonly name: string;
  readonly bins: readonly string[];
  readonly lib?: { readonly name: string; readonly crateTypes: readonly string[] };
  /** `<kind> <directory>` of every dependency with a path. */
  readonly edges: readonly string[];
}

export type Crates = Readonly<Record<string, CrateFacts>>;

export interface MetadataAnswer {
  readonly crates: Crates;
  /** What cargo said instead, by directory. */
  readonly refused: Readonly<Record<string, string>>;
}

export async function verifyCargo(
  { projects, manifests, workspaceRoot }: InferredGraph,
  ask: Ask,
): Promise<Verification> {
  const reported = await askCargo(workspaceRoot, manifests, ask);
  const ours = inferredCrates(projects as readonly Project<CargoDetails>[]);
  // What we refuse or leave out as well is no difference.
  const sound = new Set(projects.flatMap(({ root, error }) => (error === undefined ? root : [])));
  const refused = Object.entries(reported.refused).filter(([directory]) => sound.has(directory));
  const leftOut = Object.keys(reported.refused).filter((directory) =>
    projects.every(({ root }) => root !== directory),
  );
  return {
    compared: `${counted(ours)}, as cargo metadata tells them${describeLeftOut(leftOut)}`,
    differences: [
      ...differencesOf(sentences(ours), sentences(reported.crates)),
      ...refused.map(([directory, message]) => ({
        file: join(directory, 'Cargo.toml'),
        missing: [`cargo refuses it: ${sentenceOf(message)}`],
        extra: [],
      })),
    ],
  };
}

/** Cargo says what it did first, and why in the lines that follow. */
function sentenceOf(message: string): string {
  const lines = message.split('\n').map((line) => line.trim());
  return lines
    .filter((line) => line !== '' && line !== 'Caused by:')
    .slice(0, 3)
    .join(': ')
    .replace(/^error: /, '');
}

function describeLeftOut(directories: readonly string[]): string {
  const manifests = directories.map((directory) => join(directory, 'Cargo.toml'));
  return manifests.length === 0 ? '' : `; cargo refuses ${manifests.join(', ')}, of which no project is made`;
}

function counted(crates: Crates): string {
  const edges = Object.values(crates).reduce((sum, crate) => sum + crate.edges.length, 0);
  return `crates: ${Object.keys(crates).length}, edges: ${edges}`;
}

function sentences(crates: Crates): Map<string, string[]> {
  return new Map(
    Object.entries(crates).map(([directory, { name, bins, lib, edges }]) => [
      join(directory, 'Cargo.toml'),
      [
        `crate ${name}`,
        ...bins.map((bin) => `binary ${bin}`),
        ...(lib === undefined ? [] : [`library ${lib.name} (${lib.crateTypes.join(', ')})`]),
        ...edges.map((edge) => `edge ${edge}`),
      ],
    ]),
  );
}

export function inferredCrates(projects: readonly Project<CargoDetails>[]): Crates {
  const facts = projects.flatMap(({ root, details }): [string, CrateFacts][] => {
    if (details?.kind !== 'crate') return [];
    const { crate } = details;
    const { targets } = crate;
    const lib = targets.lib && { name: targets.lib.name, crateTypes: targets.lib.crateTypes };
    const bins = targets.bins.map((bin) => bin.name).sort();
    const edges = crate.edges.map(({ kind, directory }) => `${kind} ${directory}`);
    return [[root, { name: crate.name, bins, ...(lib && { lib }), edges: [...new Set(edges)].sort() }]];
  });
  return sorted(facts);
}

interface Metadata {
  readonly packages: readonly {
    readonly name: string;
    readonly manifest_path: string;
    readonly targets: readonly {
      readonly name: string;
      readonly kind: readonly string[];
      readonly crate_types: readonly string[];
    }[];
    readonly dependencies: readonly { readonly kind: string | null; readonly path?: string }[];
  }[];
}

/** One call for every workspace and every crate that stands alone. */
export async function askCargo(
  workspaceRoot: string,
  manifests: readonly string[],
  ask: Ask,
): Promise<MetadataAnswer> {
  const reported = new Map<string, CrateFacts>();
  const refused: Record<string, string> = {};
  const asked = new Set<string>();
  // Workspaces lie above their members, so shorter paths first.
  const directories = manifests.map((file) => dirname(file)).sort((a, b) => a.length - b.length);
  for (const directory of directories) {
    if (reported.has(directory) || asked.has(directory)) continue;
    asked.add(directory);
    const answer = await metadata(workspaceRoot, directory, ask);
    if (typeof answer === 'string') refused[directory] = answer;
    else for (const [path, facts] of crateFacts(workspaceRoot, answer)) reported.set(path, facts);
  }
  return { crates: sorted([...reported]), refused };
}

async function metadata(workspaceRoot: string, directory: string, ask: Ask): Promise<Metadata | string> {
  const args = ['metadata', '--no-deps', '--offline', '--format-version', '1'];
  const { exitCode, stdout, stderr } = await ask({ program: 'cargo', args, cwd: directory });
  return exitCode === 0
    ? (JSON.parse(stdout) as Metadata)
    : stderr.replaceAll(`${workspaceRoot}/`, '').replaceAll(workspaceRoot, '').trim();
}

function crateFacts(workspaceRoot: string, { packages }: Metadata): [string, CrateFacts][] {
  const inRoot = (path: string) =>
    path === workspaceRoot
      ? '.'
      : path.startsWith(`${workspaceRoot}/`)
        ? path.slice(workspaceRoot.length + 1)
        : path;
  return packages.map(({ name, manifest_path, targets, dependencies }) => {
    const bins = targets.filter(({ kind }) => kind.includes('bin')).map((target) => target.name);
    const library = targets.find(
      ({ kind }) => !kind.some((one) => ['bin', 'test', 'bench', 'example', 'custom-build'].includes(one)),
    );
    const edges = dependencies.flatMap(({ kind, path }) =>
      path === undefined ? [] : [`${kind ?? 'normal'} ${inRoot(path)}`],
    );
    const lib = library && { name: library.name, crateTypes: library.crate_types };
    return [
      inRoot(dirname(manifest_path)),
      { name, bins: bins.sort(), ...(lib && { lib }), edges: [...new Set(edges)].sort() },
    ];
  });
}

function sorted(entries: readonly [string, CrateFacts][]): Crates {
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
