/** `//go:embed` lines and what they take in. https://pkg.go.dev/embed#hdr-Directives */
import {
  baseOf,
  EVERYTHING,
  everythingBelow,
  everythingIn,
  type Glob,
  only,
  writtenGlob,
} from '../../model/globs.js';
import { join } from '../../model/paths.js';
import type { Read } from '../../model/project.js';
import type { Tree } from '../../model/tree.js';

/**
 * Comments, and the literals in which something that looks like a comment is none. What is never closed ends
 * with the file.
 */
const COMMENT_OR_LITERAL =
  /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|`[^`]*`?|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?/g;

export function embedPatterns(text: string): string[] {
  const patterns: string[] = [];
  for (const [token] of text.matchAll(COMMENT_OR_LITERAL)) {
    if (!/^\/\/go:embed[ \t]/.test(token)) continue;
    for (const argument of embedArguments(token.slice(10))) patterns.push(argument);
  }
  return [...new Set(patterns)];
}

function embedArguments(text: string): string[] {
  return [...text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|`[^`]*`|[^\s"`]\S*/g)].map(([argument]) => {
    if (argument.startsWith('`')) return argument.slice(1, -1);
    return argument.startsWith('"') ? argument.slice(1, -1).replace(/\\(.)/g, '$1') : argument;
  });
}

export interface Embedded {
  /** Seen from the workspace root: the file or folder; of a pattern, the folder that it cannot leave. */
  readonly path: string;
  readonly pattern?: { readonly glob: Glob; readonly text: string };
}

/**
 * What one pattern takes in. Patterns may not climb out of the package's directory; what that is called
 * stands for itself.
 */
export function embedded(directory: string, pattern: string): Embedded | undefined {
  const text = pattern.replace(/^all:/, '');
  if (text.split('/').includes('..') || text.startsWith('/')) return undefined;
  if (!/[*?[\\]/.test(text)) return { path: join(directory, text) };
  const plain = text.replace(/\[[^\]]*(?:\]|$)|\\./g, '?').replace(/[{}!,()|]/g, '?');
  const glob = writtenGlob(directory, plain);
  return { path: baseOf(glob), pattern: { glob, text } };
}

/**
 * Globs of what is embedded, as far as the tree knows it. A hidden file too many is safe, so `all:` makes no
 * difference.
 */
export function embedGlobs({ path, pattern }: Embedded, tree: Tree): Glob[] {
  if (pattern === undefined) return tree.hasDirectory(path) ? everythingIn([path]) : only([path]);
  // What a wildcard matches may be a directory, which is taken whole.
  return [pattern.glob, everythingBelow(pattern.glob)];
}

/** What the core looks for an owner of. What is not there yet may become a file or a directory. */
export function embedReads(
  { path, pattern }: Embedded,
  tree: Tree,
): Pick<Read, 'path' | 'glob' | 'fromDisk'>[] {
  // NB in the folder of a package at the root lies what everybody has.
  const fromDisk = path === '.' ? {} : { fromDisk: true as const };
  if (pattern !== undefined) return [{ path, glob: pattern.glob, ...fromDisk }];
  if (tree.hasDirectory(path)) return [{ path, ...fromDisk }];
  return tree.has(path) ? [{ path }] : [{ path }, { path: `${path}${EVERYTHING}` }];
}
