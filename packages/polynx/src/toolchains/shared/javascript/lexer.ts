/**
 * Where the lexer is. One pass, one position, and a list of what is open: neither nesting nor text that is no
 * code makes it slow.
 */
import type { Cursor } from './cursor.js';

/** Who wants to know what the lexer meets. Each is called with the position behind it. */
export interface Listener {
  /**
   * A word, outside of comments, strings and the names of JSX. It may move on. Words longer than
   * `LONGEST_WORD` are empty.
   */
  readonly word: (lexer: Lexer, word: string, isProperty: boolean) => void;
  /** A string or a template without `${…}`, as written: see `decodeEscapes`. */
  readonly literal?: (raw: string) => void;
  readonly comment?: (text: string, lexer: Lexer) => void;
  /**
   * Every token outside of templates' texts and the names of JSX, words of any length and keywords included.
   */
  readonly token?: (from: number, to: number, lexer: Lexer) => void;
  /** Behind a template: its fixed text, `null` for each `${…}`. */
  readonly template?: OnTemplateEnd;
}

/** No longer word means anything: `instanceof`. */
export const LONGEST_WORD = 10;

/** What is open, from the outside to the inside. A block is anything between braces. */
export type Frame =
  | { readonly kind: 'block' }
  | TemplateFrame
  | { readonly kind: 'tag'; readonly name: string }
  | { readonly kind: 'children' };

export interface TemplateFrame {
  readonly kind: 'template';
  /** Fixed text, `null` for each `${…}`. Undefined: none so far. */
  parts: (string | null)[] | undefined;
  readonly onEnd?: OnTemplateEnd;
}

/** NB one for all: a file may have millions. */
export const BLOCK: Frame = { kind: 'block' };

export type OnTemplateEnd = (parts: readonly (string | null)[]) => void;

export interface Lexer extends Cursor {
  /** Behind it nothing begins that the listener wants. */
  readonly end: number;
  /** Whether the language has JSX: then `<` may begin an element. */
  readonly jsx: boolean;
  readonly listener: Listener;
  readonly frames: Frame[];
  /** One entry per open parenthesis: whether it is the head of `if`, `while`, `for` or `with`. */
  readonly parens: boolean[];
  /** Whether the token before is such a word. */
  head: boolean;
  /** Whether a value stands before: then `/` divides and `<` compares. */
  value: boolean;
  /** How many tokens came before. */
  tokens: number;
  /** Templates whose end somebody waits for. */
  awaited: number;
  /** The last closing tag of each name, once one was looked for. */
  closingTags?: ReadonlyMap<string, number>;
}

export interface Source {
  readonly text: string;
  readonly jsx: boolean;
  readonly end: number;
}

export function createLexer({ text, jsx, end }: Source, listener: Listener): Lexer {
  return {
    text,
    at: text.startsWith('#!') ? endOfLine(text) : 0,
    end,
    jsx,
    listener,
    frames: [],
    parens: [],
    head: false,
    value: false,
    tokens: 0,
    awaited: 0,
  };
}

function endOfLine(text: string): number {
  const end = text.indexOf('\n');
  return end < 0 ? text.length : end;
}

/**
 * How far the last of these texts reaches, so that what follows need not be read: most files import at the
 * top.
 */
export function endOfInterest(text: string, words: readonly string[]): number {
  let end = 0;
  for (const word of words) {
    // NB `lastIndexOf` is several times as slow as `indexOf`; but a word that stands everywhere stands near
    // the end too.
    const near = text.indexOf(word, Math.max(end, text.length - NEAR));
    for (let at = near < 0 ? text.indexOf(word, end) : near; at >= 0; at = text.indexOf(word, end))
      end = at + 1;
  }
  return end;
}

const NEAR = 4_096;
