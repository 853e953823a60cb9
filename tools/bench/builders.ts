/** Who builds a workload, and in what. */
import { join } from 'node:path';
import { type Builder, editsOf, environment, nxWorkspace, runMany } from './builder.js';
import type { Installations } from './contenders.js';
import { floor, onlyTool } from './floors.js';
import { linkInstallation, versionOf } from './installations.js';
import type { Workload } from './workloads.js';
import { createWorkspace } from './workspaces.js';

export interface Choices {
  /** Whether polynx makes batches. */
  readonly batch: 'on' | 'off' | 'default';
  /** Tasks at a time, of Nx; undefined: its default. */
  readonly parallel: string | undefined;
}

export async function createBuilders(
  folder: string,
  load: Workload,
  { nx, peers }: Installations,
  choices: Choices,
): Promise<Builder[]> {
  const at = (name: string) => join(folder, load.name, name);
  const ours = await polynx(at('polynx'), load, nx, choices);
  const first = [
    await tool(at('tool'), load),
    await floor(at('floor'), load, { nx, ours, flags: flagsOf(choices) }),
    await onlyTool(at('least'), load, { nx, ours, flags: flagsOf(choices) }),
    ours,
  ];
  if (peers === undefined || !load.forPeers) return first;
  return [...first, await nxPeer(at('peer'), load, peers.nx), await turbo(at('turbo'), load, peers.turbo)];
}

async function tool(root: string, load: Workload): Promise<Builder> {
  await createWorkspace(root, load.sources, {});
  const { program } = load.bare(root, 'build');
  return {
    title: program,
    is: 'tool',
    root,
    commands: (kinds) =>
      kinds.map((kind) => ({ ...load.bare(root, kind), cwd: root, env: environment(root) })),
    tally: () => undefined,
    edit: editsOf(root, load),
  };
}

function flagsOf({ parallel }: Choices): string[] {
  return parallel === undefined ? [] : [`--parallel=${parallel}`];
}

async function polynx(
  root: string,
  load: Workload,
  installation: string,
  choices: Choices,
): Promise<Builder> {
  const { batch } = choices;
  await nxWorkspace(root, load.sources, installation, ['polynx']);
  const mode = batch === 'default' ? undefined : String(batch === 'on');
  return {
    ...runMany(root, { NX_BATCH_MODE: mode }, flagsOf(choices)),
    title: `polynx${batch === 'default' ? '' : `, batch ${batch}`}`,
    is: 'polynx',
    edit: editsOf(root, load),
  };
}

async function nxPeer(root: string, load: Workload, installation: string): Promise<Builder> {
  await nxWorkspace(root, load.peerSources, installation, [load.plugin]);
  return {
    ...runMany(root, {}),
    title: `${load.plugin} ${versionOf(installation, load.plugin)} (Nx ${versionOf(installation, 'nx')})`,
    is: 'peer',
    edit: editsOf(root, load),
  };
}

async function turbo(root: string, load: Workload, installation: string): Promise<Builder> {
  const tasks = Object.fromEntries(load.kinds.map((kind) => [kind, {}]));
  await createWorkspace(root, load.sources, {
    'turbo.json': { futureFlags: { [load.flag]: true }, tasks },
  });
  await linkInstallation(installation, root);
  const quiet = { TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1', NO_COLOR: '1', CI: 'true' };
  return {
    title: `turbo ${versionOf(installation, 'turbo')}`,
    is: 'peer',
    root,
    cache: join(root, '.turbo/cache'),
    commands: (kinds) => [
      {
        program: process.execPath,
        args: [join(root, 'node_modules/turbo/bin/turbo'), 'run', ...kinds],
        cwd: root,
        env: { ...environment(root), ...quiet },
      },
    ],
    tally(output) {
      const [, hits = '0', tasks = '0'] = /Cached:\s+(\d+) cached, (\d+) total/.exec(output) ?? [];
      return { tasks: Number(tasks), ran: Number(tasks) - Number(hits) };
    },
    edit: editsOf(root, load),
  };
}
