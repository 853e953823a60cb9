/**
 * Imports and edges as `deno info` tells them, beside ours. Deno answers offline: what it cannot load is
 * listed all the same. It takes one module, so one that imports every file is handed over as a data URL, and
 * nothing is written. https://docs.deno.com/runtime/reference/cli/info/
 */
import { ExpectedError } from '../../model/errors.js';
import { isInside } from '../../model/paths.js';
import type { Project } from '../../model/project.js';
import type { Tree } from '../../model/tree.js';
import { differencesOf, refusal } from '../shared/differences.js';
import type { Ask, InferredGraph, Verification } from '../toolchain.js';
import type { DenoDetails } from './details.js';
import { importsOf } from './file-graph.js';
import { excluder } from './files.js';
import { isSource } from './imports.js';
import { ownerIndex } from './owners.js';

type Projects = readonly Project<DenoDetails>[];

/** `from -> to` of every import of a file by a file. */
export interface Imports {
  readonly ours: ReadonlySet<string>;
  readonly theirs: ReadonlySet<string>;
}

export async function verifyDeno(graph: InferredGraph, ask: Ask): Promise<Verification> {
  const projects = graph.projects.filter(({ details }) => details !== undefined) as Projects;
  const imports = await importsOfBoth({ ...graph, projects }, ask);
  const edges = edgesOfBoth(projects, imports);
  const manifestOf = new Map(projects.map(({ root, manifest }) => [root, manifest]));
  return {
    compared: `projects: ${projects.length}, imports: ${imports.theirs.size}, edges: ${edges.theirs.size}, as deno info tells them`,
    differences: [
      ...differencesOf(
        grouped(edges.ours, 'edge to', (root) => manifestOf.get(root) ?? root),
        grouped(edges.theirs, 'edge to', (root) => manifestOf.get(root) ?? root),
      ),
      ...differencesOf(grouped(imports.ours, 'import of'), grouped(imports.theirs, 'import of')),
    ],
  };
}

function grouped(
  pairs: ReadonlySet<string>,
  verb: string,
  fileOf: (from: string) => string = (from) => from,
): Map<string, string[]> {
  const facts = new Map<string, string[]>();
  for (const pair of pairs) {
    const [from = '', to = ''] = pair.split(' -> ');
    const file = fileOf(from);
    facts.set(file, [...(facts.get(file) ?? []), `${verb} ${to}`]);
  }
  return facts;
}

export async function importsOfBoth(
  { projects, tree, workspaceRoot }: InferredGraph & { readonly projects: Projects },
  ask: Ask,
): Promise<Imports> {
  const [ours, theirs] = [new Set<string>(), new Set<string>()];
  for (const group of byWorkspace(projects)) {
    const files = group.flatMap((project) => entryFiles(project, projects, tree));
    for (const pair of await listedImports(workspaceRoot, group, files, ask)) theirs.add(pair);
    for (const pair of parsedImports(group, files, projects, tree)) ours.add(pair);
  }
  return { ours, theirs };
}

/** `root -> root`: what the graph says, and what the imports that Deno lists come to. */
export function edgesOfBoth(projects: Projects, { theirs }: Pick<Imports, 'theirs'>): Imports {
  const ownerOf = ownerIndex(projects.map(({ root }) => root));
  const ours = projects.flatMap(({ root, dependencies, reads }) => [
    ...dependencies.map(({ root: to }) => `${root} -> ${to}`),
    ...reads.map(({ path }) => `${root} -> ${ownerOf(path)}`).filter((edge) => !edge.endsWith(`> ${root}`)),
  ]);
  const listed = [...theirs].flatMap((pair) => {
    const [from, to] = pair.split(' -> ').map((file) => ownerOf(file ?? ''));
    return from !== to && to !== undefined ? [`${from} -> ${to}`] : [];
  });
  return { ours: new Set(ours), theirs: new Set(listed) };
}

function byWorkspace(projects: Projects): Project<DenoDetails>[][] {
  const groups = new Map<unknown, Project<DenoDetails>[]>();
  for (const project of projects) {
    const group = groups.get(project.details.workspace) ?? [];
    groups.set(project.details.workspace, [...group, project]);
  }
  return [...groups.values()];
}

function entryFiles(project: Project<DenoDetails>, projects: Projects, tree: Tree): string[] {
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

/** Linux takes no single argument of more than 128 KiB; base64 makes four characters of three. */
const LONGEST = 90_000;

async function listedImports(
  workspaceRoot: string,
  group: Projects,
  files: readonly string[],
  ask: Ask,
): Promise<string[]> {
  const cwd = group[0]?.details.workspace.root.directory ?? '.';
  const chunks: string[] = [];
  for (const file of files) {
    const line = `import ${JSON.stringify(urlOf(workspaceRoot, file))};\n`;
    const last = chunks.at(-1);
    if (last === undefined || last.length + line.length > LONGEST) chunks.push(line);
    else chunks[chunks.length - 1] = last + line;
  }
  const listed: string[] = [];
  for (const chunk of chunks) {
    const url = `data:application/typescript;base64,${Buffer.from(chunk).toString('base64')}`;
    const args = ['info', '--json', '--no-remote', '--no-npm', '--no-lock', url];
    const { exitCode, stdout, stderr } = await ask({ program: 'deno', args, cwd });
    if (exitCode !== 0) throw new ExpectedError(refusal(`deno info in ${cwd}`, stderr));
    const { modules } = JSON.parse(stdout) as { modules: Module[] };
    listed.push(...modules.flatMap((module) => pairsOf(workspaceRoot, module)));
  }
  return listed;
}

function pairsOf(workspaceRoot: string, { specifier, typesDependency, dependencies = [] }: Module): string[] {
  const from = workspacePath(workspaceRoot, specifier);
  if (from === undefined) return [];
  const targets = [
    typesDependency?.dependency?.specifier,
    ...dependencies.flatMap(({ code, type }) => [code?.specifier, type?.specifier]),
  ];
  return targets.flatMap((target) => {
    const to = target === undefined ? undefined : workspacePath(workspaceRoot, target);
    return to === undefined ? [] : [`${from} -> ${to}`];
  });
}

function urlOf(workspaceRoot: string, file: string): string {
  const path = `${workspaceRoot}/${file}`.split('/').map(encodeURIComponent).join('/');
  return `file://${path.startsWith('/') ? '' : '/'}${path}`;
}

function workspacePath(workspaceRoot: string, specifier: string): string | undefined {
  if (!specifier.startsWith('file://')) return undefined;
  const path = decodeURIComponent(specifier.slice('file://'.length).replace(/[?#].*$/s, '')).replace(
    /\/$/,
    '',
  );
  return path.startsWith(`${workspaceRoot}/`) ? path.slice(workspaceRoot.length + 1) : undefined;
}

/** From the same files, and what they reach. */
function parsedImports(
  group: Projects,
  entries: readonly string[],
  projects: Projects,
  tree: Tree,
): string[] {
  const ownerOf = ownerIndex(projects.map(({ root }) => root));
  const queue = new Set(entries);
  const pairs: string[] = [];
  for (const file of queue) {
    const owner = group.find(({ root }) => root === ownerOf(file)) ?? group[0];
    if (owner === undefined || !tree.has(file)) continue;
    const { workspace, manifest } = owner.details;
    for (const target of importsOf(workspace, manifest, file, tree).files) {
      pairs.push(`${file} -> ${target}`);
      if (isInside(target, '.')) queue.add(target);
    }
  }
  return pairs;
}
