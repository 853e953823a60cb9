/**
 * Packages, imports and edges as `go list` tells them, beside ours.
 * https://pkg.go.dev/cmd/go#hdr-List_packages_or_modules
 */
import { ExpectedError, ManifestError } from '../../model/errors.js';
import { ancestors, basename, dirname, join, relative } from '../../model/paths.js';
import type { Project } from '../../model/project.js';
import type { Tree } from '../../model/tree.js';
import { differencesOf, refusal } from '../shared/differences.js';
import type { Ask, Difference, InferredGraph, Verification } from '../toolchain.js';
import { type Build, oneBuild, takes } from './constraints.js';
import { type GoMod, parseGoMod } from './go-mod.js';
import { parseGoWork } from './go-work.js';
import { nearestWorkspace } from './modules.js';
import { once } from './once.js';
import { type GoFile, goFiles, isTest, packageDirectories, sourcesOf } from './packages.js';

export interface PackageFacts {
  readonly main: boolean;
  readonly imports: readonly string[];
  readonly testImports: readonly string[];
  readonly externalTestImports: readonly string[];
  readonly embeds: readonly string[];
}

/** By directory, seen from the module. */
export type Packages = Readonly<Record<string, PackageFacts>>;

/** What `go list` says of one package. https://pkg.go.dev/cmd/go/internal/list */
interface Entry {
  readonly Dir?: string;
  readonly ImportPath?: string;
  readonly Name?: string;
  readonly ForTest?: string;
  readonly DepOnly?: boolean;
  readonly GoFiles?: readonly string[];
  readonly CgoFiles?: readonly string[];
  readonly Imports?: readonly string[];
  readonly ImportMap?: Readonly<Record<string, string>>;
  readonly TestImports?: readonly string[];
  readonly XTestImports?: readonly string[];
  readonly EmbedPatterns?: readonly string[];
  readonly TestEmbedPatterns?: readonly string[];
  readonly XTestEmbedPatterns?: readonly string[];
}

const FIELDS =
  'Dir,ImportPath,Name,ForTest,DepOnly,GoFiles,CgoFiles,Imports,ImportMap,TestImports,XTestImports,EmbedPatterns,TestEmbedPatterns,XTestEmbedPatterns';

export interface GoModule {
  readonly root: string;
  readonly manifest: GoMod;
}

/** Packages and imports are compared for this machine's platform, since `go list` sees one at a time. */
export async function verifyGo(graph: InferredGraph, ask: Ask): Promise<Verification> {
  const build = await hostBuild(ask);
  const differences: Difference[] = [];
  let packages = 0;
  let edges = 0;
  for (const group of groupsOf(graph)) {
    const reported = await listed(group, ask);
    if (typeof reported === 'string') {
      const file = join(group.cwd, group.modules[0]?.root === group.cwd ? 'go.mod' : 'go.work');
      differences.push({ file, missing: [`go list refuses it: ${reported}`], extra: [] });
      continue;
    }
    for (const { root, manifest } of group.modules) {
      const directory = root === '.' ? graph.workspaceRoot : `${graph.workspaceRoot}/${root}`;
      const facts = reportedPackages(
        reported.filter(({ DepOnly }) => DepOnly !== true),
        directory,
        graph,
      );
      packages += Object.keys(facts).length;
      const parsed = parsedPackages(root, manifest, graph.tree, build);
      differences.push(...differencesOf(sentences(root, parsed), sentences(root, facts)));
    }
    const reportedEdges = edgesOf(reported, group.modules, graph);
    edges += reportedEdges.size;
    differences.push(...missingEdges(reportedEdges, graph.projects));
  }
  return {
    compared: `packages: ${packages}, edges: ${edges}, as go list tells them for ${build.os}/${build.arch}`,
    differences,
  };
}

async function hostBuild(ask: Ask): Promise<Build> {
  const args = ['env', '-json', 'GOOS', 'GOARCH', 'CGO_ENABLED', 'GOVERSION'];
  const { exitCode, stdout, stderr } = await ask({ program: 'go', args, cwd: '.' });
  if (exitCode !== 0) throw new ExpectedError(refusal('go env', stderr));
  const {
    GOOS = '',
    GOARCH = '',
    CGO_ENABLED,
    GOVERSION = '',
  } = JSON.parse(stdout) as Record<string, string>;
  const release = Number(/^go1\.(\d+)/.exec(GOVERSION)?.[1]);
  return { os: GOOS, arch: GOARCH, cgo: CGO_ENABLED === '1', release, tags: new Set() };
}

/** One call of `go list`: a go.work with its members, or a module that stands alone. */
interface Group {
  readonly cwd: string;
  readonly modules: readonly GoModule[];
  readonly env: Readonly<Record<string, string>>;
}

