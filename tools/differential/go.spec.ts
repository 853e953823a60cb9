/**
 * Modules, packages, main packages, imports and embed patterns, parsed by us and listed by `go list`, on real
 * repositories: 0 missing, 0 extra. `go list -e` needs no dependency downloaded for that.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dirname } from '../../packages/polynx/src/model/paths.js';
import { createTree, diskTree, type Tree } from '../../packages/polynx/src/model/tree.js';
import type { Build } from '../../packages/polynx/src/toolchains/go/constraints.js';
import { type GoMod, parseGoMod } from '../../packages/polynx/src/toolchains/go/go-mod.js';
import { go } from '../../packages/polynx/src/toolchains/go/index.js';
import { goFiles, packageDirectories } from '../../packages/polynx/src/toolchains/go/packages.js';
import {
  listPackages,
  type Packages,
  parsedPackages,
  takenBy,
  verifyGo,
} from '../../packages/polynx/src/toolchains/go/verify.js';
import { asking } from './corpora.js';
import { expandCorpus, filesBelow, generateGoWorkspace, manifestsOf } from './go-support.js';

const run = promisify(execFile);

const PLATFORMS = [
  { os: 'linux', arch: 'amd64', cgo: true },
  { os: 'windows', arch: 'amd64', cgo: true },
  { os: 'darwin', arch: 'arm64', cgo: true },
  { os: 'linux', arch: 'arm64', cgo: false },
];

/**
 * Modules whose go.mod Go cannot judge without the network: it must read the go.mod of a dependency first.
 * Their requirements are taken out of the scratch copy, which changes nothing of what is compared.
 */
const NEEDS_NETWORK: Readonly<Record<string, readonly string[]>> = {
  // Their requirements do not agree with those of the modules they replace by a directory, so Go loads the
  // whole module graph.
  'open-telemetry_opentelemetry-collector': [
    'exporter/exporterhelper',
    'otelcol',
    'service',
    'service/hostcapabilities',
    'service/telemetry/telemetrytest',
  ],
  // go 1.13: no pruned module graph, so the whole of it is loaded.
  evanw_esbuild: ['.'],
};

let scratch: string;
let release: number;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'polynx-go-'));
  const { stdout } = await run('go', ['env', 'GOVERSION']);
  release = Number(/^go1\.(\d+)/.exec(stdout)?.[1]);
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe.each([
  'open-telemetry_opentelemetry-collector',
  'dagger_dagger',
  'bluesky-social_indigo',
  'evanw_esbuild',
])('%s', (name) => {
  let root: string;
  let tree: Tree;
  let modules: { readonly root: string; readonly manifest: GoMod }[];
  beforeAll(() => {
    root = expandCorpus(name, join(scratch, name));
    tree = diskTree(root, filesBelow(root));
    modules = tree.files
      .filter((file) => /(^|\/)go\.mod$/.test(file))
      .map((path) => ({ root: dirname(path), manifest: parseGoMod({ path, text: tree.read(path) ?? '' }) }));
    for (const module of NEEDS_NETWORK[name] ?? []) {
      const file = join(root, module, 'go.mod');
      writeFileSync(file, readFileSync(file, 'utf8').replace(/^require (\([^)]*\)|.*)$/gm, ''));
    }
  }, 120_000);

  test.each(PLATFORMS)(
    'go list for $os/$arch, cgo $cgo',
    async ({ os, arch, cgo }) => {
      const build: Build = { os, arch, cgo, release, tags: new Set() };
      const parsed: Record<string, Packages> = {};
      const listed: Record<string, Packages> = {};
      await inParallel(modules, async (module) => {
        parsed[module.root] = parsedPackages(module.root, module.manifest, tree, build);
        listed[module.root] = await listing(root, module.root, build);
      });
      expect(Object.keys(listed).length).toBe(modules.length);
      expect(parsed).toEqual(listed);
    },
    600_000,
  );

  test('main packages of the graph are those of all platforms together', () => {
    const union = new Set<string>();
    for (const { root: module, manifest } of modules)
      for (const directory of packageDirectories(module, manifest, tree))
        for (const { os, arch, cgo } of PLATFORMS) {
          const build = { os, arch, cgo, release, tags: new Set<string>() };
          if (takenBy(goFiles(directory, tree), build).code.some(({ header }) => header.package === 'main'))
            union.add(directory);
        }
    const projects = go.model(manifestsOf(tree), tree, go.options.parse({}));
    const mains = projects
      .filter(({ deliverables }) => deliverables.length > 0)
      .map((project) => project.root);
    expect(mains.sort()).toEqual([...union].sort());
  });
});

// The package `builtin` is there for its documentation; the go command leaves it out by name.
test.each(['src', 'src/cmd'])('Go’s own %s, whose files are real', async (folder) => {
  const goroot = (await run('go', ['env', 'GOROOT'])).stdout.trim();
  const toolTags = (await run('go', ['list', '-f', '{{join context.ToolTags " "}}', 'fmt'])).stdout
    .trim()
    .split(' ');
  const root = join(goroot, folder);
  const tree = diskTree(root, filesBelow(root));
  const manifest = parseGoMod({ path: 'go.mod', text: tree.read('go.mod') ?? '' });
  for (const { os, arch, cgo } of PLATFORMS) {
    const build: Build = { os, arch, cgo, release, tags: new Set(toolTags) };
    const listed = await listing(root, '.', build, '-mod=vendor -pgo=off');
    expect(Object.keys(listed).length).toBeGreaterThan(200);
    const { builtin: _, ...parsed } = parsedPackages('.', manifest, tree, build);
    expect(parsed).toEqual(listed);
  }
});

