/** A program as a flat list of tokens, for those who look for more than imports. One pass, however deep it nests. */
import { BACKQUOTE, CLOSE_BRACE, DOT, HASH, OPEN_BRACE } from '../characters.js';
import { decodeEscapes, isQuote, isWordStart } from './cursor.js';
import { createLexer } from './lexer.js';
import { walk } from './walk.js';

export type Token =
  /** A name or a keyword; `isProperty` behind a dot. */
  | { readonly kind: 'word'; readonly text: string; readonly isProperty: boolean }
  /** A string, decoded. */
  | { readonly kind: 'text'; readonly text: string }
  | TemplateToken
  /** The end of a `${…}` inside the template before. */
  | { readonly kind: 'part' }
  | { readonly kind: 'sign'; readonly text: string };

export interface TemplateToken {
  readonly kind: 'template';
  /** Fixed text, `null` for each `${…}`, whose tokens follow. */
  parts: readonly (string | null)[];
  /** The index behind its last token. */
  end: number;
}

export function tokensOf(text: string, path: string): Token[] {
  const tokens: Token[] = [];
  /** Templates that are open, each with the braces that are open inside it. */
  const open: { readonly template: TemplateToken; braces: number }[] = [];
  const lexer = createLexer(
    { text, jsx: path.endsWith('x'), end: text.length },
    {
      word: () => {},
      token: (from, to) => {
        const code = text.charCodeAt(from);
        const inside = open.at(-1);
        if (code === BACKQUOTE) {
          const template: TemplateToken = { kind: 'template', parts: [], end: Number.POSITIVE_INFINITY };
          open.push({ template, braces: 0 });
          tokens.push(template);
        } else if (inside !== undefined && code === CLOSE_BRACE && inside.braces === 0)
          tokens.push({ kind: 'part' });
        else {
          if (inside !== undefined) inside.braces += code === OPEN_BRACE ? 1 : code === CLOSE_BRACE ? -1 : 0;
          tokens.push(tokenAt(text, from, to));
        }
      },
      template: (parts) => {
        const closed = open.pop()?.template;
        if (closed === undefined) return;
        closed.parts = parts.map((part) => (part === null ? null : decodeEscapes(part)));
        closed.end = tokens.length;
      },
    },
  );
  walk(lexer);
  for (const { template } of open) template.end = tokens.length;
  return tokens;
}

function tokenAt(text: string, from: number, to: number): Token {
  const code = text.charCodeAt(from);
  if (isQuote(code)) return { kind: 'text', text: decodeEscapes(text.slice(from + 1, to - 1)) };
  if (!isWordStart(code)) return { kind: 'sign', text: text.slice(from, to) };
  const before = text.charCodeAt(from - 1);
  const isProperty = before === HASH || (before === DOT && text.charCodeAt(from - 2) !== DOT);
  return { kind: 'word', text: text.slice(from, to), isProperty };
}