function groupsOf({ manifests, tree, projects }: InferredGraph): Group[] {
  const broken = new Set(projects.flatMap(({ manifest, error }) => (error === undefined ? [] : manifest)));
  const texts = manifests
    .filter((path) => !broken.has(path))
    .map((path) => ({ path, text: tree.read(path) ?? '' }));
  const modules = texts
    .filter(({ path }) => basename(path) === 'go.mod')
    .map((file): GoModule => ({ root: dirname(file.path), manifest: parseGoMod(file) }));
  const workspaces = new Map<string, GoModule[]>();
  const alone: Group[] = [];
  for (const module of modules) {
    const cwd = nearestWorkspace(module.root, tree);
    if (cwd === undefined) alone.push({ cwd: module.root, modules: [module], env: {} });
    else if (isMember(module.root, cwd, tree))
      once<string, GoModule[]>(workspaces, cwd, () => []).push(module);
    // NB go refuses to work in such a module; what is in it can be compared all the same.
    else alone.push({ cwd: module.root, modules: [module], env: { GOWORK: 'off' } });
  }
  return [...[...workspaces].map(([cwd, members]) => ({ cwd, modules: members, env: {} })), ...alone];
}

function isMember(root: string, workspace: string, tree: Tree): boolean {
  const path = join(workspace, 'go.work');
  try {
    const { uses } = parseGoWork({ path, text: tree.read(path) ?? '' });
    return uses.some(({ directory }) => join(workspace, directory) === root);
  } catch (error) {
    if (error instanceof ManifestError) return false;
    throw error;
  }
}

async function listed({ cwd, modules, env }: Group, ask: Ask): Promise<Entry[] | string> {
  const patterns = modules.map(({ root }) => (root === cwd ? './...' : `./${relative(cwd, root)}/...`));
  const args = ['list', '-e', '-deps', '-test', `-json=${FIELDS}`, ...patterns];
  const { exitCode, stdout, stderr } = await ask({ program: 'go', args, cwd, env });
  const entries = exitCode === 0 ? entriesIn(stdout) : [];
  return entries.length > 0 ? entries : whyNothing(stderr.trim().split('\n')[0] ?? '', cwd);
}

/** NB it is asked with GOPROXY=off: what is missing is not fetched for a comparison. */
function whyNothing(message: string, cwd: string): string {
  const lacksModules =
    message === '' ||
    /GOPROXY=off|module lookup|missing go\.sum|cannot find module|downloading/.test(message);
  if (!lacksModules) return message;
  return `${message === '' ? 'it lists nothing' : message} (modules may be missing: run \`go mod download\` in ${cwd})`;
}

function entriesIn(stdout: string): Entry[] {
  return stdout
    .split(/(?<=^\})\n/m)
    .filter((text) => text.trim() !== '')
    .map((text) => JSON.parse(text) as Entry);
}

/** Packages below `directory` alone. */
function reportedPackages(
  entries: readonly Entry[],
  directory: string,
  { tree, workspaceRoot }: Pick<InferredGraph, 'tree' | 'workspaceRoot'>,
): Packages {
  const own = entries.filter(({ Dir, ForTest, ImportPath }) => {
    if (Dir === undefined || ForTest !== undefined || ImportPath?.endsWith('.test') === true) return false;
    const at = inside(Dir, workspaceRoot);
    return at !== undefined && moduleAt(at, tree) === inside(directory, workspaceRoot);
  });
  return factsOf(own, directory);
}

function moduleAt(directory: string, tree: Tree): string | undefined {
  return ancestors(directory).find((parent) => tree.has(join(parent, 'go.mod')));
}

/** Of every entry with a directory, by that directory seen from `directory`. */
function factsOf(entries: readonly Entry[], directory: string): Packages {
  const packages: Record<string, PackageFacts> = {};
  for (const entry of entries) {
    if (entry.Dir === undefined) continue;
    const embeds = [entry.EmbedPatterns, entry.TestEmbedPatterns, entry.XTestEmbedPatterns];
    packages[inside(entry.Dir, directory) ?? entry.Dir] = {
      // A directory with nothing but tests of `package main` has no program to build.
      main: entry.Name === 'main' && [...(entry.GoFiles ?? []), ...(entry.CgoFiles ?? [])].length > 0,
      imports: withoutVendor(entry.Imports),
      testImports: withoutVendor(entry.TestImports),
      externalTestImports: withoutVendor(entry.XTestImports),
      embeds: [...new Set(embeds.flatMap((patterns) => patterns ?? []))].sort(),
    };
  }
  return packages;
}