describe.each([
  { link: 'workspace', modules: 60 },
  { link: 'replace', modules: 60 },
])('a generated repository with hazards, linked by $link', ({ link, modules: count }) => {
  test('edges are those it was generated from', () => {
    const root = generateGoWorkspace(join(scratch, `generated-${link}`), [
      '--modules',
      String(count),
      '--link',
      link,
      '--hazards',
    ]);
    const tree = diskTree(root, filesBelow(root));
    const expected = JSON.parse(readFileSync(join(root, 'expected-edges.json'), 'utf8')) as Expected;
    const roots = new Set(expected.nodes.map(({ dir }) => dir));
    const projects = go.model(manifestsOf(tree), tree, go.options.parse({}));
    const mains = expected.nodes.flatMap(({ dir, mains: directories }) =>
      directories.map((directory) => join(dir, directory)),
    );
    expect(projects.filter(({ type }) => type === 'library').every(({ root: own }) => roots.has(own))).toBe(
      true,
    );
    expect(
      projects
        .filter(({ deliverables }) => deliverables.length > 0)
        .map(({ root: own }) => own)
        .sort(),
    ).toEqual(mains.sort());
    const edges = new Set<string>();
    for (const project of projects) {
      const from = moduleOf(project.root, roots);
      for (const dependency of project.dependencies) {
        const to = moduleOf(dependency.root, roots);
        if (from !== to) edges.add(`${from} -> ${to} ${dependency.scope === 'production' ? 'prod' : 'test'}`);
      }
    }
    expect([...edges].sort()).toEqual(
      [...new Set(expected.edges.map(({ from, to, kind }) => `${from} -> ${to} ${kind}`))].sort(),
    );
  });
});

describe.each(['workspace', 'replace'])('polynx doctor --verify, modules linked by %s', (link) => {
  test('finds no difference, and those that are made', async () => {
    const root = generateGoWorkspace(join(scratch, `verified-${link}`), ['--modules', '20', '--link', link]);
    const tree = diskTree(root, filesBelow(root));
    const projects = go.model(manifestsOf(tree), tree, go.options.parse({}));
    const manifests = tree.files.filter((file) => /(^|\/)go\.(mod|work)$/.test(file));
    const graph = { projects, manifests, tree, workspaceRoot: root };
    const ask = asking(root, { GOPROXY: 'off', GOTOOLCHAIN: 'local', GOFLAGS: '' });
    const { compared, differences } = await verifyGo(graph, ask);
    expect(differences).toEqual([]);
    expect(compared).toMatch(/^packages: \d{2,}, edges: \d{2,}, /);

    const [changed] = projects.filter(({ dependencies }) => dependencies.length > 0);
    const fewer = projects.map((project) =>
      project === changed ? { ...project, dependencies: [] } : project,
    );
    const { differences: edges } = await verifyGo({ ...graph, projects: fewer }, ask);
    expect(edges.map(({ file }) => file)).toEqual(edges.map(() => changed?.manifest));
    expect(edges.length).toBeGreaterThan(0);

    const main = tree.files.find((file) => file.endsWith('main.go')) ?? '';
    const read = (file: string) => (file === main ? 'package main\n' : tree.read(file));
    const blind = { ...createTree(tree.files, read), manifests: tree.manifests };
    const { differences: imports } = await verifyGo({ ...graph, tree: blind }, ask);
    expect(imports.map(({ file }) => file)).toEqual([dirname(main)]);
    expect(imports[0]?.missing.join()).toContain('import of ');
  }, 120_000);
});

interface Expected {
  readonly nodes: readonly { readonly dir: string; readonly mains: readonly string[] }[];
  readonly edges: readonly { readonly from: string; readonly to: string; readonly kind: string }[];
}

function moduleOf(directory: string, roots: ReadonlySet<string>): string {
  for (let at = directory; at !== '.'; at = dirname(at)) if (roots.has(at)) return at;
  return '.';
}

const emptyModuleCache = mkdtempSync(join(tmpdir(), 'polynx-no-modules-'));
afterAll(() => rmSync(emptyModuleCache, { recursive: true, force: true }));

/** `go list` for one build, from what lies in the workspace alone. */
function listing(
  workspaceRoot: string,
  root: string,
  { os, arch, cgo }: Build,
  mode = '-mod=mod',
): Promise<Packages> {
  const env = {
    GOOS: os,
    GOARCH: arch,
    CGO_ENABLED: cgo ? '1' : '0',
    GOFLAGS: mode,
    GOPROXY: 'off',
    // What this machine has downloaded before would change what go list can resolve.
    GOMODCACHE: emptyModuleCache,
    GOWORK: 'off',
    GOTOOLCHAIN: 'local',
  };
  return listPackages(workspaceRoot, root, asking(workspaceRoot, env));
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all([worker(), worker(), worker()]);
}
