/**
 * Members, names, imports of every file and edges between projects, parsed by us and by `deno info`, on real
 * repositories: 0 missing, 0 extra.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Project } from '../../packages/polynx/src/model/project.js';
import { diskTree, type Tree } from '../../packages/polynx/src/model/tree.js';
import { type DenoJson, parseDenoJson } from '../../packages/polynx/src/toolchains/deno/deno-json.js';
import type { DenoDetails } from '../../packages/polynx/src/toolchains/deno/details.js';
import { edgesOfBoth, importsOfBoth, verifyDeno } from '../../packages/polynx/src/toolchains/deno/verify.js';
import { modelDeno } from '../../packages/polynx/src/toolchains/deno/workspace.js';
import type { Ask } from '../../packages/polynx/src/toolchains/toolchain.js';
import { asking } from './corpora.js';
import { expandCorpus, filesBelow } from './go-support.js';

/** Figures of the corpora, so that an empty comparison cannot pass. */
const CORPORA = [
  { name: 'denoland_std', projects: 43, fileEdges: 2000 },
  { name: 'jsr-io_jsr', projects: 3, fileEdges: 400 },
];

function denoProgram(): string | undefined {
  const local = join(import.meta.dirname, '../../node_modules/.bin');
  const directories = [local, ...(process.env['PATH'] ?? '').split(delimiter)];
  return directories.map((directory) => join(directory, 'deno')).find((path) => existsSync(path));
}

const deno = denoProgram();
test.runIf(process.env['CI'])('deno is installed', () => expect(deno).toBeDefined());

describe.skipIf(deno === undefined).each(CORPORA)('$name', ({ name, projects: least, fileEdges }) => {
  let root: string;
  let tree: Tree;
  let projects: Project<DenoDetails>[];
  /** `from -> to`, by Deno and by us. */
  let theirs: ReadonlySet<string>;
  let ours: ReadonlySet<string>;
  const graph = () => ({ projects, manifests: [], tree, workspaceRoot: root });
  const ask: Ask = (command) =>
    asking(root)({ ...command, ...(command.program === 'deno' ? { program: deno ?? '' } : {}) });

  beforeAll(async () => {
    root = expandCorpus(name, mkdtempSync(join(tmpdir(), 'polynx-deno-')));
    tree = diskTree(root, filesBelow(root));
    projects = modelOf(tree);
    ({ ours, theirs } = await importsOfBoth(graph(), ask));
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  test('every deno.json is a project, by its own name', () => {
    expect(projects.length).toBeGreaterThanOrEqual(least);
    const listed = projects.map(({ manifest, name: own }) => [manifest, own]);
    const written = tree.files
      .filter((file) => /(^|\/)deno\.jsonc?$/.test(file))
      .map((file) => [file, (JSON.parse(tree.read(file) ?? '') as { name?: string }).name]);
    for (const [manifest, own] of written)
      if (own !== undefined) expect(listed).toContainEqual([manifest, own]);
    expect(new Set(projects.map(({ name: own }) => own)).size).toBe(projects.length);
  });

  test('imports of every file', () => {
    expect(theirs.size).toBeGreaterThan(fileEdges);
    expect({ missing: without(theirs, ours), extra: without(ours, theirs) }).toEqual({
      missing: [],
      extra: [],
    });
  });

  test('edges between projects', () => {
    const { ours: modelled, theirs: listed } = edgesOfBoth(projects, { theirs });
    expect({ missing: without(listed, modelled), extra: without(modelled, listed) }).toEqual({
      missing: [],
      extra: [],
    });
    console.log(`${name}: ${projects.length} projects, ${listed.size} edges, ${theirs.size} imports`);
  });

  test('polynx doctor --verify finds no difference, and one that is made', async () => {
    expect((await verifyDeno(graph(), ask)).differences).toEqual([]);
    const [first] = projects.filter(({ dependencies }) => dependencies.length > 0);
    const without = projects.map((project) =>
      project === first ? { ...project, dependencies: [] } : project,
    );
    const { differences } = await verifyDeno({ ...graph(), projects: without }, ask);
    expect(differences.map(({ file }) => file)).toEqual([first?.manifest]);
    expect(differences[0]?.missing.length).toBe(first?.dependencies.length);
  });
});

function modelOf(tree: Tree): Project<DenoDetails>[] {
  const manifests = new Map<string, DenoJson>();
  for (const path of tree.files.filter((file) => /(^|\/)deno\.jsonc?$/.test(file))) {
    manifests.set(path, parseDenoJson({ path, text: tree.read(path) ?? '' }));
  }
  const all = {
    [Symbol.iterator]: () => manifests.entries(),
    get: (path: string) => manifests.get(path),
    broken: new Map(),
  };
  return modelDeno(all, tree, { infer: true });
}

function without(some: ReadonlySet<string>, others: ReadonlySet<string>): string[] {
  return [...some].filter((one) => !others.has(one)).sort();
}