/** In Go's own tree `go list` writes vendored imports as what they resolve to. */
function withoutVendor(imports: readonly string[] | undefined): string[] {
  return (imports ?? []).map((path) => path.replace(/^(cmd\/)?vendor\//, '')).sort();
}

function inside(path: string, directory: string): string | undefined {
  if (path === directory) return '.';
  return path.startsWith(`${directory}/`) ? path.slice(directory.length + 1) : undefined;
}

/** The packages of one module for one build, as `go list` tells them. */
export async function listPackages(workspaceRoot: string, root: string, ask: Ask): Promise<Packages> {
  const args = ['list', '-e', `-json=${FIELDS}`, './...'];
  const { exitCode, stdout, stderr } = await ask({ program: 'go', args, cwd: root });
  if (exitCode !== 0) throw new ExpectedError(refusal(`go list in ${root}`, stderr));
  return factsOf(entriesIn(stdout), root === '.' ? workspaceRoot : `${workspaceRoot}/${root}`);
}

/** The same from the files. */
export function parsedPackages(
  root: string,
  manifest: Pick<GoMod, 'ignores'>,
  tree: Tree,
  build: Build,
): Packages {
  const packages: Record<string, PackageFacts> = {};
  for (const directory of packageDirectories(root, manifest, tree)) {
    const { all } = takenBy(goFiles(directory, tree), build);
    if (all.length === 0) continue;
    const { name, imports, testImports, externalTestImports } = sourcesOf(all);
    packages[relative(root, directory)] = {
      main: name === 'main',
      imports,
      testImports,
      externalTestImports,
      embeds: [...new Set(all.flatMap(({ header }) => header.embeds))].sort(),
    };
  }
  return packages;
}

export function takenBy(files: readonly GoFile[], build: Build): { all: GoFile[]; code: GoFile[] } {
  const all = files.filter(({ constraint }) => takes(constraint, oneBuild(build)));
  return { all, code: all.filter(({ name }) => !isTest(name)) };
}

function sentences(root: string, packages: Packages): Map<string, string[]> {
  return new Map(
    Object.entries(packages).map(([directory, facts]) => [
      join(root, directory),
      [
        facts.main ? 'main package' : 'package',
        ...facts.imports.map((path) => `import of ${path}`),
        ...facts.testImports.map((path) => `import of ${path} by tests`),
        ...facts.externalTestImports.map((path) => `import of ${path} by external tests`),
        ...facts.embeds.map((pattern) => `embed of ${pattern}`),
      ],
    ]),
  );
}

/**
 * `root -> root` of the projects that own the packages; what tests import, the module's own project depends
 * on.
 */
function edgesOf(
  entries: readonly Entry[],
  modules: readonly GoModule[],
  { projects, workspaceRoot, tree }: InferredGraph,
): Set<string> {
  const roots = new Set(projects.map(({ root }) => root));
  const ownerOf = (directory: string) => ancestors(directory).find((parent) => roots.has(parent));
  const directoryOf = new Map(
    entries.flatMap(({ ImportPath = '', Dir = '' }) => {
      const directory = inside(Dir, workspaceRoot);
      return directory === undefined ? [] : [[ImportPath.replace(/ \[.*\]$/, ''), directory] as const];
    }),
  );
  const members = new Set(modules.map(({ root }) => root));
  const edges = new Set<string>();
  for (const entry of entries) {
    const directory = inside(entry.Dir ?? '', workspaceRoot);
    const module = directory === undefined ? undefined : moduleAt(directory, tree);
    if (directory === undefined || module === undefined || !members.has(module)) continue;
    if (entry.ForTest !== undefined || entry.ImportPath?.endsWith('.test') === true) continue;
    const add = (from: string | undefined, imports: readonly string[] = []) => {
      for (const path of imports) {
        const target = directoryOf.get(entry.ImportMap?.[path] ?? path);
        const to = target === undefined ? undefined : ownerOf(target);
        if (from !== undefined && to !== undefined && from !== to) edges.add(`${from} -> ${to}`);
      }
    };
    add(ownerOf(directory), entry.Imports);
    add(module, [...(entry.TestImports ?? []), ...(entry.XTestImports ?? [])]);
  }
  return edges;
}

/** NB ours may be more: the graph is made from all platforms together. */
function missingEdges(reported: ReadonlySet<string>, projects: readonly Project[]): Difference[] {
  const ours = new Set(
    projects.flatMap(({ root, dependencies }) => dependencies.map(({ root: to }) => `${root} -> ${to}`)),
  );
  const manifests = new Map(projects.map(({ root, manifest }) => [root, manifest]));
  return [...reported]
    .filter((edge) => !ours.has(edge))
    .sort()
    .map((edge) => {
      const [from = '', to = ''] = edge.split(' -> ');
      return { file: manifests.get(from) ?? from, missing: [`edge from ${from} to ${to}`], extra: [] };
    });
}
