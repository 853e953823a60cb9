/**
 * `npm run demo [-- --keep]`: the example in four languages, built with the real tools by the packed polynx, built again from the cache, and once more after
 * one Rust file has changed. Projects whose tool is not installed are left out, and it says so.
 */
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { outputPath } from '../packages/polynx/src/model/outputs.js';
import { hostPlatform } from '../packages/polynx/src/model/platform.js';
import { toolchains } from '../packages/polynx/src/toolchains/index.js';
import { bold, say, section, table } from './demo/report.js';
import { createWorkspace, env, type Graph, type Workspace } from './demo/workspace.js';
import { packPackage } from './pack.js';

const TASKS = ['run-many', '-t', 'build', 'test'];

async function demo(): Promise<void> {
  const missing = await section('Tools on this machine', findTools);
  const workspace = await section('A repository gets polynx', prepare);
  try {
    const graph = await section('What Nx knows now', () => showGraph(workspace));
    const without = unbuildable(graph, missing);
    const exclude = without.length === 0 ? [] : [`--exclude=${without.join(',')}`];
    const can = (project: string) => !without.includes(project);
    await section(`nx ${TASKS.join(' ')}`, () => runTasks(workspace, exclude));
    if (['hello', 'services/api', 'shout'].some(can))
      await section('What it made', () => tryArtifacts(workspace, can));
    await section('Again, after all artifacts were deleted', async () => {
      for (const folder of ['target', 'dist', 'services/api/web/dist'])
        rmSync(join(workspace.root, folder), { recursive: true, force: true });
      const { ran } = await runTasks(workspace, exclude);
      if (ran.length > 0) throw new Error(`should have come from the cache: ${ran.join(', ')}`);
    });
    if (can('services/api')) {
      const left =
        hostPlatform() === 'linux-x64' ? exclude : [`--exclude=${[...without, 'hello'].join(',')}`];
      await section('nx run-many -t package: a release for six platforms', () => release(workspace, left));
    }
    if (can('greeting')) await section('One Rust file is changed', () => changeRust(workspace, exclude, can));
  } finally {
    if (process.argv.includes('--keep')) console.log(`\nThe workspace stays in ${workspace.root}`);
    else workspace.remove();
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
  const names = Object.keys(graph.nodes).sort();
  table(
    names.map((name) => {
      const needs = (graph.dependencies[name] ?? []).map(({ target }) => target).filter(isProject(graph));
      return [name, toolchainsOf(graph, name).join(', '), needs.length === 0 ? '' : `-> ${needs.join(', ')}`];
    }),
  );
  return graph;
}

/** Edges to npm packages are in the graph too. */
function isProject({ nodes }: Graph): (name: string) => boolean {
  return (name) => Object.hasOwn(nodes, name);
}

function toolchainsOf({ nodes }: Graph, name: string): string[] {
  const prefix = 'toolchain:';
  return (nodes[name]?.data.tags ?? [])
    .filter((tag) => tag.startsWith(prefix))
    .map((tag) => tag.slice(prefix.length));
}

/** Projects of a missing toolchain, and those that need one. */
function unbuildable(graph: Graph, missing: ReadonlySet<string>): string[] {
  const closure = (name: string) => {
    const seen = new Set([name]);
    for (const at of seen) for (const { target } of graph.dependencies[at] ?? []) seen.add(target);
    return [...seen];
  };
  const needsMissing = (name: string) => toolchainsOf(graph, name).some((id) => missing.has(id));
  return Object.keys(graph.nodes).filter((name) => closure(name).some(needsMissing));
}

async function runTasks(
  workspace: Workspace,
  exclude: readonly string[],
): Promise<{ ran: string[]; cached: string[] }> {
  const { ran, cached } = await workspace.tasks([...TASKS, ...exclude]);
  if (ran.length + cached.length === 0) throw new Error('Nx ran no task');
  if (ran.length > 0) say(`ran           ${ran.sort().join(', ')}`);
  if (cached.length > 0) say(`from cache    ${cached.sort().join(', ')}`);
  return { ran, cached };
}

async function tryArtifacts(workspace: Workspace, can: (project: string) => boolean): Promise<void> {
  const show = (command: string, output: string) => say(`${bold(`$ ${command}`)}\n${output.trimEnd()}`);
  if (can('hello')) {
    const [program = ''] = await builtFiles(workspace, 'hello');
    show(`${program} --banner Ada`, await workspace.run(join(workspace.root, program), ['--banner', 'Ada']));
  }
  if (can('services/api')) {
    const [program = ''] = await builtFiles(workspace, 'services/api');
    show(program, await askService(workspace, program));
  }
  if (can('shout'))
    show('nx run shout:run -- Ada', lastLines(await workspace.nx(['run', 'shout:run', '--', 'Ada'])));
}

/** Where a build says that it leaves its files. */
async function builtFiles(workspace: Workspace, project: string): Promise<string[]> {
  const { root, targets } = JSON.parse(await workspace.nx(['show', 'project', project, '--json'])) as {
    root: string;
    targets: Record<string, { outputs?: string[]; options?: Record<string, unknown> }>;
  };
  const { outputs = [], options = {} } = targets['build'] ?? {};
  return outputs.map((output) => outputPath(output, { projectRoot: root, projectName: project, options }));
}

/** Starts the service on a free port, asks for the embedded page and a greeting, and stops it. */
async function askService({ root }: Workspace, program: string): Promise<string> {
  const service = execa(join(root, program), ['-addr', '127.0.0.1:0'], { reject: false, timeout: 20_000 });
  const address = await new Promise<string | undefined>((resolve) => {
    service.stdout.on('data', (text: Buffer) => resolve(/http:\/\/\S+/.exec(String(text))?.[0]));
    service.once('exit', () => resolve(undefined));
  });
  try {
    if (address === undefined) throw new Error(`${program} ended without listening`);
    const get = async (path: string) => (await fetch(address + path)).text();
    const title = /<title>.*<\/title>/.exec(await get('/'))?.[0] ?? 'no title';
    return `GET /           ... ${title} ...\nGET /hello/Ada  ${await get('/hello/Ada')}`;
  } finally {
    service.kill();
    await service;
  }
}

/** What the program printed, without Nx's frame around it. */
function lastLines(output: string): string {
  const lines = output.split('\n').map((line) => line.trim());
  return lines.filter((line) => line === line.toUpperCase() && /[A-Z]/.test(line)).join('\n');
}

/** What is released, and what a change of one line releases anew. */
async function release(workspace: Workspace, left: readonly string[]): Promise<void> {
  const tasks = ['run-many', '-t', 'package', ...left];
  const first = await workspace.tasks(tasks);
  say(`tasks         ${first.ran.length + first.cached.length}`);
  const list = JSON.parse(readFileSync(join(workspace.root, 'dist/release.json'), 'utf8')) as {
    releases: { artifacts: { file: string; size: number; sha256: string }[] }[];
  };
  const artifacts = list.releases.flatMap((one) => one.artifacts);
  table(artifacts.map(({ file, size, sha256 }) => [`dist/${file}`, String(size), sha256.slice(0, 12)]));
  const changes: readonly (readonly [file: string, from: string, to: string])[] = [
    ['services/api/server.go', 'package main\n', 'package main\n\n// Changed by the demo.\n'],
    ['crates/greeting/src/lib.rs', 'format!("Hello, {name}!")', 'format!("Hi, {name}!")'],
    ['crates/hello/src/main.rs', 'fn main() {', 'fn main() { // Changed by the demo.'],
    ['README.md', '\n', '\nChanged by the demo.\n'],
  ];
  for (const [file, from, to] of changes) {
    const path = join(workspace.root, file);
    writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
    const { ran, cached } = await workspace.tasks(tasks);
    say(
      `changed       ${file}: ${ran.length} of ${ran.length + cached.length} tasks ran: ${ran.sort().join(', ')}`,
    );
  }
  await workspace.run('git', ['checkout', '--quiet', '--', '.']);
}

async function changeRust(
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
    say('It was a comment: hello came out the same, bit for bit, so shout had nothing to do.');
}

try {
  await demo();
} catch (error) {
  console.error(`\nThe demo failed: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
