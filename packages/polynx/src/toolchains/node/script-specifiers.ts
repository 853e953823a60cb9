/** Specifiers of JavaScript and TypeScript. */

import { decodeEscapes } from '../shared/javascript/cursor.js';
import { mayHoldJsx } from '../shared/javascript/files.js';
import {
  IMPORT_WORDS,
  type ImportSink,
  readAmbientModule,
  readArgument,
  readImport,
} from '../shared/javascript/imports.js';
import { createLexer, endOfInterest } from '../shared/javascript/lexer.js';
import { walk } from '../shared/javascript/walk.js';
import { importsInComment, LONGEST, type Specifiers } from './quoted-specifiers.js';

/** `require("x")`, `require.resolve("x")`, `import.meta.resolve("x")`, `new URL("x", import.meta.url)` */
const CALLS = new Set(['require', 'resolve', 'URL']);
// NB the words alone stand everywhere, and a file is read up to the last of them.
const WORDS = [...IMPORT_WORDS, 'require', 'resolve(', 'URL(', 'module "', "module '", '<reference', '../'];

export function scriptSpecifiers(text: string, path: string): Specifiers {
  const imports = new Set<string>();
  const literals = new Set<string>();
  const add = (specifier: string) => imports.add(specifier);
  const sink: ImportSink = { declaration: add, expression: add };
  const end = endOfInterest(text, WORDS);
  const lexer = createLexer(
    { text, jsx: mayHoldJsx(path), end },
    {
      word: (cursor, word, isProperty) => {
        if (CALLS.has(word)) readArgument(cursor, sink);
        else if (isProperty) return;
        else if (word === 'module') readAmbientModule(cursor, sink);
        else readImport(cursor, word, sink);
      },
      literal: (raw) => {
        if (raw.startsWith('../') && raw.length <= LONGEST) literals.add(decodeEscapes(raw));
      },
      comment: (comment) => {
        if (comment.startsWith('/**')) for (const specifier of importsInComment(comment)) add(specifier);
        else if (comment.startsWith('///')) for (const specifier of references(comment)) add(specifier);
      },
    },
  );
  walk(lexer);
  return { imports: [...imports], literals: [...literals] };
}

const REFERENCE = /^\/\/\/\s*<reference\s.*?\b(path|types)\s*=\s*["']([^"']+)["']/;

/**
 * `path` is relative also where it does not begin with a dot.
 * https://www.typescriptlang.org/docs/handbook/triple-slash-directives.html
 */
function references(comment: string): string[] {
  const [, kind, name] = REFERENCE.exec(comment) ?? [];
  if (name === undefined) return [];
  return [kind === 'types' || name.startsWith('.') ? name : `./${name}`];
}
