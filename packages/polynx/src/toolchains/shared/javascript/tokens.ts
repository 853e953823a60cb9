/**
 * A program as a flat list of tokens, for those who look for more than imports. One pass, however deep it
 * nests.
 */
import { BACKQUOTE, CLOSE_BRACE, DELETE, DOT, HASH, OPEN_BRACE } from '../characters.js';
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
  /** Templates that are open, and how many braces are open inside each. */
  const open: TemplateToken[] = [];
  const braces: number[] = [];
  const lexer = createLexer(
    { text, jsx: path.endsWith('x'), end: text.length },
    {
      word: () => {},
      token: (from, to) => {
        const code = text.charCodeAt(from);
        const inside = open.length - 1;
        if (code === BACKQUOTE) {
          const template: TemplateToken = {
            kind: 'template',
            parts: NO_PARTS,
            end: Number.POSITIVE_INFINITY,
          };
          open.push(template);
          braces.push(0);
          tokens.push(template);
        } else if (inside >= 0 && code === CLOSE_BRACE && braces[inside] === 0) tokens.push(PART);
        else {
          if (inside >= 0 && code === OPEN_BRACE) braces[inside] = (braces[inside] ?? 0) + 1;
          else if (inside >= 0 && code === CLOSE_BRACE) braces[inside] = (braces[inside] ?? 0) - 1;
          tokens.push(tokenAt(text, from, to, code));
        }
      },
      template: (parts) => {
        const closed = open.pop();
        braces.pop();
        if (closed === undefined) return;
        closed.parts = parts.map((part) => (part === null ? null : decodeEscapes(part)));
        closed.end = tokens.length;
      },
    },
  );
  walk(lexer);
  for (const template of open) template.end = tokens.length;
  return tokens;
}

/** NB one for all that are the same: a file may have millions. */
const NO_PARTS: TemplateToken['parts'] = [];
const PART: Token = { kind: 'part' };
const SIGNS: readonly Token[] = Array.from({ length: DELETE }, (_, code) => ({
  kind: 'sign',
  text: String.fromCharCode(code),
}));

function tokenAt(text: string, from: number, to: number, code: number): Token {
  if (isQuote(code)) return { kind: 'text', text: decodeEscapes(text.slice(from + 1, to - 1)) };
  if (!isWordStart(code))
    return (to === from + 1 ? SIGNS[code] : undefined) ?? { kind: 'sign', text: text.slice(from, to) };
  const before = text.charCodeAt(from - 1);
  const isProperty = before === HASH || (before === DOT && text.charCodeAt(from - 2) !== DOT);
  return { kind: 'word', text: text.slice(from, to), isProperty };
}
