/**
 * Crates, names, targets and local edges, inferred by us and told by `cargo metadata --no-deps`, on real repositories: 0 missing, 0 extra.
 */
import { execFile } from 'node:child_process';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { dirname } from '../../packages/polynx/src/model/paths.js';
import type { Project } from '../../packages/polynx/src/model/project.js';
import { diskTree, type Tree } from '../../packages/polynx/src/model/tree.js';
import { readManifests } from '../../packages/polynx/src/plugin/manifests.js';
import { readOptions } from '../../packages/polynx/src/plugin/options.js';
import { cargo } from '../../packages/polynx/src/toolchains/cargo/index.js';
import type { CargoDetails } from '../../packages/polynx/src/toolchains/cargo/workspace.js';
import { expandCorpus, filesBelow, generateCargoWorkspace, scratchFolder } from './corpora.js';

const run = promisify(execFile);
const scratch = scratchFolder();

/** What is compared, by the directory of the crate. */
interface Facts {
  readonly name: string;
  readonly bins: readonly string[];
  readonly lib?: { readonly name: string; readonly crateTypes: readonly string[] };
  /** `<kind> <directory>` of every dependency with a path. */
  readonly edges: readonly string[];
}

type Crates = Record<string, Facts>;

/** Crates that cargo refuses, so that it tells nothing of them. Nor do we make a project of them. */
const REFUSED: Readonly<Record<string, Readonly<Record<string, string>>>> = {};

const WORKSPACES = [
  ...['GitoxideLabs_gitoxide', 'rolldown_rolldown', 'blacksky-algorithms_rsky', 'jsr-io_jsr'],
  ...['denoland_std', 'dagger_dagger'],
].map((name) => ({ name, layOut: (directory: string) => expandCorpus(name, directory) }));

const GENERATED = [50, 300].map((crates) => ({
  name: `${crates} generated crates`,
  layOut: (directory: string) => generateCargoWorkspace(directory, ['--crates', String(crates)]),
}));

describe.each([...WORKSPACES, ...GENERATED])('$name', ({ name, layOut }) => {
  const root = join(scratch, name.replaceAll(' ', '-'));
  let tree: Tree;
  let told: Crates;
  let refused: Record<string, string>;
  beforeAll(async () => {
    layOut(root);
    tree = diskTree(root, filesBelow(root));
    ({ told, refused } = await askCargo(root, tree));
  });

  test('every crate is what cargo says', () => {
    expect(Object.keys(told).length).toBeGreaterThan(0);
    expect(factsOf(model(tree, []))).toEqual(told);
  });

  test('cargo refuses only what is known', () => {
    expect(refused).toEqual(REFUSED[name] ?? {});
  });

  test('crates in folders that are left alone are no projects, unless a workspace outside names them', () => {
    const { leaveAlone } = readOptions({});
    const isLeftAlone = (directory: string) => directory.split('/').some((part) => leaveAlone.includes(part));
    const expected = model(tree, []).filter((project) => !isLeftAlone(workspaceRoot(project)));
    expect(Object.keys(factsOf(model(tree, leaveAlone)))).toEqual(Object.keys(factsOf(expected)));
  });
});

function model(tree: Tree, leaveAlone: readonly string[]): Project<CargoDetails>[] {
  return cargo.model(
    readManifests(cargo, tree.files, tree, leaveAlone),
    tree,
    cargo.options.parse({}),
  ) as Project<CargoDetails>[];
}

function workspaceRoot({ root, details }: Project<CargoDetails>): string {
  return details.kind === 'crate' ? details.crate.workspace.root : root;
}

function factsOf(projects: readonly Project<CargoDetails>[]): Crates {
  const facts = projects.flatMap(({ root, details }): [string, Facts][] => {
    if (details.kind !== 'crate') return [];
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
  readonly workspace_root: string;
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
async function askCargo(
  root: string,
  tree: Tree,
): Promise<{ told: Crates; refused: Record<string, string> }> {
  const told = new Map<string, Facts>();
  const refused: Record<string, string> = {};
  const asked = new Set<string>();
  // Workspaces lie above their members, so shorter paths first.
  const directories = tree.files
    .filter((file) => /(?:^|\/)Cargo\.toml$/.test(file))
    .map((file) => dirname(file))
    .sort((a, b) => a.length - b.length);
  for (const directory of directories) {
    if (told.has(directory) || asked.has(directory)) continue;
    asked.add(directory);
    const answer = await metadata(root, directory);
    if (typeof answer === 'string') refused[directory] = answer;
    else for (const [path, facts] of tellings(root, answer)) told.set(path, facts);
  }
  return { told: sorted([...told]), refused };
}

async function metadata(root: string, directory: string): Promise<Metadata | string> {
  const args = ['metadata', '--no-deps', '--offline', '--format-version', '1', '--manifest-path'];
  try {
    const { stdout } = await run('cargo', [...args, join(root, directory, 'Cargo.toml')], {
      cwd: root,
      // The corpora pin compilers that are not installed.
      env: { ...process.env, RUSTUP_TOOLCHAIN: 'stable' },
      maxBuffer: 1 << 28,
    });
    return JSON.parse(stdout) as Metadata;
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    if (stderr === undefined) throw error;
    return stderr.replaceAll(root, '').trim();
  }
}

function tellings(root: string, { packages }: Metadata): [string, Facts][] {
  const inRoot = (path: string) => relative(root, path) || '.';
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

function sorted(entries: readonly [string, Facts][]): Crates {
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
