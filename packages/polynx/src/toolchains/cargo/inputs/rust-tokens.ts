/**
 * The tokens of a Rust source that its structure hangs on, in one pass: braces and quotes mean nothing in
 * strings and comments. NB lists of numbers and no object per token: a source may be nothing but brackets.
 * https://doc.rust-lang.org/reference/tokens.html
 */
import {
  ASTERISK,
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  CLOSE_PAREN,
  COMMA,
  DOUBLE_QUOTE,
  EXCLAMATION,
  HASH,
  LINE_FEED,
  OPEN_BRACE,
  OPEN_BRACKET,
  OPEN_PAREN,
  SEMICOLON,
  SINGLE_QUOTE,
  SLASH,
} from '../../shared/characters.js';

/** Brackets, `;`, `,` and beginnings of attributes, in order. */
export interface Tokens {
  /** Where each stands. */
  readonly at: readonly number[];
  /** The code of its character: HASH for `#[`, EXCLAMATION for `#![`. */
  readonly sign: readonly number[];
}

/** Where each begins and where it ends. */
export interface Spans {
  readonly from: number[];
  readonly to: number[];
}

export interface Tokenized {
  readonly tokens: Tokens;
  readonly comments: Spans;
}

const SIGNS = new Set([
  ...[OPEN_PAREN, CLOSE_PAREN, OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE],
  ...[SEMICOLON, COMMA],
]);
/** By code, so that each other character costs one look. */
const MATTERS = Uint8Array.from({ length: 128 }, (_, code) =>
  SIGNS.has(code) || [SLASH, DOUBLE_QUOTE, SINGLE_QUOTE, HASH].includes(code) ? 1 : 0,
);

export function tokenize(text: string): Tokenized {
  const [at, sign]: [number[], number[]] = [[], []];
  const comments: Spans = { from: [], to: [] };
  for (let index = 0; index < text.length; ) {
    const code = text.charCodeAt(index);
    if (code > 127 || MATTERS[code] === 0) index++;
    else if (code === SLASH) index = afterSlash(text, index, comments);
    else if (code === DOUBLE_QUOTE) index = stringEnd(text, index);
    else if (code === SINGLE_QUOTE) index = characterEnd(text, index);
    else {
      const found = code === HASH ? attributeAt(text, index) : code;
      if (found !== undefined) {
        at.push(index);
        sign.push(found);
      }
      index += found === undefined ? 1 : lengthOf(found);
    }
  }
  return { tokens: { at, sign }, comments };
}

export function lengthOf(sign: number): number {
  return sign === HASH ? 2 : sign === EXCLAMATION ? 3 : 1;
}

export function opens(sign: number | undefined): boolean {
  return (
    sign === OPEN_PAREN ||
    sign === OPEN_BRACKET ||
    sign === OPEN_BRACE ||
    (sign !== undefined && attributes(sign))
  );
}

export function closes(sign: number | undefined): boolean {
  return sign === CLOSE_PAREN || sign === CLOSE_BRACKET || sign === CLOSE_BRACE;
}

export function attributes(sign: number | undefined): boolean {
  return sign === HASH || sign === EXCLAMATION;
}

/** `#[` or `#![` */
function attributeAt(text: string, index: number): number | undefined {
  const next = text.charCodeAt(index + 1);
  if (next === OPEN_BRACKET) return HASH;
  return next === EXCLAMATION && text.charCodeAt(index + 2) === OPEN_BRACKET ? EXCLAMATION : undefined;
}

function afterSlash(text: string, from: number, { from: starts, to: ends }: Spans): number {
  const next = text.charCodeAt(from + 1);
  if (next !== SLASH && next !== ASTERISK) return from + 1;
  const end = next === SLASH ? lineEnd(text, from) : blockEnd(text, from);
  starts.push(from);
  ends.push(end);
  return end;
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

const COMMENT_EDGE = /\/\*|\*\//g;

/** They nest. */
function blockEnd(text: string, from: number): number {
  const expression = new RegExp(COMMENT_EDGE);
  expression.lastIndex = from;
  let depth = 0;
  for (let match = expression.exec(text); match !== null; match = expression.exec(text)) {
    depth += match[0] === '/*' ? 1 : -1;
    if (depth === 0) return expression.lastIndex;
  }
  return text.length;
}

/** Behind the string whose quote this is: `"…"`, or `r#"…"#`, in which a backslash means nothing. */
function stringEnd(text: string, quote: number): number {
  const hashes = hashesOfRaw(text, quote);
  if (hashes !== undefined) {
    const end = text.indexOf(`"${'#'.repeat(hashes)}`, quote + 1);
    return end < 0 ? text.length : end + 1 + hashes;
  }
  for (let index = quote + 1; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === DOUBLE_QUOTE) return index + 1;
    if (code === BACKSLASH) index++;
  }
  return text.length;
}

const RAW = /\b[bc]?r$/;

/** How many stand between the `r` and the quote; undefined where it is no raw string. */
function hashesOfRaw(text: string, quote: number): number | undefined {
  let at = quote;
  while (text.charCodeAt(at - 1) === HASH) at--;
  return text[at - 1] === 'r' && RAW.test(text.slice(Math.max(0, at - 3), at)) ? quote - at : undefined;
}

const CHARACTER = /'(?:[^\\'\n]|\\(?:u\{[^}\n]{1,12}\}|x[0-9a-fA-F]{2}|[^ux\n]))'/y;

/** NB a quote may begin a lifetime too. */
function characterEnd(text: string, quote: number): number {
  const next = text.charCodeAt(quote + 1);
  if (next === LINE_FEED || (next !== BACKSLASH && text.charCodeAt(quote + 2) !== SINGLE_QUOTE))
    return quote + 1;
  CHARACTER.lastIndex = quote;
  return CHARACTER.test(text) ? CHARACTER.lastIndex : quote + 1;
}
