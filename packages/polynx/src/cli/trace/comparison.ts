/** What a task's tool did to files, beside what Nx knows: undeclared reads and writes. */
import { isAbsolute, relative } from 'node:path/posix';
import { compact } from '../../model/compact.js';
import { ancestors, basename, dirname, isInside, join } from '../../model/paths.js';
import type { Access } from './strace-log.js';

export type FindingKind =
  | 'read, in no key'
  | 'listed, in no key'
  | 'looked for, in no key'
  | 'written, no output'
  | 'declared output, never written'
  | 'declared input, never read';

export interface Finding {
  readonly kind: FindingKind;
  /** Workspace-relative; absolute where it lies outside of the workspace. */
  readonly path: string;
  /** Which program did it. */
  readonly program?: string;
}

/** What Nx and polynx know of one task. Paths are workspace-relative. */
export interface TaskKnowledge {
  /** Absolute. */
  readonly workspaceRoot: string;
  /** Those of the files whose content is in the key. */
  inputsAmong(files: readonly string[]): Promise<ReadonlySet<string>>;
  outputsAmong(files: readonly string[]): ReadonlySet<string>;
  /** Whether a file of this name would be an input if it appeared. */
  wouldBeInput(file: string): boolean;
  /** All files in the key. */
  readonly inputs: readonly string[];
  /** Files and folders that are declared outputs, tokens filled in. */
  readonly outputs: readonly string[];
  /** A file of which the part that counts is in the key: a lock, a manifest of the workspace. */
  isSliced(file: string): boolean;
  /** What the tool keeps between runs and never takes for a result. */
  isToolState(file: string): boolean;
  /** Whether the program takes the file because a folder that it lists holds it. */
  takesListed(program: string, file: string): boolean;
  /** Absolute; of this trace, where tools keep what they would keep between runs. */
  readonly scratch: string;
  /** Also of an absolute path. */
  isFile(file: string): boolean;
  isThere(path: string): boolean;
}

export interface ComparisonOptions {
  /** Also what was looked for and is not there. */
  readonly verbose: boolean;
  /** Also inputs that nothing read. */
  readonly unused: boolean;
}

export async function compareWithKey(
  accesses: readonly Access[],
  task: TaskKnowledge,
  { verbose, unused }: ComparisonOptions,
): Promise<Finding[]> {
  const seen = withoutOwnOutputs(summarise(accesses, task), task);
  return [
    ...(await undeclaredReads(seen, task)),
    ...undeclaredListings(seen, task),
    ...(verbose ? undeclaredLookups(seen, task) : []),
    ...undeclaredWrites(seen, task),
    ...missingOutputs(seen, task),
    ...(unused ? unusedInputs(seen, task) : []),
  ];
}

/** Path to program, for each kind of access that is no tool's own business. */
interface Summary {
  readonly read: ReadonlyMap<string, string>;
  readonly list: ReadonlyMap<string, string>;
  readonly absent: ReadonlyMap<string, string>;
  /** Written and still there. */
  readonly write: ReadonlyMap<string, string>;
}

/** What the task itself wrote before it read it is no input. */
function summarise(accesses: readonly Access[], { workspaceRoot, scratch }: TaskKnowledge): Summary {
  const summary = { read: new Map(), list: new Map(), absent: new Map(), write: new Map() };
  const own = new Set<string>();
  const caches = cacheFolders(workspaceRoot);
  for (const { kind, path: absolute, program } of accesses) {
    // It compares the whole work tree with its index, for Nx and for tools that ask for the commit.
    if (program === 'git') continue;
    // A package manager that runs a script reads the manifests of all workspaces, to find the one it is in,
    // and packs their licence.
    if (PACKAGE_MANAGER.test(program) && /^(package\.json|LICEN[CS]E.*)$/i.test(basename(absolute))) continue;
    const path = isInside(absolute, scratch) ? undefined : placeOf(absolute, workspaceRoot, caches);
    if (path === undefined) continue;
    if (kind === 'write') {
      own.add(path);
      summary.write.set(path, program);
    } else if (kind === 'remove') {
      own.add(path);
      for (const written of [path, ...below(path, summary.write)]) summary.write.delete(written);
    } else if (!ancestors(path).some((folder) => own.has(folder)) && !own.has(path)) {
      const of = summary[kind] as Map<string, string>;
      if (!of.has(path)) of.set(path, program);
    }
  }
  return summary;
}

