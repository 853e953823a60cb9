/**
 * examples/polyglot as a repository of its own: under git, with Nx and the packed polynx installed from the
 * registry and a file.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { repository } from '../paths.js';

const EXAMPLE = join(repository, 'examples/polyglot');
const NX = ['nx@24.0.6', '@nx/devkit@24.0.0'];
/** What a build or a tool leaves in the example when somebody tries it there. */
const LEFTOVERS = ['node_modules', '.nx', 'target', 'dist'];

export interface Workspace {
  readonly root: string;
  run(program: string, args: readonly string[]): Promise<string>;
  /** Any command of Nx; throws with the whole output when it fails. */
  nx(args: readonly string[]): Promise<string>;
  /** Runs tasks; which of them ran and which came from the cache. */
  tasks(args: readonly string[]): Promise<{ readonly ran: string[]; readonly cached: string[] }>;
  graph(): Promise<Graph>;
  remove(): void;
}

export interface Graph {
  readonly nodes: Readonly<Record<string, { readonly data: { readonly tags?: readonly string[] } }>>;
  readonly dependencies: Readonly<Record<string, readonly { readonly target: string }[]>>;
}

/** The user's own tools come first; deno is a development dependency of this repository. */
export const env = {
  CI: 'true',
  NX_DAEMON: 'false',
  NX_TUI: 'false',
  NX_NO_CLOUD: 'true',
  NX_DEFAULT_OUTPUT_STYLE: 'static',
  // NB else in the user's home, where nobody takes it away.
  NX_CACHE_DIRECTORY: '.nx/cache',
  NO_COLOR: '1',
  FORCE_COLOR: undefined,
  PATH: [process.env['PATH'] ?? '', join(repository, 'node_modules/.bin')].join(delimiter),
};

export async function createWorkspace(tarball: string): Promise<Workspace> {
  const root = mkdtempSync(join(tmpdir(), 'polynx-demo-'));
  cpSync(EXAMPLE, root, {
    recursive: true,
    filter: (path) => !LEFTOVERS.includes(path.slice(path.lastIndexOf('/') + 1)),
  });
  const workspace = workspaceAt(root);
  await workspace.run('npm', ['install', '--save-dev', '--no-audit', '--no-fund', ...NX, tarball]);
  await workspace.run('git', ['init', '--quiet', '--initial-branch=main']);
  await workspace.run('git', ['add', '--all']);
  const author = ['-c', 'user.name=demo', '-c', 'user.email=demo@example.invalid'];
  await workspace.run('git', [...author, 'commit', '--quiet', '--message=start']);
  return workspace;
}

function workspaceAt(root: string): Workspace {
  const run: Workspace['run'] = async (program, args) => {
    const result = await execa(program, [...args], { cwd: root, env, reject: false, all: true });
    if (result.failed) throw new Error(`${program} ${args.join(' ')} failed\n\n${result.all}`);
    return result.stdout;
  };
  const nx: Workspace['nx'] = (args) =>
    run(process.execPath, [join(root, 'node_modules/nx/dist/bin/nx.js'), ...args]);
  return {
    root,
    run,
    nx,
    tasks: async (args) => byOutcome(await nx(args)),
    async graph() {
      await nx(['graph', '--file=.nx/graph.json']);
      return (JSON.parse(readFileSync(join(root, '.nx/graph.json'), 'utf8')) as { graph: Graph }).graph;
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

function byOutcome(output: string): { ran: string[]; cached: string[] } {
  const tasks = [...output.matchAll(/^[✔✖>»\s]*nx run (\S+)(.*)$/gm)];
  const named = (wanted: boolean) => [
    ...new Set(
      tasks
        .filter(([, , rest = '']) => /\[(local cache|existing outputs)/.test(rest) === wanted)
        .map(([, id = '']) => id),
    ),
  ];
  return { ran: named(false), cached: named(true) };
}
