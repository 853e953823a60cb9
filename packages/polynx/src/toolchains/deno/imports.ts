/**
 * The imports of one file, by an own lexer: a syntax tree would cost more than the rest of the graph. Equal to `deno info`,
 * which tools/differential checks.
 *
 * 1. What Deno's module graph follows is found: static, type-only, dynamic and JSDoc imports, `require` in JavaScript, ambient
 *    modules, the comments that name types, the JSX runtime.
 * 2. A dynamic import with a computed specifier is kept as its fixed parts; Deno looks for files that match.
 */
import { skipElement } from './jsx.js';
import { commentImports } from './pragmas.js';
import {
  isQuote,
  isWordStart,
  readString,
  readTemplate,
  readWord,
  type Scan,
  skipComment,
  skipRegex,
  skipTrivia,
  skipWord,
} from './scanner.js';

export interface Imports {
  readonly specifiers: readonly string[];
  /** Dynamic imports that are not one literal. */
  readonly patterns: readonly Pattern[];
  /** `@jsxImportSource` of the file. */
  readonly jsxSource?: string;
  readonly jsx: boolean;
}

export interface Pattern {
  /** Fixed text, `undefined` for what is computed. */
  readonly parts: readonly (string | undefined)[];
  readonly json: boolean;
}

interface FileScan extends Scan {
  /** Behind it nothing of interest can begin. */
  readonly end: number;
  readonly specifiers: string[];
  readonly patterns: Pattern[];
  readonly jsx: boolean;
  /** JavaScript: `require` and JSDoc count. */
  readonly script: boolean;
  jsxSource?: string;
  /** No code was seen yet: `/// <reference>` and `@jsxImportSource` count only here. */
  header: boolean;
  /** `@ts-types` of the comment before the next statement. */
  types: string | undefined;
}

const SOURCE = /\.[cm]?[jt]sx?$/;

export function isSource(path: string): boolean {
  return SOURCE.test(path);
}

export function scanImports(path: string, text: string): Imports {
  const jsx = /\.[jt]sx$/.test(path);
  const script = /\.[cm]?jsx?$/.test(path);
  const scan: FileScan = {
    text,
    end: lastImport(text, script),
    at: text.startsWith('#!') ? text.indexOf('\n') >>> 0 : 0,
    parens: [],
    specifiers: [],
    patterns: [],
    jsx,
    script,
    header: true,
    types: undefined,
  };
  code(scan, false);
  const { specifiers, patterns, jsxSource } = scan;
  return { specifiers, patterns, jsx, ...(jsxSource === undefined ? {} : { jsxSource }) };
}

/** Most files import at the top: how far the last word reaches that an import could begin with. */
function lastImport(text: string, script: boolean): number {
  const words = script ? [...LAST_WORDS, 'require'] : [...LAST_WORDS, 'module'];
  return Math.max(...words.map((word) => text.lastIndexOf(word))) + 1;
}

const LAST_WORDS = [
  'import',
  '@ts-',
  '@jsx',
  '<reference',
  ...[' ', '"', "'", '\n', '\r', '\t', '/'].map((next) => `from${next}`),
];

/** Words after which a value begins: there `/` starts a regular expression and `<` an element. */
const BEFORE_VALUE = new Set(
  'return typeof case do else in of instanceof new delete void throw yield await default extends'.split(' '),
);
const LONGEST_KEYWORD = 'instanceof'.length;
const HEADS = new Set(['if', 'while', 'for', 'with']);

/** Walks over code to the end of the file or, `nested`, behind the brace that closes it. */
function code(scan: FileScan, nested: boolean): void {
  const { text } = scan;
  const inner = () => code(scan, true);
  let depth = 0;
  // Whether a value stands before: then `/` divides and `<` compares.
  let value = false;
  let head = false;
  const end = nested ? text.length : scan.end;
  while (scan.at < end) {
    const char = text.charCodeAt(scan.at);
    if (char <= 32) {
      scan.at++;
      continue;
    }
    if (char === 47 && skipComment(scan, (comment) => commentImports(scan, comment))) continue;
    const wasHead = head;
    head = false;
    if (isWordStart(char)) {
      const word = statement(scan);
      head = HEADS.has(word);
      value = !head && !BEFORE_VALUE.has(word);
      continue;
    }
    scan.header = false;
    scan.types = undefined;
    switch (char) {
      case 34:
      case 39:
        readString(scan);
        value = true;
        break;
      case 96:
        readTemplate(scan, inner);
        value = true;
        break;
      case 47:
        // `<a b={c}/>` ends with a slash behind a brace.
        if (value || text.charCodeAt(scan.at + 1) === 62) scan.at++;
        else skipRegex(scan);
        value = !value;
        break;
      case 60:
        value = scan.jsx && !value && element(scan, inner);
        if (!value) scan.at++;
        break;
      case 40:
        scan.parens.push(wasHead);
        scan.at++;
        value = false;
        break;
      case 41:
        value = scan.parens.pop() !== true;
        scan.at++;
        break;
      case 123:
        depth++;
        scan.at++;
        value = false;
        break;
      case 125:
        scan.at++;
        if (nested && depth === 0) return;
        depth--;
        value = false;
        break;
      case 33: // `a! / b`
        scan.at++;
        break;
      case 43:
      case 45: // `a++ / b`
        if (text.charCodeAt(scan.at + 1) === char) scan.at += 2;
        else {
          scan.at++;
          value = false;
        }
        break;
      default:
        value = char === 93 || (char >= 48 && char <= 57);
        if (value && char !== 93) readWord(scan);
        else scan.at++;
    }
  }
}

