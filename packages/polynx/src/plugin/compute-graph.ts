import type { CreateNodesResult } from '@nx/devkit';
import { type Analysis, analyse } from '../analysis/analyse.js';
import { readOptions, type UserOptions } from '../analysis/options.js';
import { placesInManifests } from '../analysis/statements.js';
import { constantCommand, fingerprintCommand, gitCommand } from '../fingerprint/command.js';
import type { Checkouts } from '../model/checkouts.js';
import type { Link } from '../model/links.js';
import { GRAPH_FILE, NIX_FOLDER } from '../model/nix-places.js';
import type { Tree } from '../model/tree.js';
import { ownerOf } from '../pipes/owners.js';
import { groupByRoot, type NamedTask, setAside } from '../pipes/planned.js';
import { EDGES_NODE } from './devkit.js';
import { digestOf, type Outside } from './file-records.js';
import { nixProject } from './nix-project.js';
import { renderProject } from './render-project.js';
import { slicesIn } from './slices.js';

/** All that polynx tells Nx about a workspace, as plain data. */
export interface GraphResult {
  readonly nodes: [manifest: string, CreateNodesResult][];
  /** Edges between roots, with the file that says so. */
  readonly edges: Edge[];
  /** The name that each root with an edge has here. */
  readonly names: Readonly<Record<string, string>>;
  /** Files of slices that the nodes name: they must exist when Nx hashes. */
  readonly slices: readonly string[];
  /** Some slice has no file: as soon as there can be one, the answer is another. */
  readonly mayNotBeKept?: true;
  readonly outside: Outside;
}

export type Edge = readonly [from: string, to: string, file: string];

export interface GraphRequest {
  readonly workspaceRoot: string;
  /** Manifests and locks, with Nx's include and exclude applied. */
  readonly files: readonly string[];
  readonly options: UserOptions | undefined;
  /** Nx lists none of what they are found by. */
  readonly checkouts?: Checkouts;
  readonly links?: readonly Link[];
}

/** Slices are on disk when it returns. */
export function computeGraph(
  { workspaceRoot, files, options }: GraphRequest,
  tree: Tree,
): Omit<GraphResult, 'outside'> {
  const checked = readOptions(options);
  const analysis = analyse(files, tree, checked);
  const slices = slicesIn(workspaceRoot);
  const nodes = renderNodes(analysis, {
    slices,
    batch: checked.batch,
    names: analysis.names,
    placeOf: placesInManifests(tree),
    fingerprint: fingerprintCommand(workspaceRoot),
    git: gitCommand(workspaceRoot),
    constant: constantCommand(workspaceRoot),
  });
  const edges = edgesOf(analysis);
  const roots = new Set(edges.flat());
  const names = Object.fromEntries([...analysis.names].filter(([root]) => roots.has(root)));
  return {
    nodes: withEdgesNode(nodes, edges, names),
    edges,
    names,
    slices: slices.names(),
    ...(slices.areKept() ? {} : { mayNotBeKept: true }),
  };
}

function edgesOf({ planned }: Analysis): Edge[] {
  return planned.flatMap(({ project, links = [] }) =>
    links.map(({ root, stated }): Edge => [project.root, root, stated.file]),
  );
}

/**
 * NB Nx takes an edge with a source file from its own cache while that file is unchanged, but for a change of
 * the versions of external packages: so all edges together are one. It has a hash of its own, always the
 * same, since that is what keys of tasks are made from.
 */
function withEdgesNode(
  [first, ...rest]: GraphResult['nodes'],
  edges: readonly Edge[],
  names: GraphResult['names'],
): GraphResult['nodes'] {
  if (first === undefined) return [];
  const data = {
    packageName: EDGES_NODE,
    version: digestOf(JSON.stringify([edges, names])),
    hash: EDGES_NODE,
  };
  const externalNodes = { [EDGES_NODE]: { type: 'polynx', name: EDGES_NODE as 'npm:', data } };
  const [manifest, nodes] = first;
  return [[manifest, { ...nodes, externalNodes }], ...rest];
}

function renderNodes(analysis: Analysis, context: Parameters<typeof renderProject>[3]): GraphResult['nodes'] {
  const owners = sharedOwners(analysis);
  const nodes = [...groupByRoot(analysis.planned)].map(([root, atRoot]): GraphResult['nodes'][number] => [
    atRoot[0]?.project.manifest ?? root,
    { projects: { [root]: renderOrFail(root, atRoot, owners.has(root), context) } },
  ]);
  if (analysis.nixName === undefined) return nodes;
  const { nixName, hasNixGraph: hasGraph, whole } = analysis;
  const nix = nixProject(nixName, { hasGraph, whole, system: context.fingerprint('none', { files: [] }) });
  return [...nodes, [hasGraph ? GRAPH_FILE : 'flake.nix', { projects: { [NIX_FOLDER]: nix } }]];
}

/** NB a bug in polynx must not break other projects. */
const renderOrFail: typeof renderProject = (root, atRoot, ...rest) => {
  try {
    return renderProject(root, atRoot, ...rest);
  } catch (error) {
    const failing = atRoot.map((one) => setAside(one, error));
    return renderProject(root, failing, ...rest);
  }
};

/** The projects that own a lock or another shared file of others. */
function sharedOwners({ planned, names }: Analysis): Set<string> {
  const owners = new Set<string>();
  const sharedBy = ({ inputs, foreign }: NamedTask) =>
    [inputs, ...foreign.map((other) => other.inputs)].flatMap(({ shared = [] }) => shared);
  for (const { project, tasks } of planned)
    for (const file of new Set(tasks.flatMap(sharedBy))) {
      const owner = ownerOf(file, names);
      if (owner !== undefined && owner !== project.root) owners.add(owner);
    }
  return owners;
}
