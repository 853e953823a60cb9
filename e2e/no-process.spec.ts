/**
 * Inference asks no tool: the graph is the same on a machine that has none, and the plugin's process starts
 * no other.
 */
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { repository } from '../tools/paths.js';
import { createProcessLog } from './support/process-log.js';
import { createIsolatedWorkspace, type RunOptions, type Workspace } from './support/workspace.js';

const EXAMPLE = join(repository, 'examples/polyglot');

/** Rust, Go, Node and Deno. */
function polyglot(): Promise<Workspace> {
  const packageJson = JSON.parse(readFileSync(join(EXAMPLE, 'package.json'), 'utf8')) as object;
  return createIsolatedWorkspace({}, { from: EXAMPLE, packageJson: { ...packageJson } });
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'polynx-e2e-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A PATH with Node and nothing else: no tool, no git, no shell. */
function onlyNode(): string {
  const folder = temporaryFolder();
  symlinkSync(process.execPath, join(folder, 'node'));
  return folder;
}

async function graphOf(workspace: Workspace, options?: RunOptions): Promise<unknown> {
  const { exitCode, output } = await workspace.nx(['graph', '--file=.nx/graph.json'], options);
  expect(exitCode, output).toBe(0);
  return (JSON.parse(workspace.read('.nx/graph.json')) as { graph: unknown }).graph;
}

async function projectsOf(workspace: Workspace, options?: RunOptions): Promise<unknown> {
  const { exitCode, stdout, output } = await workspace.nx(['show', 'projects', '--json'], options);
  expect(exitCode, output).toBe(0);
  return JSON.parse(stdout);
}

describe('inference', () => {
  it('gives the same graph with a PATH that holds only Node', async () => {
    const workspace = await polyglot();
    const [projects, graph] = [await projectsOf(workspace), await graphOf(workspace)];
    const technologies = new Set(JSON.stringify(graph).match(/toolchain:\w+/g));
    expect([...technologies].sort()).toEqual([
      'toolchain:cargo',
      'toolchain:deno',
      'toolchain:go',
      'toolchain:node',
    ]);

    // What Nx remembers of the first answer must not help.
    workspace.remove('.nx');
    const bare = { env: { PATH: onlyNode() } };
    expect(await projectsOf(workspace, bare)).toEqual(projects);
    expect(await graphOf(workspace, bare)).toEqual(graph);
  });

  it('starts no process in the plugin', async () => {
    const workspace = await polyglot();
    const log = createProcessLog(temporaryFolder());
    // The log sees what it is there to see.
    const script =
      "import { execFileSync } from 'node:child_process'; execFileSync(process.execPath, ['-v'])";
    await workspace.run(process.execPath, ['--input-type=module', '--eval', script], { env: log.env });
    expect(log.read().filter(({ starts }) => starts === process.execPath)).toHaveLength(1);

    await projectsOf(workspace, { env: log.env });
    const entries = log.read();
    const started = (plugin: RegExp) => {
      const worker = entries.filter(({ by }) => by.includes('/plugin-worker.js ') && plugin.test(by));
      expect(worker.length, `a worker for ${plugin}`).toBeGreaterThan(0);
      return worker.flatMap(({ starts }) => starts ?? []);
    };
    // Nx itself asks git who the repository is, in every worker of every plugin.
    expect(started(/ polynx /)).toEqual(started(/plugins\/package-json /));
    expect(entries.filter(({ stack }) => stack?.includes('node_modules/polynx/'))).toEqual([]);
  });
});