/** Compilers look at what they left the last time, to leave the same as it is. */
function withoutOwnOutputs(summary: Summary, { outputsAmong }: TaskKnowledge): Summary {
  const own = outputsAmong([...summary.read.keys()].filter((path) => !isAbsolute(path)));
  return { ...summary, read: new Map([...summary.read].filter(([path]) => !own.has(path))) };
}

const PACKAGE_MANAGER = /^(npm|npx|pnpm|pnpx|yarn|bun)\b/;

function below(folder: string, paths: ReadonlyMap<string, unknown>): string[] {
  return [...paths.keys()].filter((path) => path !== folder && isInside(path, folder));
}

/**
 * Undefined for what needs no key: the system, caches of tools, packages that a lock names, git's and Nx's
 * own folders.
 */
function placeOf(path: string, workspaceRoot: string, caches: readonly string[]): string | undefined {
  if (path.split('/').includes('node_modules') || caches.some((folder) => isInside(path, folder)))
    return undefined;
  const inside = relative(workspaceRoot, path) || '.';
  if (inside.startsWith('../') || isAbsolute(inside))
    return isOfTheMachine(path, workspaceRoot) ? undefined : path;
  return /^\.(git|nx)(\/|$)/.test(inside) ? undefined : inside;
}

const SYSTEM = /^\/(bin|boot|dev|etc|lib\w*|nix|opt|proc|run|sbin|snap|sys|usr|var)(\/|$)/;

/** Caches by content of compilers and test runners, in the temporary folder. */
const KEPT_IN_TEMPORARY =
  /^(node-compile-cache|v8-compile-cache[\w-]*|jest_\w+|haste-map-[\w-]+|tsx-\d+|jiti|metro-cache)(\/|$)/;

/**
 * Folders of the system, and hidden folders of the user's home, where tools keep what they download and
 * compile.
 */
function isOfTheMachine(path: string, workspaceRoot: string): boolean {
  const { HOME: home = '/root', TMPDIR: temporary = '/tmp', PATH: programs = '' } = process.env;
  // What is started from there is a tool, whose version the fingerprint says.
  if (programs.split(':').includes(dirname(path)) && !isInside(path, workspaceRoot)) return true;
  if (SYSTEM.test(path) || path.startsWith(`${home}/.`) || isInside(workspaceRoot, path)) return true;
  if (KEPT_IN_TEMPORARY.test(relative(temporary, path))) return true;
  // NB a workspace in the temporary folder has neighbours there that count.
  return isInside(path, temporary) && !isInside(workspaceRoot, temporary);
}

/**
 * Where tools keep what they download and compile: what of it counts is named by locks. In the workspace too,
 * as CI services want it.
 */
function cacheFolders(workspaceRoot: string): string[] {
  const { HOME: home = '/root', GOPATH: go = `${home}/go`, ...env } = process.env;
  const names = ['GOROOT', 'GOCACHE', 'GOMODCACHE', 'CARGO_HOME', 'RUSTUP_HOME', 'DENO_DIR'];
  // NB a GOPATH of old can hold the repository.
  return [go, `${go}/pkg`, ...names.flatMap((name) => env[name] ?? [])].filter(
    (folder) => !isInside(workspaceRoot, folder),
  );
}

/** Nx hashes them for every task. */
const IN_EVERY_KEY: ReadonlySet<string> = new Set(['nx.json', '.gitignore', '.nxignore']);

