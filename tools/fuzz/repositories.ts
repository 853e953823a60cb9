/**
 * Each hostile repository is given to the packed plugin, in a process of its own with 5 seconds of a
 * processor and 512 MB.
 */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { type Entry, HEALTHY, hostileRepository, type Repository } from './repository.js';
import { foreignAccess, TRACED } from './trace.js';

/** What a computation of the graph may take. */
export interface Limits {
  /** Of a processor. */
  readonly seconds: number;
  readonly megabytes: number;
  /**
   * Seconds of the clock, after which it hangs. NB the start of Node and Nx, and a machine that is busy with
   * others, are not the plugin's.
   */
  readonly patience: number;
}

const LIMITS: Limits = { seconds: 5, megabytes: 512, patience: 60 };

export interface Finding {
  readonly seed: number;
  readonly ingredients: readonly string[];
  readonly faults: readonly string[];
  readonly milliseconds: number;
}

export interface Fuzzed {
  /** Has node_modules with Nx and the packed polynx. */
  readonly installation: string;
  readonly withSpecial?: boolean;
  readonly limits?: Limits;
  /**
   * Without it, neither programs that are started nor files that are read show. By default the one on PATH,
   * if there is one.
   */
  readonly strace?: string | undefined;
  readonly onFinding?: (finding: Finding) => void;
}

/** Two at a time. Those with a fault are returned. */
export async function fuzzRepositories(seeds: readonly number[], options: Fuzzed): Promise<Finding[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'polynx-hostile-'));
  try {
    const healthy = await computed(scratch, 'healthy', { entries: HEALTHY, ingredients: [] }, options);
    if (healthy.nodes === undefined)
      throw new Error(`the sound projects alone fail: ${healthy.faults.join('\n')}`);
    const usual: Usual = { canaries: canaries(healthy.nodes), faults: new Set(healthy.faults) };
    const waiting = [...seeds];
    const found: Finding[] = [];
    const work = async () => {
      for (let seed = waiting.shift(); seed !== undefined; seed = waiting.shift()) {
        const finding = await fuzzOne(scratch, seed, usual, options);
        options.onFinding?.(finding);
        if (finding.faults.length > 0) found.push(finding);
      }
    };
    await Promise.all([work(), work()]);
    return found;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function fuzzOne(scratch: string, seed: number, usual: Usual, options: Fuzzed): Promise<Finding> {
  const repository = hostileRepository(seed, options.withSpecial === true);
  const { nodes, faults: all, milliseconds } = await computed(scratch, String(seed), repository, options);
  const faults = all.filter((fault) => !usual.faults.has(fault));
  const isSame = nodes === undefined || canaries(nodes) === usual.canaries;
  return {
    seed,
    ingredients: repository.ingredients,
    faults: isSame ? faults : [...faults, 'the sound projects beside it are not as they are alone'],
    milliseconds,
  };
}

/** What the sound projects alone lead to. NB Nx asks git who the repository is. */
interface Usual {
  readonly canaries: string;
  readonly faults: ReadonlySet<string>;
}

type Nodes = readonly (readonly [string, { readonly projects?: Readonly<Record<string, unknown>> }])[];

interface Computed {
  readonly nodes?: Nodes;
  readonly faults: string[];
  readonly milliseconds: number;
}

async function computed(
  scratch: string,
  name: string,
  repository: Repository,
  { installation, limits = LIMITS, strace = straceOnPath }: Fuzzed,
): Promise<Computed> {
  const around = join(scratch, name);
  const folder = join(around, 'repository');
  const outside = join(around, 'outside');
  write(folder, repository.entries);
  symlinkSync(join(installation, 'node_modules'), join(folder, 'node_modules'));
  write(outside, { secret: 'secret', 'victim/file': 'mine' });
  const result = join(around, 'result.json');
  const log = join(around, 'trace');
  const faults = endOf(await start([folder, result], log, limits, strace), limits);
  if (describe(outside) !== 'secret=secret victim/file=mine')
    faults.push(`writes outside: ${describe(outside)}`);
  if (existsSync(log)) faults.push(...foreignAccess(readFileSync(log, 'utf8'), { folder, outside, result }));
  const answer = existsSync(result) ? (JSON.parse(readFileSync(result, 'utf8')) as Answer) : undefined;
  rmSync(around, { recursive: true, force: true });
  if (answer === undefined) return { faults, milliseconds: 0 };
  return {
    nodes: answer.nodes,
    faults: [...faults, ...faultsIn(answer, limits)],
    milliseconds: answer.milliseconds,
  };
}

function endOf(
  { timedOut, exitCode, signal, stderr }: Awaited<ReturnType<typeof start>>,
  { megabytes }: Limits,
): string[] {
  if (timedOut) return ['hangs'];
  if (exitCode === 0) return [];
  const said = String(stderr);
  if (/heap out of memory/.test(said)) return [`takes more than ${megabytes} MB`];
  return [`ends with ${exitCode ?? signal}: ${said.slice(0, 600)}`];
}

interface Answer {
  readonly nodes: Nodes;
  readonly milliseconds: number;
  readonly megabytes: number;
  readonly polluted: readonly string[];
}

function faultsIn({ nodes, milliseconds, megabytes, polluted }: Answer, limits: Limits): string[] {
  const bug = /polynx failed on this workspace: .{0,300}/.exec(JSON.stringify(nodes))?.[0];
  return [
    ...(milliseconds > limits.seconds * 1000 ? [`takes ${Math.round(milliseconds)} ms`] : []),
    ...(megabytes > limits.megabytes ? [`takes ${Math.round(megabytes)} MB`] : []),
    ...(polluted.length > 0 ? [`changes the prototype of objects: ${polluted.join()}`] : []),
    ...(bug === undefined ? [] : [bug]),
  ];
}

export const straceOnPath = spawnSync('strace', ['--version']).status === 0 ? 'strace' : undefined;

function start(
  args: readonly string[],
  log: string,
  { megabytes, patience }: Limits,
  strace: string | undefined,
) {
  const node = [
    process.execPath,
    `--max-old-space-size=${megabytes}`,
    join(import.meta.dirname, 'one-repository.mjs'),
    ...args,
  ];
  const [program = '', ...rest] =
    strace === undefined ? node : [strace, '-f', '-qq', '-o', log, ...TRACED, ...node];
  const child = execa(program, rest, { reject: false, stdin: 'ignore', detached: true });
  return endedAfter(patience, child);
}

/**
 * NB the whole group: without strace, which is above it, what hangs would go on and keep its end of the
 * pipes.
 */
async function endedAfter<Ended>(
  seconds: number,
  child: Promise<Ended> & { readonly pid?: number | undefined },
) {
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  }, seconds * 1000);
  try {
    return { ...(await child), timedOut };
  } finally {
    clearTimeout(timer);
  }
}

