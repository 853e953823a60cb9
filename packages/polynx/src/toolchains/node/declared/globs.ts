/** Paths and globs that people write for other tools, as what Nx takes. */

import { except, type Glob, isLiteral, writtenGlob } from '../../../model/globs.js';
import { isInside, join, leavesWorkspace } from '../../../model/paths.js';
import { withoutStars } from '../../shared/wildcard.js';
import { type Ground, trackedFile } from '../outputs.js';

/** A pattern as it is written, with the directory that it is seen from. */
export interface Placed {
  readonly directory: string;
  readonly text: string;
  /** Both. */
  readonly path: string;
}

/**
 * `$TURBO_ROOT$/x`, `{workspaceRoot}/x`, `{projectRoot}/x`, or relative to the package. Undefined: it leaves
 * the repository, or a token is not known.
 */
export function placed(pattern: string, root: string): Placed | undefined {
  const [, token = '', rest = ''] =
    /^(\$TURBO_ROOT\$|\{workspaceRoot\}|\{projectRoot\})?\/?(.*)$/s.exec(pattern) ?? [];
  if (/\$TURBO|\{[^{},]*\}|[\n\0]/.test(rest)) return undefined;
  const directory = token === '' || token === '{projectRoot}' ? root : '.';
  const text = rest === '' ? '.' : rest;
  const path = join(directory, text);
  return leavesWorkspace(path) ? undefined : { directory, text, path };
}

/** NB what Nx could read otherwise than it is meant becomes `?`: one file too many is safe. */
export function asInput({ directory, text }: Pick<Placed, 'directory' | 'text'>): Glob {
  const isBalanced = /^[^{}]*(?:\{[^{}]*\}[^{}]*)*$/.test(text);
  const safe = text.replace(isBalanced ? /[[\]()!@+\\]/g : /[[\](){}!@+\\]/g, '?').replace(/\/$/, '/**/*');
  return writtenGlob(directory, safe);
}

export type DeclaredOutput =
  | { readonly path: string }
  | { readonly glob: Glob }
  /** A misfit is right elsewhere: a list for all packages names folders that are sources in some. */
  | { readonly problem: string; readonly isMisfit?: boolean };

/**
 * A declared output, or why it cannot be one. NB unlike one that is inferred, git need not ignore it: who
 * declares it knows.
 */
export function asOutput(pattern: string, root: string, ground: Ground, mayLeave: boolean): DeclaredOutput {
  const isNegated = pattern.startsWith('!');
  const place = placed(isNegated ? pattern.slice(1) : pattern, root);
  const problem = (why: string) => ({ problem: `${pattern} ${why}` });
  if (place === undefined) return problem('lies outside the repository, or is not understood');
  const text = folderOf(place.text);
  const path = join(place.directory, text);
  if (/[[\]()!\\?]/.test(text) || /[^/]\*$|[{}]$/.test(text))
    return problem('is a pattern that Nx may read otherwise');
  const glob = writtenGlob(place.directory, text);
  const [exception] = isNegated ? except([glob]) : [];
  if (exception !== undefined) return { glob: exception };
  if (!mayLeave && !isInside(path, root)) return problem('lies outside the package');
  if (path === root || path.includes('/node_modules/') || /(?:^|\/)\*\*\//.test(text))
    return problem('takes in more than the script writes');
  const tracked = trackedFile(glob, ground);
  if (tracked !== undefined) return { ...problem(`takes in ${tracked}, which git tracks`), isMisfit: true };
  return isLiteral(text) ? { path } : { glob };
}

/** `dist/**`, `dist/*` and `dist/` are the folder. */
function folderOf(text: string): string {
  return withoutStars(`/${text}`).slice(1).replace(/\/$/, '') || '.';
}
