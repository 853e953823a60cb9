import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { execa } from 'execa';
import { inject, onTestFinished } from 'vitest';
import { compact } from '../../packages/polynx/src/model/compact.js';
import { repository } from '../../tools/paths.js';

/** A throw-away Nx workspace under git, with the packed polynx installed. */
export interface Workspace {
  readonly root: string;
  /** Set for everything that is run. */
  readonly env: RunOptions['env'];
  write(path: string, text: string): void;
  read(path: string): string;
  has(path: string): boolean;
  append(path: string, text: string): void;
  remove(path: string): void;
  /** `nx <args>` with a quiet, daemonless Nx. Never throws for an exit code. */
  nx(args: readonly string[], options?: RunOptions): Promise<Run>;
  /** The same, while it runs: for tests that end it. */
  start(
    args: readonly string[],
    options?: RunOptions,
  ): { readonly pid: number; readonly ended: Promise<Run> };
  /** Any program, in the workspace. */
  run(program: string, args: readonly string[], options?: RunOptions): Promise<Run>;
  commit(message?: string): Promise<void>;
  showProject(name: string): Promise<ShownProject>;
  projects(): Promise<string[]>;
  /** Names of affected projects with that target, for files changed since the last commit. */
  affected(target: string, options?: RunOptions): Promise<string[]>;
  /** Names to names of projects, from the real project graph. */
  edges(): Promise<Record<string, string[]>>;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  readonly timeout?: number;
}

export interface Run {
  readonly exitCode: number;
  /** stdout and stderr, without colours. */
  readonly output: string;
  readonly stdout: string;
  /** Task ids by what became of them. */
  readonly hits: readonly string[];
  readonly misses: readonly string[];
}

export interface ShownProject {
  readonly name: string;
  readonly root: string;
  readonly tags: readonly string[];
  readonly projectType?: string;
  readonly targets: Readonly<Record<string, ShownTarget>>;
  readonly metadata: Readonly<Record<string, unknown>>;
}

export interface ShownTarget {
  readonly executor: string;
  readonly cache?: boolean;
  readonly inputs?: readonly unknown[];
  readonly outputs?: readonly string[];
  readonly dependsOn?: readonly unknown[];
  readonly continuous?: boolean;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly configurations?: Readonly<Record<string, unknown>>;
  readonly metadata?: { readonly description?: string };
}

export interface CreateOptions {
  /** Merged over the usual nx.json. */
  readonly nxJson?: Readonly<Record<string, unknown>>;
  /** Options of the plugin entry. */
  readonly plugin?: Readonly<Record<string, unknown>>;
  readonly packageJson?: Readonly<Record<string, unknown>>;
  /** Lines of .gitignore beyond the usual. */
  readonly ignore?: readonly string[];
  /** A folder whose content is copied in first. */
  readonly from?: string;
  /** Of everything that is run in it, by its root. */
  readonly env?: (root: string) => NonNullable<RunOptions['env']>;
}

/** Files to workspace: written, committed, with Nx and polynx in node_modules. */
export async function createWorkspace(
  files: Readonly<Record<string, string>>,
  options: CreateOptions = {},
): Promise<Workspace> {
  const root = mkdtempSync(join(tmpdir(), 'polynx-e2e-'));
  onTestFinished(() => {
    if (process.env['KEEP_WORKSPACES'] === undefined) rmSync(root, { recursive: true, force: true });
  });
  if (options.from !== undefined) cpSync(options.from, root, { recursive: true });
  const all: Record<string, string> = {
    'package.json': JSON.stringify({ name: 'workspace', private: true, ...options.packageJson }, null, 2),
    'nx.json': JSON.stringify(
      {
        analytics: false,
        neverConnectToCloud: true,
        plugins: [{ plugin: 'polynx', options: options.plugin ?? {} }],
        ...options.nxJson,
      },
      null,
      2,
    ),
    '.gitignore': ['node_modules', '.nx', 'target', 'dist', ...(options.ignore ?? [])].join('\n'),
    ...files,
  };
  for (const [path, text] of Object.entries(all)) writeInto(root, path, text);
  await linkInstallation(root);
  const workspace = workspaceAt(root, options.env?.(root));
  await workspace.run('git', ['init', '--quiet', '--initial-branch=main']);
  await workspace.commit('start');
  return workspace;
}

/** The same with each plugin of Nx in a process of its own, as users have it. */
export function createIsolatedWorkspace(
  files: Readonly<Record<string, string>>,
  options: CreateOptions = {},
): Promise<Workspace> {
  return createWorkspace(files, { ...options, env: (root) => ({ ...ISOLATED, ...options.env?.(root) }) });
}

/** Hard links: seconds less than an installation, and Nx sees an ordinary node_modules. */
export async function linkInstallation(root: string): Promise<void> {
  await execa('cp', ['-al', join(inject('installation'), 'node_modules'), join(root, 'node_modules')]);
}