async function undeclaredReads({ read }: Summary, task: TaskKnowledge): Promise<Finding[]> {
  const paths = [...read.keys()].filter(
    (path) => !IN_EVERY_KEY.has(path) && !task.isSliced(path) && !task.isToolState(path),
  );
  const inside = paths.filter((path) => !isAbsolute(path) && task.isFile(path));
  const declared = await task.inputsAmong(inside);
  const outside = paths.filter((path) => isAbsolute(path) && task.isFile(path));
  return [...inside.filter((path) => !declared.has(path)), ...outside].map((path) =>
    finding('read, in no key', path, read),
  );
}

/**
 * A listing decides where a new file would be taken in as its neighbours are. NB a walk over folders from
 * which nothing is read finds nothing to take in, and is left out.
 */
function undeclaredListings({ list, read }: Summary, task: TaskKnowledge): Finding[] {
  return [...list.keys()].flatMap((folder) => {
    if (isAbsolute(folder) || task.isToolState(folder)) return [];
    const program = list.get(folder) ?? '';
    const taken = [...read.keys()].filter(
      (path) =>
        dirname(path) === folder &&
        !FIXED_NAME.test(basename(path)) &&
        !task.isSliced(path) &&
        task.takesListed(program, path) &&
        !task.isToolState(path) &&
        task.isFile(path),
    );
    const isMissed = taken.some((path) => !task.wouldBeInput(neighbourOf(path)));
    return isMissed ? [finding('listed, in no key', folder, list)] : [];
  });
}

/** Files that tools ask for by name, whatever else the folder holds. */
const FIXED_NAME = /^(\.|(package|project|nx|jsr|deno|tsconfig.*)\.jsonc?$|.*\.config\.\w+$|LICENSE|README)/;

/** A file that may appear beside this one, of the same kind. */
function neighbourOf(path: string): string {
  const extension = /(\.[^./]+)?$/.exec(path)?.[0] ?? '';
  return join(dirname(path), `polynx-trace${extension}`);
}

function undeclaredLookups({ absent }: Summary, task: TaskKnowledge): Finding[] {
  return [...absent.keys()]
    .filter((path) => !isAbsolute(path) && DECISIVE.test(basename(path)) && !task.wouldBeInput(path))
    .map((path) => finding('looked for, in no key', path, absent));
}

/** Files that change a result by being there. */
const DECISIVE =
  /^(tsconfig.*\.json|go\.work|\.(npmrc|swcrc|browserslistrc|babelrc.*|env(\..*)?)|(babel|postcss|tailwind|vite|vitest|rollup|jest|eslint)\.config\.\w+|rust-toolchain(\.toml)?)$/;

function undeclaredWrites({ write }: Summary, task: TaskKnowledge): Finding[] {
  const paths = [...write.keys()].filter(
    (path) => !isAbsolute(path) && !task.isToolState(path) && task.isFile(path),
  );
  const declared = task.outputsAmong(paths);
  return paths
    .filter((path) => !declared.has(path))
    .map((path) => finding('written, no output', path, write));
}

/** NB a tool whose state says that all is up to date leaves what is there. */
function missingOutputs(
  { read, write }: Summary,
  { outputs, isFile, isThere, isToolState }: TaskKnowledge,
): Finding[] {
  const written = [...write.keys()];
  const hasState = [...read.keys()].some(isToolState);
  return outputs
    .filter((output) => !(hasState && isThere(output)))
    .filter((output) => !isFile(output) && !written.some((path) => isInside(path, output)))
    .map((path) => ({ kind: 'declared output, never written', path }));
}

function unusedInputs({ read }: Summary, { inputs, isSliced }: TaskKnowledge): Finding[] {
  return inputs
    .filter((path) => !read.has(path) && !isSliced(path) && !IN_EVERY_KEY.has(path))
    .map((path) => ({ kind: 'declared input, never read', path }));
}

function finding(kind: FindingKind, path: string, programs: ReadonlyMap<string, string>): Finding {
  return compact<Finding>({ kind, path, program: programs.get(path) });
}
