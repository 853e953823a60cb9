import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { createTree } from '../model/tree.js';
import { computeGraph } from './compute-graph.js';

vi.mock('./target.js', async (load) => {
  const actual = await load<typeof import('./target.js')>();
  const renderTarget: typeof actual.renderTarget = (task, planned, context) => {
    if (planned.project.root === 'b') throw new Error('oops');
    return actual.renderTarget(task, planned, context);
  };
  return { ...actual, renderTarget };
});

it('what fails when one of three projects is rendered fails its tasks, and the others have theirs', () => {
  const manifests = ['a', 'b', 'c'].map((name) => `${name}/go.mod`);
  const texts = new Map(manifests.map((file) => [file, `module example.com/${file[0]}\n\ngo 1.24\n`]));
  for (const file of manifests) texts.set(file.replace('go.mod', 'main.go'), 'package main\nfunc main(){}\n');
  const tree = createTree([...texts.keys()].sort(), (file) => texts.get(file));
  const workspaceRoot = mkdtempSync(join(tmpdir(), 'polynx-render-'));
  const { nodes } = computeGraph({ workspaceRoot, files: manifests, options: {} }, tree);
  const executors = nodes.map(([file, { projects }]) => [
    file,
    Object.values(projects ?? {})[0]?.targets?.['build']?.executor,
  ]);
  expect(executors).toEqual([
    ['a/go.mod', 'polynx:go'],
    ['b/go.mod', 'polynx:broken'],
    ['c/go.mod', 'polynx:go'],
  ]);
  expect(JSON.stringify(nodes[1])).toContain('b/go.mod: polynx failed on this workspace: Error: oops');
});
