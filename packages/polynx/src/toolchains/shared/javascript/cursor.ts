/**
 * Moves over one lexical element of JavaScript or TypeScript. No function moves back, so that a file costs
 * time in proportion to its length.
 * https://tc39.es/ecma262/#sec-ecmascript-language-lexical-grammar
 */
import {
  ASTERISK,
  BACKSLASH,
  BYTE_ORDER_MARK,
  CARRIAGE_RETURN,
  CLOSE_BRACKET,
  DELETE,
  DOLLAR,
  DOT,
  DOUBLE_QUOTE,
  isDigit,
  isLetter,
  LINE_FEED,
  LINE_SEPARATOR,
  OPEN_BRACKET,
  PARAGRAPH_SEPARATOR,
  SINGLE_QUOTE,
  SLASH,
  SPACE,
  UNDERSCORE,
} from '../characters.js';

export interface Cursor {
  readonly text: string;
  at: number;
}

const WIDE_SPACES = new Set([0xa0, 0x1680, 0x202f, 0x205f, 0x3000, BYTE_ORDER_MARK]);
const FIRST_TYPOGRAPHIC_SPACE = 0x2000;
const LAST_TYPOGRAPHIC_SPACE = 0x200a;

export function isSpace(code: number): boolean {
  if (code <= DELETE) return code <= SPACE;
  const isTypographic = code >= FIRST_TYPOGRAPHIC_SPACE && code <= LAST_TYPOGRAPHIC_SPACE;
  return isTypographic || isSeparator(code) || WIDE_SPACES.has(code);
}

function isSeparator(code: number): boolean {
  return code === LINE_SEPARATOR || code === PARAGRAPH_SEPARATOR;
}

function isLineEnd(code: number): boolean {
  return code === LINE_FEED || code === CARRIAGE_RETURN;
}

/** NB asked of each character: a table is faster than comparisons. */
const STARTS_WORD = tableOf((code) => isLetter(code) || code === UNDERSCORE || code === DOLLAR);
const IS_WORD = tableOf((code) => STARTS_WORD[code] === 1 || isDigit(code));

function tableOf(isIn: (code: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: DELETE + 1 }, (_, code) => (isIn(code) ? 1 : 0));
}

export function isWordStart(code: number): boolean {
  return code <= DELETE ? STARTS_WORD[code] === 1 : code > DELETE && !isSpace(code);
}

function isWordPart(code: number): boolean {
  return code <= DELETE ? IS_WORD[code] === 1 : code > DELETE && !isSpace(code);
}

export function isQuote(code: number): boolean {
  return code === DOUBLE_QUOTE || code === SINGLE_QUOTE;
}

export function skipWord(cursor: Cursor): void {
  const { text } = cursor;
  let { at } = cursor;
  while (isWordPart(text.charCodeAt(at))) at++;
  cursor.at = at;
}

export function readWord(cursor: Cursor): string {
  const from = cursor.at;
  skipWord(cursor);
  return cursor.text.slice(from, cursor.at);
}

/** A number with its point and its suffix: in `1./a` the slash divides. */
export function skipNumber(cursor: Cursor): void {
  const { text } = cursor;
  let { at } = cursor;
  for (let code = text.charCodeAt(at); isWordPart(code) || code === DOT; code = text.charCodeAt(at)) at++;
  cursor.at = at;
}

/** The value of the quoted string here. A string that is never closed ends with its line. */
export function readString(cursor: Cursor): string {
  const { text } = cursor;
  const from = cursor.at + 1;
  const hasEscapes = skipString(cursor);
  const raw = text.slice(from, cursor.at - 1);
  return hasEscapes ? decodeEscapes(raw) : raw;
}

/** Tells whether the string has escapes. */
export function skipString(cursor: Cursor): boolean {
  const { text } = cursor;
  const quote = text.charCodeAt(cursor.at);
  let hasEscapes = false;
  let at = cursor.at + 1;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote || isLineEnd(code)) break;
    if (code !== BACKSLASH) continue;
    hasEscapes = true;
    at++;
    if (text.charCodeAt(at) === CARRIAGE_RETURN && text.charCodeAt(at + 1) === LINE_FEED) at++;
  }
  cursor.at = at + 1;
  return hasEscapes;
}

const ESCAPE = /\\(?:u\{([\da-fA-F]{1,6})\}|u([\da-fA-F]{4})|x([\da-fA-F]{2})|(\r\n|[\s\S]))/g;
const CONTROLS = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['b', '\b'],
  ['f', '\f'],
  ['v', '\v'],
  ['0', '\0'],
  ['\n', ''],
  ['\r', ''],
  ['\r\n', ''],
]);
const LAST_CODE_POINT = 0x10ffff;

/** What a string means. https://tc39.es/ecma262/#prod-EscapeSequence */
export function decodeEscapes(raw: string): string {
  if (!raw.includes('\\')) return raw;
  return raw.replace(ESCAPE, (_, braced?: string, four?: string, two?: string, other = '') => {
    const digits = braced ?? four ?? two;
    if (digits === undefined) return CONTROLS.get(other) ?? other;
    return String.fromCodePoint(Math.min(Number.parseInt(digits, 16), LAST_CODE_POINT));
  });
}

export function skipSpace(cursor: Cursor): void {
  const { text } = cursor;
  let { at } = cursor;
  while (isSpace(text.charCodeAt(at))) at++;
  cursor.at = at;
}

type OnComment = (text: string) => void;

/** White space and comments. */
export function skipTrivia(cursor: Cursor, onComment?: OnComment): void {
  for (;;) {
    const code = cursor.text.charCodeAt(cursor.at);
    if (isSpace(code)) cursor.at++;
    else if (code !== SLASH || !skipComment(cursor, onComment)) return;
  }
}

/** Moves over the comment that starts here, if one does. */
export function skipComment(cursor: Cursor, onComment?: OnComment): boolean {
  const { text, at } = cursor;
  const next = text.charCodeAt(at + 1);
  if (next === SLASH) cursor.at = lineEnd(text, at);
  else if (next === ASTERISK) cursor.at = blockEnd(text, at);
  else return false;
  onComment?.(text.slice(at, cursor.at));
  return true;
}

function lineEnd(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (isLineEnd(code) || isSeparator(code)) break;
  }
  return at;
}

function blockEnd(text: string, from: number): number {
  const end = text.indexOf('*/', from + 2);
  return end < 0 ? text.length : end + 2;
}

/**
 * A slash inside a class does not end the expression. https://tc39.es/ecma262/#prod-RegularExpressionLiteral
 */
export function skipRegex(cursor: Cursor): void {
  const { text } = cursor;
  let inClass = false;
  for (cursor.at++; cursor.at < text.length; cursor.at++) {
    const code = text.charCodeAt(cursor.at);
    if (isLineEnd(code)) return;
    if (code === BACKSLASH) cursor.at++;
    else if (code === OPEN_BRACKET) inClass = true;
    else if (code === CLOSE_BRACKET) inClass = false;
    else if (code === SLASH && !inClass) break;
  }
  cursor.at++;
  skipWord(cursor);
}
