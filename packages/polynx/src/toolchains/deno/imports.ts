/**
 * The imports of one file, by an own lexer: a syntax tree would cost more than the rest of the graph. Equal
 * to `deno info`, which tools/differential checks.
 *
 * 1. What Deno's module graph follows is found: static, type-only, dynamic and JSDoc imports, `require` in
 * JavaScript, ambient
 *    modules, the comments that name types, the JSX runtime.
 * 2. A dynamic import with a computed specifier is kept as its fixed parts; Deno looks for files that match.
 */
import { compact } from '../../model/compact.js';
import type { Scan } from '../../model/tree.js';
import {
  IMPORT_WORDS,
  type ImportOptions,
  type ImportSink,
  type Parts,
  readAmbientModule,
  readArgument,
  readImport,
} from '../shared/javascript/imports.js';
import { createLexer, endOfInterest, type Listener } from '../shared/javascript/lexer.js';
import { walk } from '../shared/javascript/walk.js';
import { type CommentImports, commentImports } from './pragmas.js';

export interface Imports {
  readonly specifiers: readonly string[];
  /** Dynamic imports that are not one literal. */
  readonly patterns: readonly Pattern[];
  /** `@jsxImportSource` of the file. */
  readonly jsxSource?: string;
  readonly jsx: boolean;
}

export interface Pattern extends ImportOptions {
  readonly parts: Parts;
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
  const found: ImportsSoFar = {
    specifiers: [],
    patterns: [],
    script: /\.[cm]?jsx?$/.test(path),
    header: true,
    types: undefined,
    typesAt: -1,
    typesOfStatement: undefined,
  };
  const end = endOfInterest(text, found.script ? SCRIPT_WORDS : TYPESCRIPT_WORDS);
  walk(createLexer({ text, jsx, end }, listenerOf(found)));
  const { specifiers, patterns, jsxSource } = found;
  return compact({ specifiers, patterns, jsx, jsxSource });
}

const WORDS = [...IMPORT_WORDS, '@ts-', '@jsx', '<reference'];
const SCRIPT_WORDS = [...WORDS, 'require'];
const TYPESCRIPT_WORDS = [...WORDS, 'module'];

const STATEMENTS = new Set(['import', 'export', 'require', 'module']);

interface ImportsSoFar extends CommentImports {
  readonly patterns: Pattern[];
  /**
   * How many tokens came before the comment that `types` is from: it holds for the statement that follows at
   * once.
   */
  typesAt: number;
  /** For the statement that is being read. */
  typesOfStatement: string | undefined;
}

function listenerOf(found: ImportsSoFar): Listener {
  const sink = sinkOf(found);
  return {
    word: (lexer, word, isProperty) => {
      if (isProperty || !STATEMENTS.has(word)) return;
      found.typesOfStatement = lexer.tokens === found.typesAt ? found.types : undefined;
      readImport(lexer, word, sink);
      if (word === 'require' && found.script) readArgument(lexer, sink);
      else if (word === 'module' && !found.script) readAmbientModule(lexer, sink);
    },
    comment: (comment, { tokens }) => {
      if (found.typesAt !== tokens) found.types = undefined;
      found.typesAt = tokens;
      found.header = tokens === 0;
      commentImports(found, comment);
    },
  };
}

function sinkOf(found: ImportsSoFar): ImportSink {
  const add = (specifier: string) => {
    if (specifier !== '') found.specifiers.push(specifier);
  };
  return {
    declaration: (specifier) => {
      add(specifier);
      if (found.typesOfStatement !== undefined) found.specifiers.push(found.typesOfStatement);
    },
    expression: add,
    computed: (parts, { json }) => found.patterns.push({ parts, json }),
  };
}
