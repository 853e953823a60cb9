/** Where in a Rust source comments are, and what only tests compile. */
import { COMMA, EXCLAMATION, OPEN_BRACE, SEMICOLON } from '../../shared/characters.js';
import { holds } from '../manifest/cfg.js';
import { attributes, closes, lengthOf, opens, type Spans, type Tokens, tokenize } from './rust-tokens.js';

/** Examples in documentation are run as tests. */
export type Place = 'code' | 'tests' | 'documentation' | 'comment';

export interface RustText {
  placeOf(index: number): Place;
  /** The end of the bracket that opens at an index; undefined where it never ends. */
  endOf(index: number): number | undefined;
}

/** A text with its tokens, and for each that opens the one that closes it. */
interface Source {
  readonly text: string;
  readonly tokens: Tokens;
  readonly comments: Spans;
  readonly closers: readonly (number | undefined)[];
}

export function readRust(text: string): RustText {
  const { tokens, comments } = tokenize(text);
  const source = { text, tokens, comments, closers: closersOf(tokens) };
  const tests = testSpans(source);
  return {
    placeOf: (index) => {
      const comment = spanAt(comments, index);
      if (comment !== undefined)
        return isDocumentation(text.slice(comment, comment + 4)) ? 'documentation' : 'comment';
      return spanAt(tests, index) === undefined ? 'code' : 'tests';
    },
    endOf(index) {
      const token = lowerBound(tokens.at, index);
      const closer = source.closers[token];
      return tokens.at[token] === index && closer !== undefined ? tokens.at[closer] : undefined;
    },
  };
}

function isDocumentation(start: string): boolean {
  return /^(?:\/\/!|\/\/\/(?!\/)|\/\*!|\/\*\*(?![*/]))/.test(start);
}

function closersOf({ sign }: Tokens): (number | undefined)[] {
  const open: number[] = [];
  const closers: (number | undefined)[] = Array.from({ length: sign.length });
  for (let token = 0; token < sign.length; token++) {
    if (opens(sign[token])) open.push(token);
    else if (closes(sign[token])) {
      const opener = open.pop();
      if (opener !== undefined) closers[opener] = token;
    }
  }
  return closers;
}

/** What stands behind `#[cfg(test)]` and `#[test]`, its other attributes included. */
function testSpans(source: Source): Spans {
  const { text, tokens } = source;
  const spans: Spans = { from: [], to: [] };
  const attributesOf = attributeReader(source);
  // Whether only blanks and comments stood before.
  let isHead = true;
  let head = 0;
  for (let token = 0; token < tokens.at.length; token++) {
    if (!attributes(tokens.sign[token])) continue;
    const first = tokens.at[token] ?? 0;
    isHead &&= isBlank(source, head, first);
    head = first;
    const found = attributesOf(token, isHead);
    if (found === undefined) return spans;
    if (found.isWhole) return { from: [first], to: [text.length] };
    token = found.last;
    if (!found.isTest) continue;
    const end = itemEnd(source, token + 1);
    spans.from.push(first);
    spans.to.push(end.at);
    token = end.token;
  }
  return spans;
}

interface Attributes {
  readonly isTest: boolean;
  /** `#![cfg(test)]` at the head: all of the file is. */
  readonly isWhole: boolean;
  /** The token that ends the last of them. */
  readonly last: number;
}

/**
 * The attributes of one item, in whatever order, from the first of them on. Undefined where one never ends.
 */
function attributeReader(source: Source): (first: number, isHead: boolean) => Attributes | undefined {
  const { text, tokens, closers } = source;
  const known = new Map<string, boolean>();
  return (first, isHead) => {
    let isTest = false;
    let last: number | undefined;
    for (let token = first; attributes(tokens.sign[token]); token = last + 1) {
      const at = tokens.at[token] ?? 0;
      if (last !== undefined && !isBlank(source, (tokens.at[last] ?? 0) + 1, at)) break;
      const closer = closers[token];
      const sign = tokens.sign[token] ?? 0;
      if (closer === undefined) return undefined;
      const tests = isTestAttribute(text.slice(at + lengthOf(sign), tokens.at[closer]), known);
      last = closer;
      if (sign === EXCLAMATION && tests && isHead) return { isTest, isWhole: true, last };
      isTest ||= tests && sign !== EXCLAMATION;
    }
    return last === undefined ? undefined : { isTest, isWhole: false, last };
  };
}

/** Whether nothing but blanks and comments lies between two places. */
function isBlank({ text, comments }: Source, from: number, to: number): boolean {
  let at = from;
  for (let next = lowerBound(comments.from, from); at < to; next++) {
    const [start, end] = [comments.from[next], comments.to[next]];
    const until = Math.min(start ?? to, to);
    if (until > at && text.slice(at, until).trim() !== '') return false;
    at = end === undefined ? to : Math.max(until, end);
  }
  return true;
}

const ITEM =
  /^\s*(?:pub|mod|fn|use|struct|enum|union|trait|impl|const|static|type|extern|unsafe|async|macro_rules|let)\b/;

/** The `}` or `;` that ends what begins at a token, or the `,` of a field. */
function itemEnd(
  { text, tokens, closers }: Source,
  start: number,
): { readonly at: number; readonly token: number } {
  const from = (tokens.at[start - 1] ?? 0) + 1;
  const isItem = ITEM.test(text.slice(from, from + 200).replace(/\/\/[^\n]*/g, ''));
  for (let token = start; token < tokens.at.length; token++) {
    const [at, sign] = [tokens.at[token] ?? 0, tokens.sign[token]];
    if (sign === SEMICOLON || (sign === COMMA && !isItem)) return { at: at + 1, token };
    if (closes(sign)) return { at, token: token - 1 };
    if (!opens(sign)) continue;
    const closer = closers[token];
    // NB what never ends ends here: too little is taken for tests, which is safe.
    if (closer === undefined) return { at, token };
    token = closer;
    if (sign === OPEN_BRACE) return { at: (tokens.at[closer] ?? 0) + 1, token };
  }
  // Nothing behind it ends either.
  return { at: from, token: tokens.at.length };
}

/** Longer conditions are read as ones that hold. */
const LONGEST = 300;

/** `cfg(test)`, `cfg(all(test, unix))`, `test`, `tokio::test`: without tests it is certainly not compiled. */
function isTestAttribute(attribute: string, known: Map<string, boolean>): boolean {
  if (attribute.length > LONGEST) return false;
  const answer = known.get(attribute) ?? meansTest(attribute);
  known.set(attribute, answer);
  return answer;
}

function meansTest(attribute: string): boolean {
  if (/^\s*cfg\s*\(/.test(attribute)) return holds(attribute.trim(), WITHOUT_TESTS) === false;
  return /^\s*(?:\w+\s*::\s*)*test\s*(?:\(|$)/.test(attribute);
}

const WITHOUT_TESTS = {
  ask: (name: string, value?: string) => (name === 'test' && value === undefined ? false : undefined),
};

/** The beginning of the span that a place lies in. */
function spanAt({ from, to }: Spans, place: number): number | undefined {
  const span = lowerBound(from, place + 1) - 1;
  return place < (to[span] ?? 0) ? from[span] : undefined;
}

/** The index of the first of sorted places that is not before a place. */
function lowerBound(places: readonly number[], place: number): number {
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle] ?? 0) < place) low = middle + 1;
    else high = middle;
  }
  return low;
}
