import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CreateDependenciesContext } from '@nx/devkit';
import { beforeEach, expect, it, vi } from 'vitest';
import { createTree } from '../model/tree.js';
import { computeGraph, type GraphResult } from './compute-graph.js';
import { EDGES_NODE } from './devkit.js';

const latest = vi.hoisted(() => ({ result: undefined as unknown }));
vi.mock('./create-nodes.js', () => ({ latestGraph: async () => latest.result }));
const { createDependencies } = await import('./create-dependencies.js');

const MEMBER = '[package]\nname = "NAME"\nversion = "0.1.0"\n';
const workspace = (crate: string) => ({
  'Cargo.toml': `[workspace]\nmembers = ["*"]\n\n[workspace.dependencies]\nit = { path = "${crate}", package = "${crate}" }\n`,
  'app/Cargo.toml': `${MEMBER.replace('NAME', 'app')}\n[dependencies]\nit.workspace = true\n`,
  'one/Cargo.toml': MEMBER.replace('NAME', 'one'),
  'two/Cargo.toml': MEMBER.replace('NAME', 'two'),
});

function graphOf(texts: Readonly<Record<string, string>>): GraphResult {
  const files = Object.keys(texts).sort();
  const workspaceRoot = mkdtempSync(join(tmpdir(), 'polynx-edges-'));
  const tree = createTree(files, (file) => texts[file]);
  return { ...computeGraph({ workspaceRoot, files, options: {} }, tree), outside: { files: {}, names: {} } };
}

const nodeOf = ({ nodes }: GraphResult) => nodes[0]?.[1].externalNodes?.[EDGES_NODE]?.data;

let graph: GraphResult;

beforeEach(() => {
  graph = graphOf(workspace('one'));
  latest.result = graph;
});

const asked = (
  over: Partial<CreateDependenciesContext> = {},
  projects = Object.fromEntries(['app', 'one', 'two'].map((root) => [root, { root }])),
) =>
  createDependencies(undefined, {
    workspaceRoot: '/',
    projects,
    externalNodes: graph.nodes[0]?.[1].externalNodes ?? {},
    fileMap: { projectFileMap: { app: [{ file: 'app/Cargo.toml', hash: '1' }] }, nonProjectFiles: [] },
    ...over,
  } as CreateDependenciesContext);

it('all edges together are one external node: its version changes with an edge, what keys are made from never', () => {
  const other = nodeOf(graphOf(workspace('two')));
  expect(nodeOf(graphOf(workspace('one')))).toEqual(nodeOf(graph));
  expect(other?.version).not.toBe(nodeOf(graph)?.version);
  expect(other?.hash).toBe(nodeOf(graph)?.hash);
});

it('an edge names the file that says so', async () => {
  expect(await asked()).toEqual([
    { source: 'app', target: 'one', type: 'static', sourceFile: 'app/Cargo.toml' },
  ]);
});

const IMPLICIT = [{ source: 'app', target: 'one', type: 'implicit' }];

it.each<[string, Parameters<typeof asked>]>([
  ['Nx was told of other edges with the nodes', [{ externalNodes: {} }]],
  ['the file belongs to no project of Nx', [{ fileMap: { projectFileMap: {}, nonProjectFiles: [] } }]],
])('an edge names none where %s', async (_, args) => {
  expect(await asked(...args)).toEqual(IMPLICIT);
});

it('nor where another plugin has renamed a project: Nx would keep the edge under its old name', async () => {
  const projects = { app: { root: 'app' }, uno: { root: 'one' } };
  expect(await asked({}, projects)).toEqual([{ source: 'app', target: 'uno', type: 'implicit' }]);
});
