/**
 * What a .go file says before its first declaration: build constraint, package clause, imports. Reads no
 * further, so that thousands of files cost milliseconds; the rest is only searched where a directive's text
 * occurs in it. Mirrors readGoInfo of go/build; the differential check holds it to `go list`.
 * https://go.dev/ref/spec#Source_file_organization
 */
import type { Scan } from '../../model/tree.js';
import {
  BYTE_ORDER_MARK,
  CARRIAGE_RETURN,
  DELETE,
  isDigit,
  isLetter,
  SEMICOLON,
  SLASH,
  SPACE,
  TAB,
  UNDERSCORE,
} from '../shared/characters.js';
import { buildConstraint } from './build-constraint.js';
import { embedPatterns } from './embed.js';

export interface SourceHeader {
  readonly package: string;
  readonly imports: readonly string[];
  /** A build expression in `//go:build` syntax; undefined when the file sets none. */
  readonly constraint: string | undefined;
  /** Patterns of `//go:embed` lines, as written. */
  readonly embeds: readonly string[];
  /** Has `//go:generate` lines. */
  readonly generates: boolean;
}

export const headerScan: Scan<SourceHeader> = { name: 'go', facts: readHeader };

export function readHeader(text: string): SourceHeader {
  const lexer = headerLexer(text);
  const clause = lexer.next();
  const name = lexer.word() === 'package' ? lexer.word() : '';
  const imports: string[] = [];
  while (name !== '' && lexer.word() === 'import') {
    const grouped = lexer.take('(');
    do {
      if (grouped && lexer.take(')')) break;
      const path = lexer.importSpec();
      if (path === undefined) break;
      imports.push(path);
    } while (grouped);
  }
  return {
    package: name,
    imports,
    constraint: buildConstraint(text, clause),
    // The compiler demands the import, and `go list` does not look further without it.
    embeds: imports.includes('embed') && text.includes('//go:embed') ? embedPatterns(text) : [],
    generates: text.includes('//go:generate ') && /^\/\/go:generate /m.test(text),
  };
}

/**
 * Letters, digits, `_` and everything that is not ASCII, as in go/build: the compiler judges identifiers, we
 * only skip them.
 */
function isWordCharacter(code: number): boolean {
  return isLetter(code) || isDigit(code) || code === UNDERSCORE || code > DELETE;
}

function isSpace(code: number): boolean {
  return code === SPACE || (code >= TAB && code <= CARRIAGE_RETURN);
}

function headerLexer(text: string) {
  // A byte order mark is allowed in front.
  let at = text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0;

  /** Spaces, comments and semicolons. Like go/build we need no semicolons to understand a header. */
  const skip = () => {
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (isSpace(code) || code === SEMICOLON) continue;
      if (code !== SLASH) return at;
      const end = text.startsWith('//', at)
        ? text.indexOf('\n', at)
        : text.startsWith('/*', at)
          ? text.indexOf('*/', at + 2) + 1 || -1
          : 0;
      if (end === 0) return at;
      at = end < 0 ? text.length : end;
    }
    return at;
  };
  const word = () => {
    skip();
    const start = at;
    while (at < text.length && isWordCharacter(text.charCodeAt(at))) at++;
    return text.slice(start, at);
  };
  const take = (character: string) => {
    skip();
    const found = text[at] === character;
    if (found) at++;
    return found;
  };
  const importSpec = () => {
    if (!take('.')) word();
    skip();
    const quote = text[at];
    if (quote !== '"' && quote !== '`') return undefined;
    const end = text.indexOf(quote, at + 1);
    if (end < 0) return undefined;
    const literal = text.slice(at + 1, end);
    at = end + 1;
    return quote === '"' && literal.includes('\\') ? decodeEscapes(literal) : literal;
  };
  return { next: skip, word, take, importSpec };
}

/** Escapes in an import path are legal and never seen; Go's `\x2f` is JSON's `\u002f`. */
function decodeEscapes(literal: string): string {
  try {
    return JSON.parse(`"${literal.replace(/\\x/g, '\\u00')}"`) as string;
  } catch {
    return literal;
  }
}
