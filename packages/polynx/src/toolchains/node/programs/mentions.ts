/**
 * Paths that a program states, seen from its own folder or from where it is started: what lies there decides
 * how they count.
 */
import { EVERYTHING } from '../../../model/globs.js';
import { dirname, isInside, join, leavesWorkspace } from '../../../model/paths.js';
import type { Tree } from '../../../model/tree.js';
import type { Mention, ProgramFacts } from './facts.js';
import type { Value } from './value.js';

/** The package around a program, and where that is started. */
export interface ProgramPlace {
  readonly root: string;
  readonly cwd: string;
  /** Packages inside the package. */
  readonly nested: readonly string[];
  readonly tree: Tree;
  readonly isIgnored: (path: string) => boolean;
  /** The folder of the package of the repository that has the name. */
  readonly packageNamed: (name: string) => string | undefined;
}

export interface Mentions {
  readonly reads: readonly string[];
  readonly produced: readonly string[];
  readonly problems: readonly string[];
  readonly takes: readonly string[];
  /** What wildcards leave out of that. */
  readonly spares: readonly string[];
}

/**
 * Properties and calls that name what is left out, written or watched, and folders that only a development
 * server shows.
 */
const NOT_READ =
  /^(?:(?:ex|in)?clude[sd]?Patterns|excludes?|\w*ignored?|\w*ignores|\w*ignorePatterns|externals?|noExternal|coverage\w*|reporters?|reportsDirectory|cache\w*|out|outDir|outdir|outfile|outFile|dest|output\w*|distDir|filename|watch\w*|clean|allow|deny|rm|rmSync|unlink\w*|rimraf|emptyDir\w*|mkdir\w*|write\w*|tsBuildInfoFile|replace|includes|startsWith|endsWith|log|warn|error)$/i;
/**
 * Of those, calls whose other arguments may come from what is read: `writeFileSync("dist/a",
 * readFileSync("b"))`.
 */
const WRITING_CALL =
  /^(?:rm|rmSync|unlink\w*|mkdir\w*|write\w*|replace|includes|startsWith|endsWith|log|warn|error)$/i;
/** Calls that make one path of another. */
const PATH_CALL = /^(?:|join|resolve|normalize|relative|dirname|basename|URL|fileURLToPath|toString|String)$/;
const READING_CALL =
  /^(?:read\w*|createReadStream|copy\w*|cp|cpSync|open\w*|load\w*|render\w*|parse\w*|compile\w*|transform\w*|require|import)$/;
/** Where a folder around the package is only a name: what is read below it is stated elsewhere. */
const AROUND =
  /^(?:allow|outputFileTracingRoot|tracingRoot|tsconfigRootDir|loadEnv|envDir|searchForWorkspaceRoot|relative|chdir)$/;

export function mentionsOf(
  file: string,
  { mentions }: Pick<ProgramFacts, 'mentions'>,
  around: ProgramPlace,
): Mentions {
  const out: Out = { reads: [], produced: [], problems: [], takes: [], spares: [] };
  for (const mention of mentions) look(mention, file, around, out);
  return out;
}

type Out = { readonly [Kind in keyof Mentions]: string[] };