export function workspaceAt(root: string, env: RunOptions['env'] = {}): Workspace {
  const files = filesOf(root);
  const { run, nx, start } = programsIn(root, env);
  return {
    root,
    env,
    ...files,
    run,
    nx,
    start,
    commit: (message = 'change') => commitAll(root, message),
    showProject: async (name) =>
      JSON.parse((await nx(['show', 'project', name, '--json'])).stdout) as ShownProject,
    projects: async () => JSON.parse((await nx(['show', 'projects', '--json'])).stdout) as string[],
    async affected(target, options) {
      const selection = ['--affected', '--base=HEAD', '--withTarget', target, '-t', target];
      const { stdout } = await nx(['show', 'projects', ...selection, '--json'], options);
      return (JSON.parse(stdout) as string[]).sort();
    },
    async edges() {
      await nx(['graph', '--file=.nx/graph.json']);
      return edgesIn(files.read('.nx/graph.json'));
    },
  };
}

function filesOf(root: string): Pick<Workspace, 'write' | 'read' | 'has' | 'append' | 'remove'> {
  const at = (path: string) => join(root, path);
  return {
    write: (path, text) => writeInto(root, path, text),
    read: (path) => readFileSync(at(path), 'utf8'),
    has: (path) => existsSync(at(path)),
    append: (path, text) => appendFileSync(at(path), text),
    remove: (path) => rmSync(at(path), { recursive: true, force: true }),
  };
}

function programsIn(root: string, env: RunOptions['env']): Pick<Workspace, 'run' | 'nx' | 'start'> {
  const launch = (program: string, args: readonly string[], options: RunOptions = {}) =>
    execa(program, [...args], {
      cwd: options.cwd === undefined ? root : join(root, options.cwd),
      env: { ...QUIET, ...env, ...options.env },
      reject: false,
      all: true,
      ...compact({ timeout: options.timeout }),
    });
  const nxArguments = (args: readonly string[]) => [join(root, 'node_modules/nx/dist/bin/nx.js'), ...args];
  const run: Workspace['run'] = async (...command) => toRun(await launch(...command));
  return {
    run,
    nx: (args, options) => run(process.execPath, nxArguments(args), options),
    start: (args, options) => {
      const started = launch(process.execPath, nxArguments(args), options);
      return { pid: started.pid ?? 0, ended: started.then(toRun) };
    },
  };
}

async function commitAll(root: string, message: string): Promise<void> {
  const author = ['-c', 'user.name=t', '-c', 'user.email=t@example.invalid'];
  await execa('git', ['add', '--all'], { cwd: root });
  await execa('git', [...author, 'commit', '--quiet', '--allow-empty', '-m', message], { cwd: root });
}

/** Roots to roots, from the file that `nx graph` writes. */
function edgesIn(text: string): Record<string, string[]> {
  const { graph } = JSON.parse(text) as { graph: { dependencies: Record<string, { target: string }[]> } };
  return Object.fromEntries(
    Object.entries(graph.dependencies).map(([name, edges]) => [
      name,
      edges.map(({ target }) => target).sort(),
    ]),
  );
}

/** NB last on PATH: deno comes from this repository's node_modules, every other tool from the machine. */
const PATH = [process.env['PATH'], join(repository, 'node_modules/.bin')].join(delimiter);

export const QUIET = {
  PATH,
  CI: 'true',
  NX_DAEMON: 'false',
  NX_TUI: 'false',
  NX_NO_CLOUD: 'true',
  NX_DEFAULT_OUTPUT_STYLE: 'static',
  // Some processes less for each of a thousand commands; as users have it: createIsolatedWorkspace.
  NX_ISOLATE_PLUGINS: 'false',
  FORCE_COLOR: '0',
  NO_COLOR: '1',
  NODE_OPTIONS: undefined,
  NODE_ENV: undefined,
  VITEST: undefined,
  // NB else in the user's home, by the first commit: two tests with the same files in the same second would
  // share it.
  NX_CACHE_DIRECTORY: '.nx/cache',
};

export const ISOLATED = { NX_ISOLATE_PLUGINS: undefined } as const;

function toRun(result: { all?: unknown; stdout?: unknown; exitCode?: number | undefined }): Run {
  const output = stripColours(String(result.all ?? ''));
  const tasks = [...output.matchAll(/^[✔✖>»\s]*nx run (\S+)(.*)$/gm)].map(([, id = '', rest = '']) => ({
    id,
    rest,
  }));
  const isHit = ({ rest }: { rest: string }) => /\[(local cache|remote cache|existing outputs)/.test(rest);
  return {
    exitCode: result.exitCode ?? 1,
    output,
    stdout: stripColours(String(result.stdout ?? '')),
    hits: [...new Set(tasks.filter(isHit).map(({ id }) => id))].sort(),
    misses: [...new Set(tasks.filter((task) => !isHit(task)).map(({ id }) => id))].sort(),
  };
}

function stripColours(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what colours are made of
  return text.replace(/\u001b\[[0-9;]*[A-Za-z]/g, '');
}

function writeInto(root: string, path: string, text: string): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** The user's PATH less every folder that holds the program: a machine where it is not installed. */
export function pathWithout(program: string): string {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '' && !existsSync(join(folder, program)))
    .join(delimiter);
}
