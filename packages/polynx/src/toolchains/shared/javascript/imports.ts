/** The statements and expressions that import. https://tc39.es/ecma262/#sec-modules */
import {
  ASTERISK,
  BACKQUOTE,
  CLOSE_BRACE,
  COLON,
  COMMA,
  DOT,
  EQUALS,
  OPEN_BRACE,
  OPEN_PAREN,
  PLUS,
} from '../characters.js';
import { isQuote, isWordStart, readString, readWord, skipString, skipTrivia } from './cursor.js';
import type { Lexer } from './lexer.js';
import { openTemplate } from './template.js';

/** Fixed text, `null` for what is computed. */
export type Parts = readonly (string | null)[];

export interface ImportSink {
  /** `import … from "x"`, `export … from "x"`, `import "x"` */
  readonly declaration: (specifier: string) => void;
  /** `import("x")`, also as a type, `require("x")`, `declare module "x"` */
  readonly expression: (specifier: string) => void;
  /** An argument that is more than one literal. */
  readonly computed?: (parts: Parts, options: ImportOptions) => void;
}

export interface ImportOptions {
  /** `with { type: "json" }` */
  readonly json: boolean;
}

/** Words that begin what `readImport` reads. */
export const IMPORT_WORDS = [
  'import',
  ...[' ', '"', "'", '\n', '\r', '\t', '/'].map((next) => `from${next}`),
];

/** Behind the word `import` or `export`: the rest of the import that it begins. */
export function readImport(lexer: Lexer, word: string, sink: ImportSink): void {
  if (word === 'import') importing(lexer, sink);
  else if (word === 'export') exporting(lexer, sink);
}

function importing(lexer: Lexer, sink: ImportSink): void {
  skipTrivia(lexer);
  const char = lexer.text.charCodeAt(lexer.at);
  if (char === OPEN_PAREN) readArgument(lexer, sink);
  else if (isQuote(char)) sink.declaration(readString(lexer));
  else if (char === DOT) phase(lexer, sink);
  else if (char !== COLON) fromClause(lexer, sink);
}

/** `import.defer("x")`, not `import.meta`. https://github.com/tc39/proposal-defer-import-eval */
function phase(lexer: Lexer, sink: ImportSink): void {
  lexer.at++;
  const word = readWord(lexer);
  if (word === 'defer' || word === 'source') readArgument(lexer, sink);
}

function exporting(lexer: Lexer, sink: ImportSink): void {
  skipTrivia(lexer);
  const start = lexer.at;
  if (readWord(lexer) === 'type') skipTrivia(lexer);
  else lexer.at = start;
  const char = lexer.text.charCodeAt(lexer.at);
  if (char === ASTERISK) fromClause(lexer, sink);
  else if (char === OPEN_BRACE) exportedNames(lexer, sink);
  else lexer.at = start;
}

function exportedNames(lexer: Lexer, sink: ImportSink): void {
  skipNames(lexer);
  const end = lexer.at;
  skipTrivia(lexer);
  if (!(readWord(lexer) === 'from' && readSource(lexer, sink))) lexer.at = end;
}

/** `a, { b as c }, * as d from "x"`, or `a = require("x")`. Stops at the first thing that is neither. */
function fromClause(lexer: Lexer, sink: ImportSink): void {
  for (;;) {
    skipTrivia(lexer);
    const char = lexer.text.charCodeAt(lexer.at);
    if (char === OPEN_BRACE) skipNames(lexer);
    else if (isQuote(char)) skipString(lexer);
    else if (char === COMMA || char === ASTERISK) lexer.at++;
    else if (isWordStart(char)) {
      if (readWord(lexer) === 'from' && readSource(lexer, sink)) return;
    } else {
      if (char === EQUALS) requireOf(lexer, sink);
      return;
    }
  }
}

function readSource(lexer: Lexer, sink: ImportSink): boolean {
  skipTrivia(lexer);
  if (!isQuote(lexer.text.charCodeAt(lexer.at))) return false;
  sink.declaration(readString(lexer));
  return true;
}

function requireOf(lexer: Lexer, sink: ImportSink): void {
  lexer.at++;
  skipTrivia(lexer);
  const start = lexer.at;
  if (readWord(lexer) === 'require') readArgument(lexer, sink);
  else lexer.at = start;
}

/** `{ a, type b as c, "d" as e }` */
function skipNames(lexer: Lexer): void {
  for (lexer.at++; lexer.at < lexer.text.length; ) {
    skipTrivia(lexer);
    const char = lexer.text.charCodeAt(lexer.at);
    if (isQuote(char)) skipString(lexer);
    else lexer.at++;
    if (char === CLOSE_BRACE) return;
  }
}

/** Behind the word `module`: the name of an ambient module of TypeScript. */
export function readAmbientModule(lexer: Lexer, sink: ImportSink): void {
  const { at } = lexer;
  skipTrivia(lexer);
  if (isQuote(lexer.text.charCodeAt(lexer.at))) sink.expression(readString(lexer));
  else lexer.at = at;
}

/**
 * The argument of `import(…)` or `require(…)`, if one follows: a literal, a template, or the beginning of a
 * sum.
 */
export function readArgument(lexer: Lexer, sink: ImportSink): void {
  const { at } = lexer;
  skipTrivia(lexer);
  if (lexer.text.charCodeAt(lexer.at) !== OPEN_PAREN) {
    lexer.at = at;
    return;
  }
  lexer.parens.push(false);
  lexer.at++;
  skipTrivia(lexer);
  const char = lexer.text.charCodeAt(lexer.at);
  lexer.value = isQuote(char);
  if (isQuote(char)) endOfArgument(lexer, [readString(lexer)], sink);
  else if (char === BACKQUOTE) openTemplate(lexer, (parts) => endOfArgument(lexer, parts, sink));
}

const JSON_OPTION = /,\s*\{\s*(?:with|assert)\s*:\s*\{\s*["']?type["']?\s*:\s*["']json["']/y;

function endOfArgument(lexer: Lexer, parts: Parts, sink: ImportSink): void {
  skipTrivia(lexer);
  const isSum = lexer.text.charCodeAt(lexer.at) === PLUS;
  const all = isSum ? [...parts, null] : parts;
  const [first] = all;
  if (first === undefined || first === null) return;
  if (all.length === 1) {
    sink.expression(first);
    return;
  }
  JSON_OPTION.lastIndex = lexer.at;
  sink.computed?.(all, { json: JSON_OPTION.test(lexer.text) });
}
