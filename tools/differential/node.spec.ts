/**
 * Node against Nx itself: the same package.json become projects, none more, none less. And how many `build`
 * scripts of two real repositories are cached, with the reason for each that is not.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readManifests } from '../../packages/polynx/src/analysis/manifests.js';
import type { Project } from '../../packages/polynx/src/model/project.js';
import { createTree, type Tree } from '../../packages/polynx/src/model/tree.js';
import { gitIgnore } from '../../packages/polynx/src/toolchains/node/gitignore.js';
import { node } from '../../packages/polynx/src/toolchains/node/index.js';
import { nodeOptions } from '../../packages/polynx/src/toolchains/node/options.js';
import type { NodeDetails } from '../../packages/polynx/src/toolchains/node/workspace.js';
import { repository, shared } from '../paths.js';

const IGNORED_DIRECTORIES = ['fixtures', '__fixtures__', 'testdata', 'vendor', 'node_modules', 'target'];

interface Corpus {
  readonly tree: Tree;
  readonly texts: Readonly<Record<string, string | null>>;
}

function readCorpus(name: string): Corpus {
  const { files } = JSON.parse(
    gunzipSync(readFileSync(join(shared, 'corpus', `${name}.json.gz`))).toString(),
  ) as {
    files: Record<string, string | null>;
  };
  return { texts: files, tree: createTree(Object.keys(files).sort(), (path) => files[path] ?? '') };
}

function model({ tree }: Corpus): Project<NodeDetails>[] {
  return node.model(
    readManifests(node, tree.files, tree, IGNORED_DIRECTORIES),
    tree,
    nodeOptions.parse({}),
  ) as Project<NodeDetails>[];
}

/** A copy of all that Nx asks when it looks for projects. */
function layOut({ texts }: Corpus, directory: string): void {
  for (const [path, text] of Object.entries(texts)) {
    if (!/(?:^|\/)(?:package\.json|project\.json|lerna\.json|pnpm-workspace\.yaml|\.gitignore)$/.test(path))
      continue;
    const target = join(directory, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text ?? '{}');
  }
  writeFileSync(join(directory, 'nx.json'), '{"analytics":false,"neverConnectToCloud":true}');
}

type NxNodes = readonly [
  glob: string,
  create: (files: string[], options: undefined, context: object) => Promise<[string, { projects: object }][]>,
];

/** What Nx's own package.json plugin makes of the copy. */
async function nxRoots({ tree }: Corpus, directory: string): Promise<string[]> {
  // NB by file: Nx does not export its own plugins.
  const plugin = join(repository, 'node_modules/nx/dist/src/plugins/package-json/create-nodes.js');
  const { createNodes } = createRequire(import.meta.url)(plugin) as { createNodes: NxNodes };
  const files = tree.files.filter((file) => /(?:^|\/)(?:package|project)\.json$/.test(file));
  const context = { workspaceRoot: directory, nxJsonConfiguration: {} };
  const results = await createNodes[1](files, undefined, context);
  return results.flatMap(([, { projects }]) => Object.keys(projects)).sort();
}

