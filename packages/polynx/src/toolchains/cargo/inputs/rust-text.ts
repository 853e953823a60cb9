/**
 * Where in a Rust source comments are, and what only tests compile: told by tokens in one pass, since braces and quotes mean nothing in strings and comments.
 * https://doc.rust-lang.org/reference/tokens.html
 */
import { holds } from '../manifest/cfg.js';

/** Examples in documentation are run as tests. */
export type Place = 'code' | 'tests' | 'documentation' | 'comment';

export interface RustText {
  placeOf(index: number): Place;
  /** The end of the bracket that opens at an index; undefined where it never ends. */
  endOf(index: number): number | undefined;
}

interface Span {
  readonly from: number;
  readonly to: number;
  readonly place: Place;
}

/** A bracket, `;` or `,`. An attribute begins with `#`. */
interface Token {
  readonly at: number;
  readonly sign: string;
}

export function readRust(text: string): RustText {
  const { tokens, comments } = tokenize(text);
  const closers = matchBrackets(tokens);
  const tests = testSpans(text, tokens, closers, comments);
  const inComment = finder(comments);
  const inTests = finder(tests);
  return {
    placeOf: (index) => inComment(index) ?? inTests(index) ?? 'code',
    endOf(index) {
      const token = tokens[lowerBound(tokens, index)];
      const end = token === undefined ? undefined : closers.get(token)?.at;
      return token?.at === index ? end : undefined;
    },
  };
}

