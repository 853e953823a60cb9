/** What is the least that Nx itself costs: the same tasks with nothing of polynx. */
import { readFileSync } from 'node:fs';
import type { ProjectConfiguration } from '@nx/devkit';
import { execa } from 'execa';
import { type Builder, editsOf, nxWorkspace, runMany, write } from './builder.js';
import { nxCommand } from './contenders.js';
import { versionOf } from './installations.js';
import type { Kind, Workload } from './workloads.js';

const FLOOR = 'bench-floor';

/** As many tasks as polynx has, each with one file to hash and nothing to do. */
export interface Floor {
  readonly nx: string;
  readonly ours: Builder;
  readonly flags: readonly string[];
}

export async function floor(
  root: string,
  load: Workload,
  { nx: installation, ours, flags }: Floor,
): Promise<Builder> {
  const kinds = await kindsOf(ours, load);
  const folders = [...kinds.values()].map((own, index) => [`projects/p${index}`, own] as const);
  const whole = folders.filter(([, own]) => own.length === load.kinds.length);
  const target = {
    executor: `${FLOOR}:run`,
    cache: true,
    inputs: ['{projectRoot}/**/*', { externalDependencies: [] }],
    outputs: [],
  };
  const sources = async (at: string) => {
    for (const [folder, own] of folders) {
      const targets = Object.fromEntries(own.map((kind) => [kind, target]));
      write(at, `${folder}/project.json`, JSON.stringify({ name: folder.replace('/', '-'), targets }));
      write(at, `${folder}/source.txt`, 'source\n');
    }
  };
  await nxWorkspace(root, sources, installation, []);
  installPackage(root, {});
  return {
    ...runMany(root, {}, flags),
    title: `as many empty tasks (Nx ${versionOf(installation, 'nx')})`,
    is: 'floor',
    edit: (which, number) => {
      const [folder = ''] = (which === 'leaf' ? whole[0] : whole.at(-1)) ?? [];
      write(root, `${folder}/source.txt`, `source ${number}\n`);
    },
  };
}

/** The package of the executor. */
function installPackage(root: string, more: object): void {
  const at = `node_modules/${FLOOR}`;
  write(
    root,
    `${at}/package.json`,
    JSON.stringify({ name: FLOOR, version: '0.0.0', executors: './executors.json' }),
  );
  const run = { implementation: './run.js', schema: './schema.json', ...more };
  write(root, `${at}/executors.json`, JSON.stringify({ executors: { run } }));
  write(root, `${at}/schema.json`, JSON.stringify({ version: 2, type: 'object', properties: {} }));
  write(root, `${at}/run.js`, 'module.exports = async () => ({ success: true });\n');
}

/** The kinds that each project of polynx has. */
async function kindsOf({ root }: Builder, load: Workload): Promise<Map<string, Kind[]>> {
  const kinds = new Map<string, Kind[]>();
  for (const kind of load.kinds) {
    const { program, args, cwd, env } = nxCommand(
      root,
      ['show', 'projects', '--withTarget', kind, '--json'],
      false,
    );
    const { stdout } = await execa(program, [...args], { cwd, env: { ...env, NX_PERF_LOGGING: '' } });
    for (const name of JSON.parse(stdout) as string[]) kinds.set(name, [...(kinds.get(name) ?? []), kind]);
  }
  return kinds;
}

interface Graph {
  readonly nodes: Readonly<Record<string, { readonly data: ProjectConfiguration }>>;
  readonly dependencies: Readonly<Record<string, readonly { readonly target: string }[]>>;
}

/**
 * The projects, edges and outputs of polynx, written down, and one batch that starts the tool as a user would
 * and reports success: nothing is known of what a task reads, and nothing of what the tool says is looked at.
 */
export async function onlyTool(
  root: string,
  load: Workload,
  { nx: installation, ours, flags }: Floor,
): Promise<Builder> {
  const graph = await graphOf(ours);
  const sources = async (at: string) => {
    await load.sources(at);
    for (const [name, { data }] of Object.entries(graph.nodes))
      if (data.root !== '.')
        write(at, `${data.root}/project.json`, JSON.stringify(withoutPolynx(name, data, graph, load)));
  };
  await nxWorkspace(root, sources, installation, []);
  const commands = load.kinds.map((kind) => [kind, load.bare(root, kind)]);
  installPackage(root, { batchImplementation: './batch.js' });
  write(root, `node_modules/${FLOOR}/commands.json`, JSON.stringify(commands));
  write(root, `node_modules/${FLOOR}/batch.js`, ONLY_TOOL);
  return {
    ...runMany(root, { NX_BATCH_MODE: 'true' }, flags),
    title: `Nx, a batch that only starts ${load.bare(root, 'build').program}`,
    is: 'least',
    edit: editsOf(root, load),
  };
}

const ONLY_TOOL = `
const { spawn } = require('node:child_process');
const commands = require('./commands.json');

module.exports = async function* ({ tasks }) {
  const kinds = new Set(Object.values(tasks).map(({ target }) => target.target));
  let success = true;
  for (const [kind, { program, args }] of commands)
    if (success && kinds.has(kind))
      success = await new Promise((resolve) => {
        spawn(program, args, { stdio: 'ignore' }).on('close', (code) => resolve(code === 0));
      });
  for (const task of Object.keys(tasks)) yield { task, result: { success, terminalOutput: '' } };
};
`;

async function graphOf({ root }: Builder): Promise<Graph> {
  const file = `${root}-graph.json`;
  const { program, args, cwd, env } = nxCommand(root, ['graph', `--file=${file}`], false);
  await execa(program, [...args], { cwd, env: { ...env, NX_PERF_LOGGING: '' } });
  return (JSON.parse(readFileSync(file, 'utf8')) as { graph: Graph }).graph;
}

function withoutPolynx(name: string, data: ProjectConfiguration, graph: Graph, load: Workload): object {
  const targets = load.kinds.flatMap((kind) => {
    const { outputs = [], options } = data.targets?.[kind] ?? {};
    const profile = String((options as { profile?: unknown } | undefined)?.profile);
    return [
      [
        kind,
        {
          executor: `${FLOOR}:run`,
          cache: true,
          inputs: ['default', '^default', { externalDependencies: [] }],
          outputs: outputs.map((path) => path.replace('{options.profile}', profile)),
        },
      ],
    ];
  });
  return {
    name,
    implicitDependencies: (graph.dependencies[name] ?? [])
      .map(({ target }) => target)
      .filter((target) => graph.nodes[target] !== undefined),
    targets: Object.fromEntries(targets),
  };
}
