/** `//go:embed` lines and what they take in. https://pkg.go.dev/embed#hdr-Directives */
import { escapeGlob } from '../../model/globs.js';
import { join } from '../../model/paths.js';
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

/** The path of a pattern seen from the workspace root. Patterns may not climb out of the package's directory. */
export function embedPath(directory: string, pattern: string): string | undefined {
  const path = pattern.replace(/^all:/, '');
  return path.split('/').includes('..') || path.startsWith('/') ? undefined : join(directory, path);
}

/** Globs of what is embedded, as far as the tree knows it. A hidden file too many is safe, so `all:` makes no difference. */
export function embedGlobs(path: string, tree: Tree): string[] {
  if (!/[*?[\\]/.test(path)) return [tree.hasDirectory(path) ? `${escapeGlob(path)}/**/*` : escapeGlob(path)];
  const glob = path.replace(/\[[^\]]*\]|\\./g, '?').replace(/[{}!,()@+]/g, '?');
  // What a wildcard matches may be a directory, which is taken whole.
  return [glob, `${glob}/**/*`];
}