function look(mention: Mention, file: string, around: ProgramPlace, out: Out): void {
  const isSpared = mention.text.startsWith('!');
  if (isSpared || mention.keys.some((key) => /^(?:exclude|ignore)/.test(key)))
    out.spares.push(...where({ ...mention, text: mention.text.replace(/^!/, '') }, file, around));
  if (isSpared) return;
  const { root, tree, isIgnored } = around;
  const paths = where(mention, file, around).map((path) => placeOf(path, mention, tree));
  const climbs = mention.text.split('/').includes('..');
  if (
    climbs &&
    !paths.some((path) => isUseful(path, around)) &&
    !mention.keys.some((key) => AROUND.test(key))
  ) {
    const isAround = paths.some((path) => !leavesWorkspace(path) && isInside(root, path));
    if (isAround || paths.every(leavesWorkspace)) {
      const what = isAround ? 'a folder around the package' : 'which lies outside the repository';
      out.problems.push(`${file} names ${JSON.stringify(mention.text)}, ${what}`);
    }
  }
  const isRead = mayBeRead(mention.keys);
  // NB vitest's own part of a configuration of vite.
  if (
    isRead &&
    !mention.keys.includes('test') &&
    (/[*{]/.test(mention.text) || takesWhole(mention, paths, tree))
  )
    out.takes.push(...where(mention, file, around));
  for (const path of paths) {
    if (leavesWorkspace(path) || path === '.' || isInside(root, path) || path.includes('node_modules'))
      continue;
    const isThere = tree.has(path) || tree.hasDirectory(path);
    if (isThere && !isOwn(path, around)) out.reads.push(path);
    else if (!isThere && isRead && (isIgnored(path) || isTaken(mention, path, around)))
      out.produced.push(...asUnlisted(path));
  }
}

/** By the innermost call or property that says so. */
function mayBeRead(keys: readonly string[]): boolean {
  const last = keys.findLastIndex((key) => NOT_READ.test(key));
  const inner = keys.slice(last + 1);
  if (last < 0 || inner.some((key) => READING_CALL.test(key))) return true;
  return WRITING_CALL.test(keys[last] ?? '') && !inner.every((key) => PATH_CALL.test(key));
}

/** A folder that is stated for something else than an alias or a root may be copied or compiled whole. */
function takesWhole({ keys }: Mention, paths: readonly string[], tree: Tree): boolean {
  return (
    !keys.some((key) => /^(?:alias|root|paths|modules|roots)$/.test(key)) && paths.some(tree.hasDirectory)
  );
}

/** NB a folder of which git has no file may hold those that it ignores. */
function isTaken({ keys }: Mention, path: string, { root }: ProgramPlace): boolean {
  const [last = ''] = keys.slice(-1);
  return (
    /^(?:publicDir|staticDirs?|assets|content|from)$/.test(last) &&
    isInside(path, root) &&
    !/\.\w+$/.test(path)
  );
}

function isUseful(path: string, { root, tree, isIgnored }: ProgramPlace): boolean {
  if (leavesWorkspace(path) || (isInside(root, path) && path !== root)) return false;
  return (
    path === root || isInside(path, root) || tree.has(path) || tree.hasDirectory(path) || isIgnored(path)
  );
}

function isOwn(path: string, { root, nested }: ProgramPlace): boolean {
  return isInside(path, root) && !nested.some((one) => isInside(path, one));
}

/** Where the path may lie. `<rootDir>` is jest's. */
export function where({ base, text }: Value, file: string, { cwd }: Pick<ProgramPlace, 'cwd'>): string[] {
  const plain = text.replace(/^<rootDir>\/?/, './').replace(/[?#].*$/s, '');
  const [here, started] = [join(dirname(file), plain), join(cwd, plain)];
  if (plain.startsWith('/')) return [];
  if (base === 'file') return [here];
  if (base === 'cwd' || text.startsWith('<rootDir>')) return [started];
  return here === started ? [here] : [here, started];
}

/** The file or folder, or the one that wildcards and computed ends cannot leave. */
function placeOf(path: string, { open, text }: Mention, tree: Tree): string {
  if (tree.has(path)) return path;
  const known = open === true && !text.endsWith('/') ? dirname(path) : path;
  const wild = known.split('/').findIndex((segment) => /[*?{[(]/.test(segment));
  return wild < 0 || tree.hasDirectory(known) ? known : known.split('/').slice(0, wild).join('/') || '.';
}

/** NB whether it is a file or a folder is not known where git ignores it. */
export function asUnlisted(path: string): string[] {
  const isFile = /\/[^/]+\.\w+$/.test(path);
  return isFile ? [path] : [path + EVERYTHING, ...(path.includes('.', path.lastIndexOf('/')) ? [path] : [])];
}
