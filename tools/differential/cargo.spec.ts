/**
 * Crates, names, targets and local edges, inferred by us and told by `cargo metadata --no-deps`, on real
 * repositories: 0 missing, 0 extra.
 */
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { readManifests } from '../../packages/polynx/src/analysis/manifests.js';
import { readOptions } from '../../packages/polynx/src/analysis/options.js';
import type { Project } from '../../packages/polynx/src/model/project.js';
import { diskTree, type Tree } from '../../packages/polynx/src/model/tree.js';
import { cargo } from '../../packages/polynx/src/toolchains/cargo/index.js';
import {
  askCargo,
  type Crates,
  inferredCrates,
  type MetadataAnswer,
  verifyCargo,
} from '../../packages/polynx/src/toolchains/cargo/verify.js';
import type { CargoDetails } from '../../packages/polynx/src/toolchains/cargo/workspace.js';
import { asking, expandCorpus, filesBelow, generateCargoWorkspace, scratchFolder } from './corpora.js';

const scratch = scratchFolder();

/** The corpora pin compilers that are not installed. */
const COMPILER = { RUSTUP_TOOLCHAIN: 'stable' };

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
  let refused: MetadataAnswer['refused'];
  beforeAll(async () => {
    layOut(root);
    tree = diskTree(root, filesBelow(root));
    ({ crates: told, refused } = await askCargo(root, manifestsIn(tree), asking(root, COMPILER)));
  });

  test('every crate is what cargo says', () => {
    expect(Object.keys(told).length).toBeGreaterThan(0);
    expect(inferredCrates(model(tree, []))).toEqual(told);
  });

  test('polynx doctor --verify finds no difference, and one that is made', async () => {
    const graph = { projects: model(tree, []), manifests: manifestsIn(tree), tree, workspaceRoot: root };
    const ask = asking(root, COMPILER);
    expect((await verifyCargo(graph, ask)).differences).toEqual([]);
    const [first, ...others] = graph.projects.filter(({ details }) => details.kind === 'crate');
    const { differences } = await verifyCargo({ ...graph, projects: others }, ask);
    expect(differences.map(({ file, extra }) => [file, extra])).toEqual([[first?.manifest, []]]);
    expect(differences[0]?.missing).toContain(`crate ${told[first?.root ?? '']?.name}`);
  });

  test('cargo refuses only what is known', () => {
    expect(refused).toEqual(REFUSED[name] ?? {});
  });

  test('crates in ignored directories are no projects, unless a workspace outside names them', () => {
    const { ignoreDirectories } = readOptions({});
    const isIgnored = (directory: string) =>
      directory.split('/').some((part) => ignoreDirectories.includes(part));
    const expected = model(tree, []).filter((project) => !isIgnored(workspaceRoot(project)));
    expect(Object.keys(inferredCrates(model(tree, ignoreDirectories)))).toEqual(
      Object.keys(inferredCrates(expected)),
    );
  });
});

function model(tree: Tree, ignoreDirectories: readonly string[]): Project<CargoDetails>[] {
  return cargo.model(
    readManifests(cargo, tree.files, tree, ignoreDirectories),
    tree,
    cargo.options.parse({}),
  ) as Project<CargoDetails>[];
}

function workspaceRoot({ root, details }: Project<CargoDetails>): string {
  return details.kind === 'crate' ? details.crate.workspace.root : root;
}

function manifestsIn(tree: Tree): string[] {
  return tree.files.filter((file) => /(?:^|\/)Cargo\.toml$/.test(file));
}