function nxNames(directory: string): string[] {
  mkdirSync(join(directory, 'node_modules'), { recursive: true });
  symlinkSync(join(repository, 'node_modules/nx'), join(directory, 'node_modules/nx'));
  const env = { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false', CI: 'true', NX_NO_CLOUD: 'true' };
  const nx = join(repository, 'node_modules/nx/dist/bin/nx.js');
  const output = execFileSync(process.execPath, [nx, 'show', 'projects', '--json'], { cwd: directory, env });
  return (JSON.parse(output.toString()) as string[]).sort();
}

const CORPORA = [
  { name: 'bluesky-social_atproto', members: 64, standalone: 0 },
  { name: 'rolldown_rolldown', members: 70, standalone: 1 },
  { name: 'evanw_esbuild', members: 0, standalone: 39 },
  { name: 'dagger_dagger', members: 0, standalone: 21 },
] as const;

describe.each(CORPORA)('$name', ({ name, members, standalone }) => {
  const corpus = readCorpus(name);
  const directory = mkdtempSync(join(tmpdir(), 'polynx-node-'));
  beforeAll(() => layOut(corpus, directory));
  afterAll(() => rmSync(directory, { recursive: true }));
  const projects = model(corpus);
  const ofNx = projects.filter(({ details }) => !details.package.standalone);

  it('has the projects that Nx has', async () => {
    expect(ofNx.map(({ root }) => root)).toEqual(await nxRoots(corpus, directory));
    expect(ofNx).toHaveLength(members);
  });

  it('has the packages that are installed on their own', () => {
    const alone = projects.filter(({ details }) => details.package.standalone).map(({ root }) => root);
    expect(alone, alone.join('\n')).toHaveLength(standalone);
  });

  // Rolldown's examples share a name, for which Nx refuses to show any project, with polynx or without.
  if (name !== 'rolldown_rolldown') {
    it('has the names that nx show projects prints', () => {
      expect(ofNx.map((project) => project.name).sort()).toEqual(nxNames(directory));
    });
  }
});

/** Places where builds leave their results, in every fifth folder of a repository. */
function candidates({ tree }: Corpus): string[] {
  const folders = [...new Set(tree.files.map(dirname))].filter((_, index) => index % 5 === 0).slice(0, 400);
  const names = [
    'dist',
    'lib',
    'build',
    '.next',
    'out',
    'pkg',
    'tmp',
    'index.js',
    'index.d.ts',
    'a.tsbuildinfo',
    'x.node',
    '.env',
  ];
  const nested = ['dist/esm/index.js', 'node_modules/x', 'target/debug/x', 'temp/x.js'];
  return folders.flatMap((folder) =>
    [...names, ...nested].map((name) => (folder === '.' ? name : `${folder}/${name}`)),
  );
}

/** NB git wants to be told what is a folder, since none of these exist. */
function ignoredByGit(directory: string, paths: readonly string[]): string[] {
  const input = paths.map((path) => (/[^/]\.[^/.]+$/.test(path) ? path : `${path}/`)).join('\n');
  execFileSync('git', ['init', '-q'], { cwd: directory });
  const { stdout } = spawnSync('git', ['check-ignore', '--no-index', '--stdin'], { cwd: directory, input });
  return stdout
    .toString()
    .split('\n')
    .map((line) => line.replace(/\/$/, ''))
    .filter((line) => line !== '');
}

describe('what git ignores', () => {
  it.each(CORPORA)('$name', ({ name }) => {
    const corpus = readCorpus(name);
    const directory = mkdtempSync(join(tmpdir(), 'polynx-ignore-'));
    layOut(corpus, directory);
    const paths = candidates(corpus);
    expect(paths.length).toBeGreaterThan(250);
    const expected = ignoredByGit(directory, paths);
    expect(expected.length).toBeGreaterThan(0);
    expect(paths.filter(gitIgnore(corpus.tree))).toEqual(expected);
    rmSync(directory, { recursive: true });
  });
});

/** Reasons with the particulars taken out, most frequent first. */
function builds(corpus: Corpus): { cached: number; reasons: [string, string[]][] } {
  const reasons = new Map<string, string[]>();
  let cached = 0;
  for (const { root, details } of model(corpus)) {
    const build = details.verdicts.get('build');
    if (build === undefined) continue;
    if (build.reason === undefined) cached++;
    else reasons.set(build.reason, [...(reasons.get(build.reason) ?? []), root]);
  }
  return { cached, reasons: [...reasons].sort(([a], [b]) => (a < b ? -1 : 1)) };
}

describe('build scripts', () => {
  it.each([
    {
      name: 'bluesky-social_atproto',
      cached: 47,
      // Code generators with no known outputs, and a shell script that asks which files are newer. (Programs
      // are empty in a skeleton.)
      reasons: {
        'prebuild uses the shell ($(find)': 1,
        'prebuild uses the shell (||)': 1,
        'what `./bin/lex` reads and writes is not known': 1,
        'what `buf` reads and writes is not known': 2,
        'what `lex` reads and writes is not known': 4,
        'what `lingui` reads and writes is not known': 1,
        'what `node ./scripts/lex-build.js` reads and writes is not known: it is empty': 3,
      },
    },
    {
      name: 'rolldown_rolldown',
      cached: 2,
      // The examples run the rolldown of the repository, which `build-native` makes and no build script.
      reasons: {
        'how the files that git ignores in packages/rolldown are made is not known': 10,
        'pnpm run --filter rolldown build-browser-pkg:debug reaches into other packages': 1,
        'what `oxnode` reads and writes is not known': 1,
      },
    },
  ])('$name', ({ name, cached, reasons }) => {
    const found = builds(readCorpus(name));
    console.log(`${name}: ${found.cached} build scripts cached`);
    console.table(
      found.reasons.map(([reason, roots]) => ({ builds: roots.length, reason, roots: roots.join(' ') })),
    );
    expect(found.cached).toBe(cached);
    expect(Object.fromEntries(found.reasons.map(([reason, roots]) => [reason, roots.length]))).toEqual(
      reasons,
    );
  });
});
