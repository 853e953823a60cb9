/**
 * `nix/generated/graph.json`: what Nix is told of the repository, since it can ask nobody. Committed, so that
 * a bare `nix build` and everybody's CI see the same. Keys are sorted, nothing in it is of one machine or
 * moment. docs/nix-library/graph-file.md.
 */
import * as z from 'zod/mini';
import { compact } from '../model/compact.js';
import type { Tree } from '../model/tree.js';
import { byToolchain, type InToolchain, needsOf, sourcesOf } from '../pipes/nix-sources.js';
import type { Planned } from '../pipes/planned.js';
import { toolchains } from '../toolchains/index.js';
import type { AnyToolchain, NixFacet, NixProject } from '../toolchains/toolchain.js';
import type { Analysis } from './analyse.js';

const GRAPH_VERSION = 1;

const names = z.array(z.string());

const project = z.strictObject({
  root: z.string(),
  language: z.string(),
  kind: z.enum(['application', 'library', 'workspace']),
  workspace: z.string(),
  package: z.string(),
  programs: names,
  description: z.optional(z.string()),
  arguments: z.optional(z.record(z.string(), z.unknown())),
  deps: names,
  needs: z.array(z.strictObject({ project: z.string(), paths: names })),
  sources: names,
});

const workspace = z.strictObject({
  root: z.string(),
  language: z.string(),
  manager: z.optional(z.string()),
  members: names,
  locks: names,
});

export const graphSchema = z.strictObject({
  version: z.literal(GRAPH_VERSION),
  projects: z.record(z.string(), project),
  workspaces: z.array(workspace),
});

export type NixGraph = z.infer<typeof graphSchema>;
export type GraphProject = z.infer<typeof project>;
export type GraphWorkspace = z.infer<typeof workspace>;

/** A project with what its toolchain says of it to Nix. */
export interface Described {
  readonly planned: Planned;
  readonly name: string;
  readonly facet: NixFacet<unknown>;
  readonly nix: NixProject;
}

export async function describeForNix(
  { planned, names: known }: Analysis,
  list: readonly AnyToolchain[] = toolchains,
): Promise<Described[]> {
  const facets = new Map<string, NixFacet<unknown>>();
  for (const { id, nix } of list) if (nix !== undefined) facets.set(id, await nix());
  return planned.flatMap((one) => {
    const facet = facets.get(one.toolchain);
    const name = known.get(one.project.root);
    if (facet === undefined || name === undefined || one.broken !== undefined) return [];
    const nix = facet.describe(one.project);
    const isLeftOut = nix?.kind !== 'workspace' && one.project.settings.targets?.['nix-build'] === false;
    return nix === undefined || isLeftOut ? [] : [{ planned: one, name, facet, nix }];
  });
}

/** Pure. */
export function graphFile(
  described: readonly Described[],
  { names: known, planned }: Analysis,
  tree: Tree,
): NixGraph {
  const projects = new Map<string, GraphProject>();
  const inToolchain = byToolchain(planned);
  for (const one of described) {
    const before = projects.get(one.name);
    // Several toolchains may meet on one root; what leaves something is the package.
    if (before === undefined || RANK[one.nix.kind] > RANK[before.kind])
      projects.set(one.name, graphProject(one, known, planned, inToolchain));
  }
  return {
    version: GRAPH_VERSION,
    projects: Object.fromEntries([...projects].sort(([a], [b]) => (a < b ? -1 : 1))),
    workspaces: workspacesOf(described, tree),
  };
}

const RANK = { workspace: 0, library: 1, application: 2 } as const;

function graphProject(
  { planned, facet, nix }: Described,
  known: ReadonlyMap<string, string>,
  all: readonly Planned[],
  inToolchain: InToolchain,
): GraphProject {
  const { project: one, links = [] } = planned;
  return compact({
    root: one.root,
    language: facet.language,
    kind: nix.kind,
    workspace: nix.workspace,
    package: nix.package,
    programs: [...nix.programs],
    description: one.description,
    arguments: nix.arguments,
    deps: sorted(links.flatMap(({ root }) => known.get(root) ?? [])),
    needs: needsOf(planned, known, all),
    sources: sourcesOf(planned, inToolchain, facet.scopes),
  });
}

function workspacesOf(described: readonly Described[], tree: Tree): GraphWorkspace[] {
  const groups = new Map<string, Described[]>();
  for (const one of described) {
    const key = `${one.nix.workspace}\0${one.facet.language}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, members]) => {
      const [first] = members;
      if (first === undefined) return [];
      const { workspace: root, manager } = first.nix;
      const projects = members.map(({ planned: { project: one } }) => one);
      return compact({
        root,
        language: first.facet.language,
        manager,
        members: sorted(members.filter(({ nix }) => nix.kind !== 'workspace').map(({ name }) => name)),
        locks: sorted(first.facet.files(root, projects, tree)),
      });
    });
}

function sorted(list: Iterable<string>): string[] {
  return [...new Set(list)].sort();
}

/**
 * Two spaces and a line break at the end; the keys of every object sorted, but for those whose order means
 * something.
 */
export function stableJson(value: unknown): string {
  return `${JSON.stringify(value, sortKeys, 2)}\n`;
}

function sortKeys(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
