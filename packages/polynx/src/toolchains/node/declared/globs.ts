/** Paths and globs that people write for other tools, as what Nx takes. */
import { isInside, join, leavesWorkspace } from '../../../model/paths.js';
import { type Ground, trackedFile } from '../outputs.js';

/** `$TURBO_ROOT$/x`, `{workspaceRoot}/x`, `{projectRoot}/x`, or relative to the package. Undefined: it leaves the repository, or a token is not known. */
export function placed(pattern: string, root: string): string | undefined {
  const [, token = '', rest = ''] =
    /^(\$TURBO_ROOT\$|\{workspaceRoot\}|\{projectRoot\})?\/?(.*)$/s.exec(pattern) ?? [];
  if (/\$TURBO|\{[^{},]*\}|[\n\0]/.test(rest)) return undefined;
  const path = join(token === '' || token === '{projectRoot}' ? root : '.', rest === '' ? '.' : rest);
  return leavesWorkspace(path) ? undefined : path;
}

/** What Nx could read otherwise than it is meant becomes `?`: one file too many is safe. */
export function asInput(glob: string): string {
  const isBalanced = /^[^{}]*(?:\{[^{}]*\}[^{}]*)*$/.test(glob);
  return glob.replace(isBalanced ? /[[\]()!@+\\]/g : /[[\](){}!@+\\]/g, '?').replace(/\/$/, '/**/*');
}

/** `dist/**`, `dist/*` and `dist/` are the folder. */
function folderOf(glob: string): string {
  return glob.replace(/(?:\/\*\*?)+$/, '').replace(/\/$/, '');
}

export type DeclaredOutput =
  | { readonly output: string }
  /** A misfit is right elsewhere: a list for all packages names folders that are sources in some. */
  | { readonly problem: string; readonly isMisfit?: boolean };

/** A declared output as Nx takes it, or why it cannot be one. NB unlike one that is inferred, git need not ignore it: who declares it knows. */
export function asOutput(pattern: string, root: string, ground: Ground, mayLeave: boolean): DeclaredOutput {
  const isNegated = pattern.startsWith('!');
  const path = placed(isNegated ? pattern.slice(1) : pattern, root);
  const problem = (why: string) => ({ problem: `${pattern} ${why}` });
  if (path === undefined) return problem('lies outside the repository, or is not understood');
  const glob = folderOf(path);
  if (/[[\]()!\\?]/.test(glob) || /[^/]\*$|[{}]$/.test(glob))
    return problem('is a pattern that Nx may read otherwise');
  if (isNegated) return { output: `!${glob}` };
  if (!mayLeave && !isInside(glob, root)) return problem('lies outside the package');
  if (glob === root || glob.includes('/node_modules/') || /(?:^|\/)\*\*\//.test(glob))
    return problem('takes in more than the script writes');
  const tracked = trackedFile(glob, ground);
  if (tracked !== undefined) return { ...problem(`takes in ${tracked}, which git tracks`), isMisfit: true };
  return { output: glob };
}