/** A type parameter may look like an element up to the end of the file: what was found on the way is then forgotten. */
function element(scan: FileScan, inner: () => void): boolean {
  const { specifiers, patterns, parens } = scan;
  const lengths = [specifiers.length, patterns.length, parens.length] as const;
  if (skipElement(scan, inner)) return true;
  [specifiers.length, patterns.length, parens.length] = lengths;
  return false;
}

/** The word here, and all of the import or export it begins. */
function statement(scan: FileScan): string {
  const { types, text, at } = scan;
  skipWord(scan);
  scan.header = false;
  scan.types = undefined;
  const property = text.charCodeAt(at - 1) === 46 && text.charCodeAt(at - 2) !== 46;
  if (property || scan.at - at > LONGEST_KEYWORD || text.charCodeAt(at) < 97) return '';
  const word = text.slice(at, scan.at);
  if (word === 'import') importing(scan, types);
  else if (word === 'export') exporting(scan, types);
  else if (word === 'require' && scan.script) argument(scan);
  else if (word === 'module' && !scan.script) ambientModule(scan);
  return word;
}

function add(scan: FileScan, specifier: string, types?: string): void {
  scan.specifiers.push(specifier);
  if (types !== undefined) scan.specifiers.push(types);
}

function importing(scan: FileScan, types: string | undefined): void {
  skipTrivia(scan);
  const char = scan.text.charCodeAt(scan.at);
  if (char === 40) argument(scan);
  else if (isQuote(char)) add(scan, readString(scan), types);
  else if (char !== 46 && char !== 58) fromClause(scan, types);
}

function exporting(scan: FileScan, types: string | undefined): void {
  skipTrivia(scan);
  const start = scan.at;
  if (readWord(scan) === 'type') skipTrivia(scan);
  else scan.at = start;
  const char = scan.text.charCodeAt(scan.at);
  if (char === 42) fromClause(scan, types);
  else if (char === 123) {
    skipNames(scan);
    const end = scan.at;
    skipTrivia(scan);
    if (!(readWord(scan) === 'from' && source(scan, types))) scan.at = end;
  } else scan.at = start;
}

/** `a, { b as c }, * as d from "x"`, or `a = require("x")`. Stops at the first thing that is neither. */
function fromClause(scan: FileScan, types: string | undefined): void {
  for (;;) {
    skipTrivia(scan);
    const char = scan.text.charCodeAt(scan.at);
    if (char === 123) skipNames(scan);
    else if (char === 44 || char === 42) scan.at++;
    else if (isWordStart(char)) {
      if (readWord(scan) === 'from' && source(scan, types)) return;
    } else {
      if (char === 61) requireOf(scan);
      return;
    }
  }
}

function source(scan: FileScan, types: string | undefined): boolean {
  skipTrivia(scan);
  if (!isQuote(scan.text.charCodeAt(scan.at))) return false;
  add(scan, readString(scan), types);
  return true;
}

function requireOf(scan: FileScan): void {
  scan.at++;
  skipTrivia(scan);
  const start = scan.at;
  if (readWord(scan) === 'require') argument(scan);
  else scan.at = start;
}

/** `{ a, type b as c, "d" as e }` */
function skipNames(scan: FileScan): void {
  for (scan.at++; scan.at < scan.text.length; ) {
    skipTrivia(scan);
    const char = scan.text.charCodeAt(scan.at);
    if (isQuote(char)) readString(scan);
    else scan.at++;
    if (char === 125) return;
  }
}

function ambientModule(scan: FileScan): void {
  const { at } = scan;
  skipTrivia(scan);
  if (isQuote(scan.text.charCodeAt(scan.at))) add(scan, readString(scan));
  else scan.at = at;
}

const JSON_OPTION = /,\s*\{\s*(?:with|assert)\s*:\s*\{\s*["']?type["']?\s*:\s*["']json["']/y;

/** The argument of `import(…)` or `require(…)`: a literal, a template, or the beginning of a sum. */
function argument(scan: FileScan): void {
  skipTrivia(scan);
  if (scan.text.charCodeAt(scan.at) !== 40) return;
  scan.parens.push(false);
  scan.at++;
  skipTrivia(scan);
  const char = scan.text.charCodeAt(scan.at);
  const parts = isQuote(char)
    ? [readString(scan)]
    : char === 96
      ? readTemplate(scan, () => code(scan, true))
      : [];
  skipTrivia(scan);
  const computed = scan.text.charCodeAt(scan.at) === 43;
  const all = computed ? [...parts, undefined] : parts;
  const [first] = all;
  if (first === undefined) return;
  if (all.length === 1) {
    add(scan, first);
    return;
  }
  JSON_OPTION.lastIndex = scan.at;
  scan.patterns.push({ parts: all, json: JSON_OPTION.test(scan.text) });
}
