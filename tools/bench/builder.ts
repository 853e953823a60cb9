/** What builds a workload: a command in a workspace of its own. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { nxCommand } from './contenders.js';
import { linkInstallation } from './installations.js';
import type { Invocation } from './measure.js';
import type { Kind, Workload } from './workloads.js';
import { createWorkspace } from './workspaces.js';

export interface Builder {
  readonly title: string;
  readonly root: string;
  /** One after the other, together what is measured. */
  commands(kinds: readonly Kind[]): readonly Invocation[];
  /** Tasks that ran, and those that came from a cache; undefined for who has no tasks. */
  tally(output: string): Tally | undefined;
  /** Edits a project: a leaf, or one that most others need. */
  edit(which: 'leaf' | 'root', number: number): void;
  /** Where results are kept. */
  readonly cache?: string;
  /** What everybody is compared with; what is the least for Nx, with nothing to do and with the tool. */
  readonly is: 'tool' | 'floor' | 'least' | 'polynx' | 'peer';
}

export interface Tally {
  readonly tasks: number;
  readonly ran: number;
}

/**
 * What a fresh clone lacks. NB Go's own cache is the machine's, and is laid out anew before each cold run.
 */
const MADE = ['.nx', 'target', 'dist', '.turbo', 'node_modules/.cache', 'coverage'];

export function makeCold({ root }: Pick<Builder, 'root'>): void {
  for (const folder of MADE) rmSync(join(root, folder), { recursive: true, force: true });
}

export function goCacheOf(root: string): string {
  return `${root}-go-cache`;
}

/** Nothing of the user's own arrangements. */
export function environment(root: string): Readonly<Record<string, string | undefined>> {
  return {
    GOCACHE: goCacheOf(root),
    CARGO_TARGET_DIR: undefined,
    CARGO_BUILD_BUILD_DIR: undefined,
    RUSTC_WRAPPER: undefined,
    NX_BATCH_MODE: undefined,
  };
}

export function editsOf(root: string, load: Workload): Builder['edit'] {
  const projects = load.edited(root);
  return (which, number) => load.edit(root, projects[which], number);
}

export async function nxWorkspace(
  root: string,
  sources: Workload['sources'],
  installation: string,
  plugins: readonly string[],
): Promise<void> {
  await createWorkspace(root, sources, {
    'nx.json': { analytics: false, neverConnectToCloud: true, plugins },
  });
  await linkInstallation(installation, root);
}

export function runMany(
  root: string,
  env: Readonly<Record<string, string | undefined>>,
  flags: readonly string[] = [],
): Pick<Builder, 'root' | 'commands' | 'tally' | 'cache'> {
  // NB else Nx 24 keeps it in the user's home, where it would stay.
  const cache = { NX_CACHE_DIRECTORY: join(root, '.nx/cache') };
  return {
    root,
    cache: cache.NX_CACHE_DIRECTORY,
    commands(kinds) {
      const args = ['run-many', '-t', ...kinds, ...flags];
      const { env: usual, ...rest } = nxCommand(root, args, false);
      const all = { ...environment(root), ...usual, NX_PERF_LOGGING: undefined, ...cache, ...env };
      return [{ ...rest, env: all }];
    },
    tally: tallyOfNx,
  };
}

/** `✔  nx run a:build  [local cache]`, `> nx run a:build`. */
function tallyOfNx(output: string): Tally {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours
  const plain = output.replace(/\u001b\[[0-9;]*m/g, '');
  const tasks = new Map<string, boolean>();
  for (const [, id = '', rest = ''] of plain.matchAll(/^[✔✖>»\s]*nx run (\S+)(.*)$/gm))
    tasks.set(id, (tasks.get(id) ?? false) || /\[(local cache|remote cache|existing outputs)/.test(rest));
  return { tasks: tasks.size, ran: [...tasks.values()].filter((isHit) => !isHit).length };
}

export function write(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
