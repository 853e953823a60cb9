/**
 * The one place where paths become globs. Nx reads every input and every output as a glob, and folders are
 * called `[id]`, `(group)` and `{a,b}`: a path that goes there as it is matches another folder, or none. The
 * type keeps other strings out, so that no second way comes to be.
 *
 * Directories and files as few globs as possible. Nx matches every file of the workspace against every
 * distinct fileset: one brace glob over 200 directories hashed 18 times faster than 200 globs.
 */
import { ancestors, isInside, join } from './paths.js';

declare const GLOB: unique symbol;

/** A workspace-relative pattern in Nx's syntax. `!` in front takes away. */
export type Glob = string & { readonly [GLOB]: true };

const SPECIAL = /[*?[\]{}!,()|\\]/;

/**
 * A path as a glob that matches this path alone. NB a backslash is the one escape that Nx takes everywhere:
 * in filesets, in outputs as they are kept, restored and compared, and for a folder at the root, where it
 * refuses patterns. The letter after a brace has one too, or `{options.x}` would be a token.
 */
export function escapeGlob(path: string): Glob {
  if (!SPECIAL.test(path)) return path as Glob;
  return path.replace(/[*?[\]{}!,()|\\]/g, '\\$&').replace(/\{(?=\w)/g, '{\\') as Glob;
}

/** A pattern as it stands. Of the paths put into it, every character stands for itself. */
export function glob(pattern: TemplateStringsArray, ...paths: readonly string[]): Glob {
  return String.raw(pattern, ...paths.map(escapeGlob)) as Glob;
}

/**
 * What others have written as a glob, seen from a directory: what the directory is called stands for itself,
 * the rest is as they mean it.
 */
export function writtenGlob(directory: string, text: string): Glob {
  const isException = text.startsWith('!');
  const whole = join(directory, isException ? text.slice(1) : text);
  const base = ancestors(directory).find((one) => one !== '.' && isInside(whole, one)) ?? '';
  return `${isException ? '!' : ''}${escapeGlob(base)}${whole.slice(base.length)}` as Glob;
}

/** A path in which `*` stands for any name, after its first `literal` characters. */
export function starredGlob(path: string, literal = 0): Glob {
  return (escapeGlob(path.slice(0, literal)) +
    escapeGlob(path.slice(literal)).replaceAll('\\*', '*')) as Glob;
}

/**
 * These files and no others. NB names with commas and braces stand apart: Nx splits braces at every comma,
 * and counts every brace.
 */
export function only(names: readonly string[]): Glob[] {
  const plain: Glob[] = [];
  const apart: Glob[] = [];
  for (const name of [...new Set(names)].sort()) {
    // NB for closures of thousands of folders one look at each is what it may cost.
    if (!SPECIAL.test(name)) plain.push(name as Glob);
    else (/[{},]/.test(name) ? apart : plain).push(escapeGlob(name));
  }
  return [...(plain.length > 1 ? [`{${plain.join(',')}}` as Glob] : plain), ...apart];
}

/** Globs of everything below the directories. The workspace root cannot stand inside braces. */
export function everythingIn(directories: readonly string[], pattern = '**/*'): Glob[] {
  const below = directories.filter((directory) => directory !== '.');
  return [
    ...(below.length < directories.length ? [pattern as Glob] : []),
    ...only(below).map((names) => `${names}/${pattern}` as Glob),
  ];
}

/**
 * Matches the path itself and nothing below: a plain one is also what is in the folder. None where no letter
 * of it can stand in brackets.
 */
export function lonePath(path: string): Glob[] {
  let at = path.length - 1;
  while (at >= 0 && !/[A-Za-z0-9]/.test(path[at] ?? '')) at--;
  if (at < 0) return [];
  return [`${escapeGlob(path.slice(0, at))}[${path[at]}]${escapeGlob(path.slice(at + 1))}` as Glob];
}

/** What lies in the folders that a glob matches. */
export function everythingBelow(folders: Glob): Glob {
  return `${folders}/**/*` as Glob;
}

export function except(globs: readonly Glob[]): Glob[] {
  return globs.map((one) => `!${one}` as Glob);
}

/** What takes away, as the glob of what it takes away. */
export function taken(one: Glob): Glob | undefined {
  return one.startsWith('!') ? (one.slice(1) as Glob) : undefined;
}

/** Whether it names one path. */
export function isLiteral(one: string): boolean {
  return !/[*?[{(]/.test(one.replace(/\\./gs, ''));
}

/** Ends the path of a directory that a build may leave: all that will be in it. */
export const EVERYTHING = '/**/*';

/** The path that a literal glob names. */
export function literalOf(one: string): string {
  return one.includes('\\') ? one.replace(/\\(.)/gs, '$1') : one;
}

/** The path that a glob names, else the folder that it cannot leave. */
export function baseOf(one: string): string {
  const parts = one.split('/');
  const at = parts.findIndex((part) => !isLiteral(part));
  return literalOf((at < 0 ? parts : parts.slice(0, at)).join('/')) || '.';
}
