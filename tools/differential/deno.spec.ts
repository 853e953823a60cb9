/**
 * Members, names, imports of every file and edges between projects, parsed by us and by `deno info`, on real repositories: 0 missing,
 * 0 extra. Deno answers offline: what it cannot load is listed all the same. It takes one file, so a root that imports every file is
 * written beside each deno.json.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isInside, relative } from '../../packages/polynx/src/model/paths.js';
import type { Project } from '../../packages/polynx/src/model/project.js';
import { diskTree, type Tree } from '../../packages/polynx/src/model/tree.js';
import { type DenoJson, parseDenoJson } from '../../packages/polynx/src/toolchains/deno/deno-json.js';
import { importsOf } from '../../packages/polynx/src/toolchains/deno/file-graph.js';
import { excluder } from '../../packages/polynx/src/toolchains/deno/files.js';
import { isSource } from '../../packages/polynx/src/toolchains/deno/imports.js';
import { ownerIndex } from '../../packages/polynx/src/toolchains/deno/owners.js';
import { type DenoDetails, modelDeno } from '../../packages/polynx/src/toolchains/deno/workspace.js';
import { expandCorpus, filesBelow } from './go-support.js';

const ROOT_FILE = 'polynx_every_file.ts';

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
  let theirs: Set<string>;
  let ours: Set<string>;

  beforeAll(() => {
    root = expandCorpus(name, mkdtempSync(join(tmpdir(), 'polynx-deno-')));
    tree = diskTree(root, filesBelow(root));
    projects = modelOf(tree);
    theirs = new Set();
    ours = new Set();
    for (const group of byWorkspace(projects)) {
      const files = group.flatMap((project) => entryFiles(project, projects, tree));
      for (const edge of listedEdges(root, group, files)) theirs.add(edge);
      for (const edge of parsedEdges(group, files, projects, tree)) ours.add(edge);
    }
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
    const ownerOf = ownerIndex(projects.map((project) => project.root));
    const between = (edges: Iterable<string>) =>
      new Set(
        [...edges].flatMap((edge) => {
          const [from, to] = edge.split(' -> ').map((file) => ownerOf(file ?? ''));
          return from !== to && to !== undefined ? [`${from} -> ${to}`] : [];
        }),
      );
    const modelled = new Set(
      projects.flatMap(({ root: from, dependencies, reads }) => [
        ...dependencies.map(({ root: to }) => `${from} -> ${to}`),
        ...reads
          .map(({ path }) => `${from} -> ${ownerOf(path)}`)
          .filter((edge) => !edge.endsWith(`> ${from}`)),
      ]),
    );
    const listed = between(theirs);
    expect({ missing: without(listed, modelled), extra: without(modelled, listed) }).toEqual({
      missing: [],
      extra: [],
    });
    console.log(`${name}: ${projects.length} projects, ${listed.size} edges, ${theirs.size} imports`);
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

function byWorkspace(projects: readonly Project<DenoDetails>[]): Project<DenoDetails>[][] {
  const groups = new Map<unknown, Project<DenoDetails>[]>();
  for (const project of projects) {
    const group = groups.get(project.details.workspace) ?? [];
    groups.set(project.details.workspace, [...group, project]);
  }
  return [...groups.values()];
}

function entryFiles(project: Project<DenoDetails>, projects: readonly Project[], tree: Tree): string[] {
  const ownerOf = ownerIndex(projects.map(({ root }) => root));
  const { workspace, manifest } = project.details;
  const excluded = excluder([workspace.root, manifest]);
  return tree.files.filter((file) => isSource(file) && ownerOf(file) === project.root && !excluded(file));
}

interface Module {
  readonly specifier: string;
  /** What `@ts-self-types` names. */
  readonly typesDependency?: { readonly dependency?: { readonly specifier?: string } };
  readonly dependencies?: readonly {
    readonly code?: { readonly specifier?: string };
    readonly type?: { readonly specifier?: string };
  }[];
}

function listedEdges(
  root: string,
  group: readonly Project<DenoDetails>[],
  files: readonly string[],
): string[] {
  const directory = group[0]?.details.workspace.root.directory ?? '.';
  const at = join(root, directory, ROOT_FILE);
  writeFileSync(
    at,
    files.map((file) => `import ${JSON.stringify(`./${relative(directory, file)}`)};\n`).join(''),
  );
  const args = ['info', '--json', '--no-remote', '--no-npm', '--no-lock', ROOT_FILE];
  const text = execFileSync(deno ?? '', args, {
    cwd: join(root, directory),
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, DENO_NO_UPDATE_CHECK: '1' },
  });
  rmSync(at);
  const { modules } = JSON.parse(text) as { modules: Module[] };
  return modules.flatMap(({ specifier, typesDependency, dependencies = [] }) => {
    const from = workspacePath(root, specifier);
    if (from === undefined || from.endsWith(ROOT_FILE)) return [];
    const targets = [
      typesDependency?.dependency?.specifier,
      ...dependencies.flatMap(({ code, type }) => [code?.specifier, type?.specifier]),
    ];
    return targets.flatMap((target) => {
      const to = target === undefined ? undefined : workspacePath(root, target);
      return to === undefined ? [] : [`${from} -> ${to}`];
    });
  });
}

function workspacePath(root: string, specifier: string): string | undefined {
  if (!specifier.startsWith('file:')) return undefined;
  const path = fileURLToPath(specifier.replace(/[?#].*$/, '')).replace(/\/$/, '');
  return path.startsWith(`${root}/`) ? path.slice(root.length + 1) : undefined;
}

/** From the same files, and what they reach. */
function parsedEdges(
  group: readonly Project<DenoDetails>[],
  entries: readonly string[],
  projects: readonly Project<DenoDetails>[],
  tree: Tree,
): string[] {
  const ownerOf = ownerIndex(projects.map(({ root }) => root));
  const queue = new Set(entries);
  const edges: string[] = [];
  for (const file of queue) {
    const owner = group.find(({ root }) => root === ownerOf(file)) ?? group[0];
    if (owner === undefined || !tree.has(file)) continue;
    const { workspace, manifest } = owner.details;
    for (const target of importsOf(workspace, manifest, file, tree).files) {
      edges.push(`${file} -> ${target}`);
      if (isInside(target, '.')) queue.add(target);
    }
  }
  return edges;
}

function without(some: ReadonlySet<string>, others: ReadonlySet<string>): string[] {
  return [...some].filter((one) => !others.has(one)).sort();
}
