/**
 * The syntax that go.mod and go.work share: one directive per line, `verb ( … )` blocks, `//` comments,
 * quoted strings.
 * https://go.dev/ref/mod#go-mod-file-lexical
 */
import { compact } from '../../model/compact.js';
import { ManifestError } from '../../model/errors.js';
import { toPosix } from '../../model/native-paths.js';
import type { SourceFile } from '../toolchain.js';

export interface Directive {
  /** 1-based. */
  readonly line: number;
  readonly verb: string;
  readonly args: readonly string[];
}

const TOKEN = /\s+|\/\/.*|"(?:[^"\\]|\\.)*"|`[^`]*`|=>|[()[\]{},]|(?:(?!\/\/)[^\s()[\]{},"'`])+/y;

/** @param verbs those that there are; others are mistakes */
export function parseDirectives(file: SourceFile, verbs: readonly string[]): Directive[] {
  const directives = tokenizeLines(file);
  const unknown = directives.find(({ verb }) => !verbs.includes(verb));
  if (unknown !== undefined)
    throw modfileError(
      file,
      unknown.line,
      `unknown directive ${unknown.verb}; known are ${verbs.join(', ')}`,
    );
  return directives;
}

export function atMostOne(file: SourceFile, [first, second]: readonly Directive[]): Directive | undefined {
  if (second !== undefined) throw modfileError(file, second.line, `repeated ${second.verb} directive`);
  return first;
}

/** The largest go.mod that are known have two thousand. */
const MOST = 20_000;

function tokenizeLines(file: SourceFile): Directive[] {
  const directives: Directive[] = [];
  let block: string | undefined;
  let opened = 0;
  for (const [index, text] of file.text.split('\n').entries()) {
    const line = index + 1;
    const tokens = tokenize(text, (problem) => modfileError(file, line, problem));
    const [first, second] = tokens;
    if (first === undefined) continue;
    if (directives.length >= MOST)
      throw modfileError(file, line, `has more than ${MOST.toLocaleString('en')} directives`);
    if (block !== undefined) {
      if (first !== ')') directives.push({ line, verb: block, args: tokens });
      else if (tokens.length > 1) throw modfileError(file, line, `unexpected ${second} after ")"`);
      else block = undefined;
    } else if (second === '(') {
      if (tokens.length > 3 || (tokens.length === 3 && tokens[2] !== ')'))
        throw modfileError(file, line, `unexpected ${tokens[2]} after "("`);
      if (tokens.length === 2) [block, opened] = [first, line];
    } else directives.push({ line, verb: first, args: tokens.slice(1) });
  }
  if (block !== undefined) throw modfileError(file, opened, `the ${block} block is never closed`);
  return directives;
}

function tokenize(text: string, fail: (problem: string) => Error): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const token = TOKEN.exec(text)?.[0];
    if (token === undefined) throw fail(`cannot read ${text.slice(at).trim()}`);
    if (token.startsWith('/*')) throw fail('comments begin with //, /* */ is not allowed');
    if (token.startsWith('//') || token.trim() === '') continue;
    tokens.push(unquote(token, fail));
  }
  return tokens;
}

/** Go's escapes are JSON's for all that may stand in a module path or a directory. */
function unquote(token: string, fail: (problem: string) => Error): string {
  if (token.startsWith('`')) return token.slice(1, -1);
  if (!token.startsWith('"')) return token;
  try {
    return JSON.parse(token) as string;
  } catch {
    throw fail(`invalid quoted string ${token}`);
  }
}

export function modfileError(file: SourceFile, line: number, problem: string, field?: string): ManifestError {
  return new ManifestError(compact({ file: file.path, line, problem, field }));
}

/** The arguments of a directive that takes exactly so many. */
export function exactly(file: SourceFile, directive: Directive, usage: string): readonly string[] {
  const wanted = usage.split(' ').length;
  if (directive.args.length === wanted) return directive.args;
  throw modfileError(file, directive.line, `usage: ${directive.verb} ${usage}`);
}

export interface Replace {
  readonly path: string;
  /** Absent: every version is replaced. */
  readonly version?: string;
  /** A directory relative to the manifest, or a module path with `toVersion`. */
  readonly to: string;
  readonly toVersion?: string;
}

/** https://go.dev/ref/mod#go-mod-file-replace */
export function parseReplace(file: SourceFile, { line, args }: Directive): Replace {
  const arrow = args.indexOf('=>');
  const [path, version] = args.slice(0, Math.max(arrow, 0));
  const [to, toVersion] = args.slice(arrow + 1);
  if (arrow < 1 || arrow > 2 || args.length - arrow > 3 || path === undefined || to === undefined)
    throw modfileError(
      file,
      line,
      'usage: replace module/path [v1.2.3] => ../directory | other/module v1.2.3',
    );
  if (toVersion === undefined && !isDirectory(to))
    throw modfileError(file, line, `${to} needs a version, or must begin with ./ or ../`, `replace ${path}`);
  return compact({
    path,
    to: toVersion === undefined ? toPosix(to) : to,
    version,
    toVersion,
  });
}

function isDirectory(path: string): boolean {
  return path === '.' || path === '..' || /^(\.\.?[/\\]|\/|[A-Za-z]:)/.test(path);
}

const GO_VERSION = /^[1-9]\d*\.(0|[1-9]\d*)(\.(0|[1-9]\d*))?((rc|beta|alpha)[1-9]\d*)?$/;

export function parseGoVersion(file: SourceFile, directive: Directive): string {
  const [version = ''] = exactly(file, directive, '1.23.0');
  if (GO_VERSION.test(version)) return version;
  throw modfileError(file, directive.line, `invalid go version ${version}: must look like 1.23.0`, 'go');
}
