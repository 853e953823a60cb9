/**
 * `npm run demo [-- --release] [-- --keep]`: the example in four languages, built with the real tools by the
 * packed polynx, restored from the cache, and built again after a comment in one Rust file has changed.
 * Projects whose tool is not installed are left out, and it says so.
 */
import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { hostPlatform } from '../packages/polynx/src/model/platform.js';
import { toolchains } from '../packages/polynx/src/toolchains/index.js';
import { tryArtifacts } from './demo/artifacts.js';
import { showTree, unbuildable } from './demo/graph.js';
import { release } from './demo/release.js';
import { say, section, showSeconds } from './demo/report.js';
import { createWorkspace, env, type Graph, type Workspace } from './demo/workspace.js';
import { packPackage } from './pack.js';

const TASKS = ['run-many', '-t', 'build', 'test'];

async function demo(): Promise<void> {
  const { result: missing } = await section('Tools on this machine', findTools);
  const { result: workspace } = await section('A repository gets polynx', prepare);
  try {
    const { result: graph } = await section('The graph, read from the manifests', () => showGraph(workspace));
    await tour(workspace, unbuildable(graph, missing));
  } finally {
    if (process.argv.includes('--keep')) console.log(`\nThe workspace stays in ${workspace.root}`);
    else workspace.remove();
  }
  showNextSteps();
}

async function tour(workspace: Workspace, without: readonly string[]): Promise<void> {
  const exclude = without.length === 0 ? [] : [`--exclude=${without.join(',')}`];
  const can = (project: string) => !without.includes(project);
  const built = await section(`nx ${TASKS.join(' ')}`, () => runTasks(workspace, exclude));
  if (['hello', 'services/api', 'shout'].some(can))
    await section('What it made', () => tryArtifacts(workspace, can));
  const restored = await section('Delete every artifact, and run it again', () =>
    restore(workspace, exclude),
  );
  const factor = (built.seconds / restored.seconds).toFixed(1);
  say(
    `All of it came from the cache: ${showSeconds(restored)} instead of ${showSeconds(built)}, ${factor} times as fast.`,
  );
  if (can('greeting'))
    await section('Change a comment in one Rust file', () => changeComment(workspace, exclude, can));
  if (process.argv.includes('--release') && can('services/api')) {
    // The example releases hello for Linux on x64 only, and cross-compiling it needs more than cargo.
    const left = hostPlatform() === 'linux-x64' ? exclude : [`--exclude=${[...without, 'hello'].join(',')}`];
    await section('nx run-many -t package: a release for six platforms', () => release(workspace, left));
  }
}

/** Ids of the toolchains that are not installed. */
async function findTools(): Promise<Set<string>> {
  const missing = new Set<string>();
  for (const { id, title, runner } of toolchains) {
    if (runner === undefined) continue;
    const { stdout, failed } = await execa(runner.program, [...runner.versionArgs], { env, reject: false });
    if (failed) missing.add(id);
    const version = stdout.split('\n')[0]?.replace(/^v/, `${id} v`);
    say(failed ? `${title} is missing: its projects are left out. ${runner.install}` : version);
  }
  return missing;
}

async function prepare(): Promise<Workspace> {
  const workspace = await createWorkspace(await packPackage());
  say('examples/polyglot, copied and committed; npm install nx @nx/devkit polynx-*.tgz');
  return workspace;
}

async function showGraph(workspace: Workspace): Promise<Graph> {
  const graph = await workspace.graph();
  showTree(graph);
  return graph;
}

interface Outcome {
  readonly ran: readonly string[];
  readonly cached: readonly string[];
}

async function runTasks(workspace: Workspace, exclude: readonly string[]): Promise<Outcome> {
  const { ran, cached } = await workspace.tasks([...TASKS, ...exclude]);
  if (ran.length + cached.length === 0) throw new Error('Nx ran no task');
  if (ran.length > 0) say(`ran           ${ran.sort().join(', ')}`);
  if (cached.length > 0) say(`from cache    ${cached.sort().join(', ')}`);
  return { ran, cached };
}

async function restore(workspace: Workspace, exclude: readonly string[]): Promise<void> {
  for (const folder of ['target', 'dist', 'services/api/web/dist'])
    rmSync(join(workspace.root, folder), { recursive: true, force: true });
  const { ran } = await runTasks(workspace, exclude);
  if (ran.length > 0) throw new Error(`should have come from the cache: ${ran.join(', ')}`);
}

async function changeComment(
  workspace: Workspace,
  exclude: readonly string[],
  can: (project: string) => boolean,
): Promise<void> {
  const file = 'crates/greeting/src/lib.rs';
  appendFileSync(join(workspace.root, file), '\n// Changed by the demo.\n');
  const affected = await workspace.nx(['show', 'projects', '--affected', '--base=HEAD', '-t', 'build,test']);
  say(`changed       ${file}`);
  say(`affected      ${affected.trim().split('\n').filter(can).sort().join(', ')}`);
  const { cached } = await runTasks(workspace, exclude);
  if (cached.includes('shout:test'))
    say(
      'The program hello came out the same, byte for byte: the Deno project that runs it is not tested again.',
    );
  await workspace.run('git', ['checkout', '--quiet', '--', '.']);
}

function showNextSteps(): void {
  console.log('\nFour languages, one graph, one cache, and no build file was written.');
  say('In your own repository:  npx nx add polynx');
  say('Packages for six platforms:  npm run demo -- --release');
}

try {
  await demo();
} catch (error) {
  console.error(`\nThe demo failed: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
