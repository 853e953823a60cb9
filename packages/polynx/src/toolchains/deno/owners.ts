/** Which files are a project's own: those below it that no nested project has. */

import { escapeGlob, everythingIn, type Glob } from '../../model/globs.js';
import { ancestors, dirname, isInside, join } from '../../model/paths.js';
import type { Tree } from '../../model/tree.js';
import { isSource } from './imports.js';

export interface Own {
  /** Globs of the own files. */
  readonly globs: readonly Glob[];
  /** Globs of the folders and files with sources. */
  readonly sourceGlobs: readonly Glob[];
  /**
   * Folders and files with sources, as seen from the project: what Deno is told where it would also walk into
   * nested projects.
   */
  readonly sources: readonly string[];
  /** Folders and files that can be formatted, likewise. */
  readonly formatted: readonly string[];
  /** `formatted` as globs. */
  readonly formattedGlobs: readonly Glob[];
  readonly nested: boolean;
}

/** The nearest of the roots above a file. */
export function ownerIndex(roots: Iterable<string>): (file: string) => string | undefined {
  const known = new Set(roots);
  const memo = new Map<string, string | undefined>();
  const ofDirectory = (directory: string): string | undefined => {
    if (memo.has(directory)) return memo.get(directory);
    const owner = known.has(directory)
      ? directory
      : directory === '.'
        ? undefined
        : ofDirectory(dirname(directory));
    memo.set(directory, owner);
    return owner;
  };
  return (file) => ofDirectory(dirname(file));
}

/** Every folder that has a root somewhere below it. */
export function foldersWithRoots(roots: Iterable<string>): ReadonlySet<string> {
  const out = new Set<string>();
  for (const root of roots) for (const above of ancestors(root).slice(1)) out.add(above);
  return out;
}

/**
 * @param excluded by deno.json. NB a folder that it leaves out must not be named to Deno: with a package.json
 *   in it that is no member, Deno would read it without the deno.json above.
 */
export function ownFiles(
  directory: string,
  roots: ReadonlySet<string>,
  above: ReadonlySet<string>,
  tree: Tree,
  excluded: (path: string) => boolean,
): Own {
  const nested = above.has(directory);
  if (!nested && directory !== '.') {
    const globs = everythingIn([directory]);
    return { globs, sourceGlobs: globs, sources: [], formatted: [], formattedGlobs: globs, nested };
  }
  const own = collectOwn(directory);
  const isRead = (path: string) => !excluded(path);
  const walk = (at: string) => {
    const { files, directories } = tree.list(at);
    for (const path of files.map((name) => join(at, name))) {
      own.addTexts(path, escapeGlob(path), [path].filter(isRead));
      if (!NOT_READ.test(path)) own.globs.push(escapeGlob(path));
    }
    for (const path of directories.map((name) => join(at, name))) {
      if (roots.has(path) || HIDDEN.test(path)) continue;
      if (above.has(path)) {
        walk(path);
        continue;
      }
      const [glob] = everythingIn([path]);
      if (glob === undefined) continue;
      own.globs.push(glob);
      own.addTexts(path, glob, tree.under(path).filter(isRead));
    }
  };
  walk(directory);
  const { addTexts: _, ...found } = own;
  return { ...found, nested };
}

function collectOwn(directory: string) {
  const sources: string[] = [];
  const sourceGlobs: Glob[] = [];
  const formatted: string[] = [];
  const formattedGlobs: Glob[] = [];
  const relative = (path: string) => (directory === '.' ? path : path.slice(directory.length + 1));
  return {
    globs: [] as Glob[],
    sourceGlobs,
    sources,
    formatted,
    formattedGlobs,
    addTexts(path: string, glob: Glob, files: readonly string[]): void {
      if (HIDDEN.test(path)) return;
      if (files.some(isSource)) {
        sources.push(relative(path));
        sourceGlobs.push(glob);
      }
      if (!files.some((file) => FORMATTED.test(file))) return;
      formatted.push(relative(path));
      formattedGlobs.push(glob);
    },
  };
}

const HIDDEN = /(?:^|\/)(?:\.[^/]*|node_modules)$/;

const FORMATTED = /\.(?:[cm]?[jt]s|[jt]sx|jsonc?|md|markdown|css|scss|less|html|ya?ml|ipynb)$/;

/**
 * At the top lie the repository's own papers; the configuration and the lock enter as the parts that matter.
 */
const NOT_READ =
  /(?:^|\/)(?:deno\.jsonc?|(?:deno|yarn|bun|Cargo|flake)\.lock|(?:package|pnpm)-lock\.(?:json|yaml)|go\.sum|nx\.json|package\.json|\.[^/]*|[^/]*\.md|LICENSE[^/]*|NOTICE[^/]*)$/i;

export function isAbove(owner: string | undefined, directory: string): boolean {
  return owner === undefined || isInside(directory, owner);
}
