/** `//go:embed` lines and what they take in. https://pkg.go.dev/embed#hdr-Directives */
import { escapeGlob } from '../../model/globs.js';
import { join } from '../../model/paths.js';
import type { Read } from '../../model/project.js';
import type { Tree } from '../../model/tree.js';

/** Comments, and the literals in which something that looks like a comment is none. What is never closed ends with the file. */
const COMMENT_OR_LITERAL =
  /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|`[^`]*`?|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?/g;

export function embedPatterns(text: string): string[] {
  const patterns: string[] = [];
  for (const [token] of text.matchAll(COMMENT_OR_LITERAL)) {
    if (/^\/\/go:embed[ \t]/.test(token)) patterns.push(...embedArguments(token.slice(10)));
  }
  return patterns;
}

function embedArguments(text: string): string[] {
  return [...text.matchAll(/"(?:[^"\\]|\\.)*"|`[^`]*`|[^\s"`]\S*/g)].map(([argument]) => {
    if (argument.startsWith('`')) return argument.slice(1, -1);
    return argument.startsWith('"') ? argument.slice(1, -1).replace(/\\(.)/g, '$1') : argument;
  });
}

/** A pattern, seen from the workspace root. */
export interface EmbedPath {
  /** Of the package. It may be called `[id]`, which is no pattern. */
  readonly directory: string;
  /** Below it, as written. */
  readonly pattern: string;
  /** Both as one path. */
  readonly path: string;
  readonly isPattern: boolean;
}

/** Patterns may not climb out of the package's directory. A hidden file too many is safe, so `all:` makes no difference. */
export function embedPath(directory: string, written: string): EmbedPath | undefined {
  const pattern = written.replace(/^all:/, '');
  if (pattern.split('/').includes('..') || pattern.startsWith('/')) return undefined;
  return { directory, pattern, path: join(directory, pattern), isPattern: /[*?[\\]/.test(pattern) };
}

/** Globs of what is embedded, as far as the tree knows it. */
export function embedGlobs(embed: EmbedPath, tree: Tree): string[] {
  const { path, isPattern } = embed;
  if (!isPattern) return [tree.hasDirectory(path) ? `${escapeGlob(path)}/**/*` : escapeGlob(path)];
  const glob = globOf(embed);
  // What a wildcard matches may be a directory, which is taken whole.
  return [glob, `${glob}/**/*`];
}

function globOf({ directory, pattern }: EmbedPath): string {
  return join(escapeGlob(directory), pattern.replace(/\[[^\]]*\]|\\./g, '?').replace(/[{}!,()@+]/g, '?'));
}

/** What the core looks for an owner of. What is not there yet may become a file or a directory. */
export function embedReads(embed: EmbedPath, tree: Tree): Pick<Read, 'path' | 'base' | 'fromDisk'>[] {
  const { directory, pattern, path, isPattern } = embed;
  const isFolder = isPattern || tree.hasDirectory(path);
  const [literal = ''] = /^[^*?[\\]*(?=\/)|^[^*?[\\]*$/.exec(pattern) ?? [];
  const base = isPattern ? join(directory, literal) : path;
  const fromDisk = isFolder && base !== '.' ? { fromDisk: true as const } : {};
  // NB a place called `[id]` has to be said twice: as what it is, and as a glob.
  const globs = isFolder ? embedGlobs(embed, tree) : [escapeGlob(path)];
  if (escapeGlob(base) !== base) return globs.map((glob) => ({ path: glob, base, ...fromDisk }));
  if (isPattern || isFolder || tree.has(path))
    return [{ path: isPattern ? globOf(embed) : path, ...fromDisk }];
  return [{ path }, { path: `${path}/**/*` }];
}
