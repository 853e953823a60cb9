/** What is generated for Nix, compared with what is there. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Tree as NxTree } from '@nx/devkit';
import { ownPackage } from '../../adapters/own-package.js';
import { answerOf } from '../../adapters/run.js';
import {
  type Described,
  describeForNix,
  graphFile,
  type NixGraph,
  stableJson,
} from '../../analysis/nix-graph-file.js';
import { GRAPH_FILE, LIBRARY_FOLDER, LOCKS_FOLDER, lockTwin } from '../../model/nix-places.js';
import type { Tree } from '../../model/tree.js';
import type { NixFacet } from '../../toolchains/toolchain.js';
import { analyseWorkspace, type Host } from '../nx-tree.js';

/** Names of the files that were written or deleted. */
export async function syncNix(host: NxTree): Promise<string[]> {
  const { graph, described, tree } = await describe(host);
  const wanted = new Map([
    [GRAPH_FILE, stableJson(graph)],
    ...(await lockFiles(host, described, tree)),
    ...libraryFiles(),
  ]);
  const stale = [...filesBelow(host, LOCKS_FOLDER), ...filesBelow(host, LIBRARY_FOLDER)].filter(
    (file) => !wanted.has(file),
  );
  for (const file of stale) host.delete(file);
  const changed = [...wanted].filter(([file, text]) => host.read(file, 'utf-8') !== text);
  for (const [file, text] of changed) host.write(file, text);
  return [...changed.map(([file]) => file), ...stale];
}

/** The graph file as it should be. Asks no tool. */
export async function describe(host: Host): Promise<{
  readonly graph: NixGraph;
  readonly described: readonly Described[];
  readonly tree: Tree;
}> {
  const { analysis, tree } = await analyseWorkspace(host);
  const described = await describeForNix(analysis);
  return { graph: graphFile(described, analysis, tree), described, tree };
}

async function lockFiles(
  host: NxTree,
  described: readonly Described[],
  tree: Tree,
): Promise<[string, string][]> {
  const found: [string, string][] = [];
  for (const [facet, members] of byFacet(described)) {
    const workspaces = new Set(members.map(({ nix }) => nix.workspace));
    const files = [...workspaces].flatMap((workspace) => {
      const here = members.filter(({ nix }) => nix.workspace === workspace);
      // Nothing is made from it, so nobody has to be asked what it names.
      if (!here.some(({ nix }) => nix.kind === 'application')) return [];
      return facet.files(
        workspace,
        here.map(({ planned }) => planned.project),
        tree,
      );
    });
    const locks = await facet.locks([...new Set(files)], {
      tree,
      known: (file) => JSON.parse(host.read(lockTwin(file), 'utf-8') ?? 'null') as unknown,
      ask: (command) => answerOf(command, { workspaceRoot: host.root, install: INSTALL }),
      sha256: (file) => createHash('sha256').update(readFileSync(file)).digest('hex'),
    });
    found.push(...[...locks].map(([file, value]) => [lockTwin(file), stableJson(value)] as [string, string]));
  }
  return found;
}

const INSTALL = 'The hashes of what its lock names are asked of it.';

function byFacet(described: readonly Described[]): Map<NixFacet<unknown>, Described[]> {
  const groups = new Map<NixFacet<unknown>, Described[]>();
  for (const one of described) groups.set(one.facet, [...(groups.get(one.facet) ?? []), one]);
  return groups;
}

/** The library that came with this package. */
export function libraryFiles(): [string, string][] {
  const folder = join(ownPackage().folder, 'nix');
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const file = join(entry.parentPath, entry.name);
      const path = file.slice(folder.length + 1).replaceAll('\\', '/');
      return [`${LIBRARY_FOLDER}/${path}`, readFileSync(file, 'utf8')];
    });
}

function filesBelow(host: NxTree, folder: string): string[] {
  if (!host.exists(folder)) return [];
  return host.children(folder).flatMap((name) => {
    const path = `${folder}/${name}`;
    return host.isFile(path) ? [path] : filesBelow(host, path);
  });
}
