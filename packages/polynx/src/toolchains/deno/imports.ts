/**
 * The imports of one file, by an own lexer: a syntax tree would cost more than the rest of the graph. Equal to `deno info`,
 * which tools/differential checks.
 *
 * 1. What Deno's module graph follows is found: static, type-only, dynamic and JSDoc imports, `require` in JavaScript, ambient
 *    modules, the comments that name types, the JSX runtime.
 * 2. A dynamic import with a computed specifier is kept as its fixed parts; Deno looks for files that match.
 */
import { compact } from '../../model/compact.js';
import type { Scan } from '../../model/tree.js';
import { skipElement } from './jsx.js';
import { commentImports } from './pragmas.js';
import { isWordStart, readString, readTemplate, readWord, skipComment, skipRegex } from './scanner.js';
import { type FileScan, type Pattern, statement } from './statements.js';

export interface Imports {
  readonly specifiers: readonly string[];
  /** Dynamic imports that are not one literal. */
  readonly patterns: readonly Pattern[];
  /** `@jsxImportSource` of the file. */
  readonly jsxSource?: string;
  readonly jsx: boolean;
}

const SOURCE = /\.[cm]?[jt]sx?$/;

export function isSource(path: string): boolean {
  return SOURCE.test(path);
}

export const importScan: Scan<Imports> = { name: 'deno', facts: (text, path) => scanImports(path, text) };

/** Literals that leave the file's folder, whatever they are for. */
export const parentPathScan: Scan<readonly string[]> = {
  name: 'deno-leaving',
  facts: (text) =>
    text.includes('../') ? [...new Set([...text.matchAll(LEAVING)].map(([, path = '']) => path))] : [],
};

const LEAVING = /["'`](\.\.\/[^"'`$\s*?{]+)/g;

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
  return compact({ specifiers, patterns, jsx, jsxSource });
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
      const word = statement(scan, inner);
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