function canaries(nodes: Nodes): string {
  const found = nodes.flatMap(([, { projects = {} }]) =>
    Object.entries(projects).filter(([root]) => root.startsWith('canary/')),
  );
  return JSON.stringify(found.sort());
}

function write(folder: string, entries: Readonly<Record<string, Entry>>): void {
  mkdirSync(folder, { recursive: true });
  for (const [path, entry] of Object.entries(entries)) {
    const at = join(folder, path);
    try {
      mkdirSync(dirname(at), { recursive: true });
      if (typeof entry === 'string' || Buffer.isBuffer(entry)) writeFileSync(at, entry);
      else {
        rmSync(at, { force: true, recursive: true });
        if ('link' in entry) symlinkSync(entry.link, at);
        else if (entry.special === 'folder') mkdirSync(at);
        else spawnSync('mkfifo', [at]);
      }
    } catch (error) {
      // A file in the place of a folder, or a name that the file system refuses: there are enough others.
      if (!(error instanceof Error && 'code' in error)) throw error;
    }
  }
}

function describe(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (entry) => !entry.isDirectory(),
  );
  const shown = files.map((file) => {
    const path = join(file.parentPath, file.name);
    return `${path.slice(folder.length + 1)}=${readFileSync(path, 'utf8')}`;
  });
  return shown.sort().join(' ');
}
