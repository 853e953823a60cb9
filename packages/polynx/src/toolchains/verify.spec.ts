/** `polynx doctor --verify` where a tool refuses to answer: its first line, without a backtrace. */
import { expect, it } from 'vitest';
import { analyse } from '../analysis/analyse.js';
import { readOptions } from '../analysis/options.js';
import { createTree } from '../model/tree.js';
import { verifyDeno } from './deno/verify.js';
import { verifyGo } from './go/verify.js';
import type { Ask, InferredGraph } from './toolchain.js';

function graphOf(toolchain: string, texts: Readonly<Record<string, string>>): InferredGraph {
  const files = Object.keys(texts);
  const tree = createTree(files, (file) => texts[file]);
  const { planned } = analyse(files, tree, readOptions({}));
  const own = planned.filter((one) => one.toolchain === toolchain);
  return { projects: own.map(({ project }) => project), manifests: files, tree, workspaceRoot: '/w' };
}

const refusing =
  (stderr: string): Ask =>
  async () => ({ exitCode: 1, stdout: '', stderr });

it('go, which reads go.work before it says anything', async () => {
  const graph = graphOf('go', { 'go.mod': 'module example.com/a\n', 'main.go': 'package main\n' });
  const said = 'go: errors parsing go.work:\n/w/go.work:3: unknown directive: uze\n';
  await expect(verifyGo(graph, refusing(said))).rejects.toThrow(/^go env: go: errors parsing go\.work:$/);
});

it('deno, which prints a backtrace of its own', async () => {
  const graph = graphOf('deno', {
    'app/deno.json': '{ "tasks": { "dev": "deno run main.ts" } }',
    'app/main.ts': 'export {};\n',
  });
  const said = 'error: Unsupported lockfile version 9\n\nStack backtrace:\n   0: <unknown>\n';
  await expect(verifyDeno(graph, refusing(said))).rejects.toThrow(
    /^deno info in app: Unsupported lockfile version 9$/,
  );
});