const TOKEN =
  /\/\/[^\n]*|\/\*|\b[bc]?r(#*)"|"|'(?:[^\\'\n]|\\(?:u\{[^}\n]{1,12}\}|x[0-9a-fA-F]{2}|[^ux\n]))'|#!?\[|[()[\]{};,]/g;
const STRING_EDGE = /["\\]/g;
const COMMENT_EDGE = /\/\*|\*\//g;

function tokenize(text: string): { readonly tokens: Token[]; readonly comments: Span[] } {
  const tokens: Token[] = [];
  const comments: Span[] = [];
  const expression = new RegExp(TOKEN);
  for (let match = expression.exec(text); match !== null; match = expression.exec(text)) {
    const [found, hashes] = match;
    const from = match.index;
    if (found.startsWith('//') || found === '/*') {
      const to = found === '/*' ? blockEnd(text, from) : expression.lastIndex;
      comments.push({
        from,
        to,
        place: isDocumentation(text.slice(from, from + 4)) ? 'documentation' : 'comment',
      });
      expression.lastIndex = to;
    } else if (found.endsWith('"')) {
      expression.lastIndex = stringEnd(text, expression.lastIndex, hashes);
    } else if (!found.startsWith("'")) {
      tokens.push({ at: from, sign: found });
    }
  }
  return { tokens, comments };
}

function isDocumentation(start: string): boolean {
  return /^(?:\/\/!|\/\/\/(?!\/)|\/\*!|\/\*\*(?![*/]))/.test(start);
}

/** They nest. */
function blockEnd(text: string, from: number): number {
  const expression = new RegExp(COMMENT_EDGE);
  expression.lastIndex = from;
  let depth = 0;
  for (let match = expression.exec(text); match !== null; match = expression.exec(text)) {
    depth += match[0] === '/*' ? 1 : -1;
    if (depth === 0) return expression.lastIndex;
  }
  return text.length;
}

function stringEnd(text: string, from: number, hashes: string | undefined): number {
  if (hashes !== undefined) {
    const end = text.indexOf(`"${hashes}`, from);
    return end < 0 ? text.length : end + 1 + hashes.length;
  }
  // NB one expression for the whole string would remember each character of it.
  const edge = new RegExp(STRING_EDGE);
  edge.lastIndex = from;
  for (let match = edge.exec(text); match !== null; match = edge.exec(text)) {
    if (match[0] === '"') return edge.lastIndex;
    edge.lastIndex += 1;
  }
  return text.length;
}

const OPENS = /[([{]$/;

function matchBrackets(tokens: readonly Token[]): Map<Token, Token> {
  const open: Token[] = [];
  const closers = new Map<Token, Token>();
  for (const token of tokens) {
    if (OPENS.test(token.sign)) open.push(token);
    else if (/^[)\]}]/.test(token.sign)) {
      const opener = open.pop();
      if (opener !== undefined) closers.set(opener, token);
    }
  }
  return closers;
}

/** What stands behind `#[cfg(test)]` and `#[test]`, its other attributes included. */
function testSpans(
  text: string,
  tokens: readonly Token[],
  closers: ReadonlyMap<Token, Token>,
  comments: readonly Span[],
): Span[] {
  const spans: Span[] = [];
  const attributes = new Map<string, boolean>();
  const indexOf = new Map(tokens.map((token, index) => [token, index]));
  const blank = gapReader(text, comments);
  // Whether only blanks and comments stood before.
  let isHead = true;
  let head = 0;
  for (let index = 0; index < tokens.length; index++) {
    const first = tokens[index] as Token;
    if (!first.sign.startsWith('#')) continue;
    let isTest = false;
    let end: Token | undefined;
    // Attributes of one item, in whatever order.
    for (let token: Token | undefined = first; token?.sign.startsWith('#'); token = tokens[index + 1]) {
      if (end !== undefined && !blank(end.at + 1, token.at)) break;
      const closer = closers.get(token);
      if (closer === undefined) return spans;
      const isInner = token.sign === '#![';
      const tests = isTestAttribute(text.slice(token.at + token.sign.length, closer.at), attributes);
      isHead &&= blank(head, first.at);
      head = first.at;
      if (isInner && tests && isHead) return [{ from: first.at, to: text.length, place: 'tests' }];
      isTest ||= tests && !isInner;
      end = closer;
      index = indexOf.get(closer) ?? index;
    }
    if (!isTest || end === undefined) continue;
    const to = itemEnd(text, tokens, closers, index + 1, indexOf);
    spans.push({ from: first.at, to: to.at, place: 'tests' });
    index = to.index;
  }
  return spans;
}

/** Whether nothing but blanks and comments lies between two places. */
function gapReader(text: string, comments: readonly Span[]): (from: number, to: number) => boolean {
  return (from, to) => {
    let at = from;
    for (let next = lowerBound(comments, from, 'from'); at < to; next++) {
      const comment = comments[next];
      const until = Math.min(comment?.from ?? to, to);
      if (text.slice(at, until).trim() !== '') return false;
      at = comment === undefined ? to : Math.max(until, comment.to);
    }
    return true;
  };
}

const ITEM =
  /^\s*(?:pub|mod|fn|use|struct|enum|union|trait|impl|const|static|type|extern|unsafe|async|macro_rules|let)\b/;

/** The `}` or `;` that ends what begins at a token, or the `,` of a field. */
function itemEnd(
  text: string,
  tokens: readonly Token[],
  closers: ReadonlyMap<Token, Token>,
  start: number,
  indexOf: ReadonlyMap<Token, number>,
): { readonly at: number; readonly index: number } {
  const from = (tokens[start - 1]?.at ?? 0) + 1;
  const isItem = ITEM.test(text.slice(from, from + 200).replace(/\/\/[^\n]*/g, ''));
  for (let index = start; index < tokens.length; index++) {
    const token = tokens[index] as Token;
    if (token.sign === ';' || (token.sign === ',' && !isItem)) return { at: token.at + 1, index };
    if (/^[)\]}]/.test(token.sign)) return { at: token.at, index: index - 1 };
    if (!OPENS.test(token.sign)) continue;
    const closer = closers.get(token);
    // NB what never ends ends here: too little is taken for tests, which is safe.
    if (closer === undefined) return { at: token.at, index };
    index = indexOf.get(closer) ?? index;
    if (token.sign === '{') return { at: closer.at + 1, index };
  }
  // Nothing behind it ends either.
  return { at: from, index: tokens.length };
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

function finder(spans: readonly Span[]): (index: number) => Place | undefined {
  return (index) => {
    const span = spans[lowerBound(spans, index + 1, 'from') - 1];
    return span !== undefined && index < span.to ? span.place : undefined;
  };
}

/** The first of a sorted list that is not before a place. */
function lowerBound(list: readonly Token[], place: number): number;
function lowerBound(list: readonly Span[], place: number, key: 'from'): number;
function lowerBound(list: readonly object[], place: number, key = 'at'): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (((list[middle] as Record<string, number>)[key] ?? 0) < place) low = middle + 1;
    else high = middle;
  }
  return low;
}
