/** The statements and expressions that import. https://tc39.es/ecma262/#sec-modules */
import {
  isQuote,
  isWordStart,
  readString,
  readTemplate,
  readWord,
  type Scan,
  skipTrivia,
  skipWord,
} from './scanner.js';

export interface Pattern {
  /** Fixed text, `null` for what is computed. */
  readonly parts: readonly (string | null)[];
  readonly json: boolean;
}

export interface FileScan extends Scan {
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

/** Walks over the code inside a template. */
type Inner = () => void;

/** `instanceof`: no longer word means anything to the scanner. */
const LONGEST_WORD = 10;

/** The word here, and all of the import or export it begins. */
export function statement(scan: FileScan, inner: Inner): string {
  const { types, text, at } = scan;
  skipWord(scan);
  scan.header = false;
  scan.types = undefined;
  const property = text.charCodeAt(at - 1) === 46 && text.charCodeAt(at - 2) !== 46;
  if (property || scan.at - at > LONGEST_WORD || text.charCodeAt(at) < 97) return '';
  const word = text.slice(at, scan.at);
  if (word === 'import') importing(scan, types, inner);
  else if (word === 'export') exporting(scan, types, inner);
  else if (word === 'require' && scan.script) argument(scan, inner);
  else if (word === 'module' && !scan.script) ambientModule(scan);
  return word;
}

function add(scan: FileScan, specifier: string, types?: string): void {
  if (specifier !== '') scan.specifiers.push(specifier);
  if (types !== undefined) scan.specifiers.push(types);
}

function importing(scan: FileScan, types: string | undefined, inner: Inner): void {
  skipTrivia(scan);
  const char = scan.text.charCodeAt(scan.at);
  if (char === 40) argument(scan, inner);
  else if (isQuote(char)) add(scan, readString(scan), types);
  else if (char !== 46 && char !== 58) fromClause(scan, types, inner);
}

function exporting(scan: FileScan, types: string | undefined, inner: Inner): void {
  skipTrivia(scan);
  const start = scan.at;
  if (readWord(scan) === 'type') skipTrivia(scan);
  else scan.at = start;
  const char = scan.text.charCodeAt(scan.at);
  if (char === 42) fromClause(scan, types, inner);
  else if (char === 123) {
    skipNames(scan);
    const end = scan.at;
    skipTrivia(scan);
    if (!(readWord(scan) === 'from' && source(scan, types))) scan.at = end;
  } else scan.at = start;
}

/** `a, { b as c }, * as d from "x"`, or `a = require("x")`. Stops at the first thing that is neither. */
function fromClause(scan: FileScan, types: string | undefined, inner: Inner): void {
  for (;;) {
    skipTrivia(scan);
    const char = scan.text.charCodeAt(scan.at);
    if (char === 123) skipNames(scan);
    else if (char === 44 || char === 42) scan.at++;
    else if (isWordStart(char)) {
      if (readWord(scan) === 'from' && source(scan, types)) return;
    } else {
      if (char === 61) requireOf(scan, inner);
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

function requireOf(scan: FileScan, inner: Inner): void {
  scan.at++;
  skipTrivia(scan);
  const start = scan.at;
  if (readWord(scan) === 'require') argument(scan, inner);
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
function argument(scan: FileScan, inner: Inner): void {
  skipTrivia(scan);
  if (scan.text.charCodeAt(scan.at) !== 40) return;
  scan.parens.push(false);
  scan.at++;
  skipTrivia(scan);
  const char = scan.text.charCodeAt(scan.at);
  const parts = isQuote(char) ? [readString(scan)] : char === 96 ? readTemplate(scan, inner) : [];
  skipTrivia(scan);
  const computed = scan.text.charCodeAt(scan.at) === 43;
  const all = computed ? [...parts, null] : parts;
  const [first] = all;
  if (first === undefined || first === null) return;
  if (all.length === 1) {
    add(scan, first);
    return;
  }
  JSON_OPTION.lastIndex = scan.at;
  scan.patterns.push({ parts: all, json: JSON_OPTION.test(scan.text) });
}
