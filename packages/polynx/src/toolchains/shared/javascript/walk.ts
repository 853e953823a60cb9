/** Walks over a file, token by token, and tells the listener what it meets. */
import {
  BACKQUOTE,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  CLOSE_PAREN,
  DOT,
  DOUBLE_QUOTE,
  EXCLAMATION,
  HASH,
  isDigit,
  LESS,
  MINUS,
  OPEN_BRACE,
  OPEN_PAREN,
  PLUS,
  SINGLE_QUOTE,
  SLASH,
} from '../characters.js';
import {
  isSpace,
  isWordStart,
  skipComment,
  skipNumber,
  skipRegex,
  skipSpace,
  skipString,
  skipWord,
} from './cursor.js';
import { childPart, openTag, tagPart } from './jsx.js';
import { BLOCK, type Lexer, LONGEST_WORD } from './lexer.js';
import { openTemplate, templatePart } from './template.js';

export function walk(lexer: Lexer): void {
  const { text, frames } = lexer;
  while (lexer.at < lexer.end || (lexer.awaited > 0 && lexer.at < text.length)) {
    const frame = frames[frames.length - 1];
    if (frame === undefined || frame.kind === 'block') code(lexer);
    else if (frame.kind === 'template') templatePart(lexer, frame);
    else if (frame.kind === 'tag') tagPart(lexer, frame.name);
    else childPart(lexer);
  }
}

/** One token, or the space or the comment before it. */
function code(lexer: Lexer): void {
  const { text, listener } = lexer;
  const char = text.charCodeAt(lexer.at);
  if (isWordStart(char)) word(lexer);
  else if (isSpace(char)) skipSpace(lexer);
  else if (char === SLASH && skipComment(lexer, (comment) => listener.comment?.(comment, lexer))) return;
  else {
    const { head: isHead, at: from } = lexer;
    lexer.head = false;
    lexer.tokens++;
    (TOKENS[char] ?? operator)(lexer, isHead);
    listener.token?.(from, lexer.at, lexer);
  }
}

/**
 * Words after which a value begins: there `/` starts a regular expression and `<` an element. Behind a head
 * it begins after the parentheses.
 */
const KEYWORDS: ReadonlyMap<string, 'operator' | 'head'> = new Map([
  ...'return typeof case do else in of instanceof new delete void throw yield await default extends'
    .split(' ')
    .map((word) => [word, 'operator'] as const),
  ...['if', 'while', 'for', 'with'].map((word) => [word, 'head'] as const),
]);

function word(lexer: Lexer): void {
  const { text, at: from } = lexer;
  skipWord(lexer);
  lexer.head = false;
  lexer.value = true;
  lexer.listener.token?.(from, lexer.at, lexer);
  if (lexer.at - from <= LONGEST_WORD) shortWord(lexer, text.slice(from, lexer.at), isProperty(text, from));
  lexer.tokens++;
}

function shortWord(lexer: Lexer, name: string, property: boolean): void {
  const keyword = property ? undefined : KEYWORDS.get(name);
  if (keyword === undefined) lexer.listener.word(lexer, name, property);
  else {
    lexer.head = keyword === 'head';
    lexer.value = false;
  }
}

/** `a.b` and `#b`, not `...b`. */
function isProperty(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  return before === HASH || (before === DOT && text.charCodeAt(at - 2) !== DOT);
}

type Token = (lexer: Lexer, isHead: boolean) => void;

function string(lexer: Lexer): void {
  const { text, listener, at } = lexer;
  skipString(lexer);
  listener.literal?.(text.slice(at + 1, lexer.at - 1));
  lexer.value = true;
}

function slash(lexer: Lexer): void {
  if (lexer.value) lexer.at++;
  else skipRegex(lexer);
  lexer.value = !lexer.value;
}

function less(lexer: Lexer): void {
  if (lexer.jsx && !lexer.value) openTag(lexer);
  else operator(lexer);
}

function openParen(lexer: Lexer, isHead: boolean): void {
  lexer.parens.push(isHead);
  operator(lexer);
}

function closeParen(lexer: Lexer): void {
  lexer.at++;
  lexer.value = lexer.parens.pop() !== true;
}

function openBrace(lexer: Lexer): void {
  lexer.frames.push(BLOCK);
  operator(lexer);
}

function closeBrace(lexer: Lexer): void {
  lexer.frames.pop();
  operator(lexer);
}

function closeBracket(lexer: Lexer): void {
  lexer.at++;
  lexer.value = true;
}

/** `a++ / b`: whether a value stands before does not change. */
function sign(lexer: Lexer): void {
  const { text, at } = lexer;
  if (text.charCodeAt(at + 1) === text.charCodeAt(at)) lexer.at += 2;
  else operator(lexer);
}

/** `a! / b` */
function exclamation(lexer: Lexer): void {
  lexer.at++;
}

function operator(lexer: Lexer): void {
  if (isDigit(lexer.text.charCodeAt(lexer.at))) {
    skipNumber(lexer);
    lexer.value = true;
  } else {
    lexer.at++;
    lexer.value = false;
  }
}

const TOKENS: readonly (Token | undefined)[] = table([
  [DOUBLE_QUOTE, string],
  [SINGLE_QUOTE, string],
  [BACKQUOTE, (lexer) => openTemplate(lexer)],
  [SLASH, slash],
  [LESS, less],
  [OPEN_PAREN, openParen],
  [CLOSE_PAREN, closeParen],
  [OPEN_BRACE, openBrace],
  [CLOSE_BRACE, closeBrace],
  [CLOSE_BRACKET, closeBracket],
  [PLUS, sign],
  [MINUS, sign],
  [EXCLAMATION, exclamation],
]);

function table(entries: readonly (readonly [number, Token])[]): readonly (Token | undefined)[] {
  const tokens: (Token | undefined)[] = Array.from({ length: CLOSE_BRACE + 1 });
  for (const [char, token] of entries) tokens[char] = token;
  return tokens;
}
