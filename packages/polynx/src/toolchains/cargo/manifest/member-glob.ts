/**
 * The globs of `members`, which are those of the crate `glob`: `*`, `?` and `[…]` stay within one path
 * segment, a segment `**` spans several, and braces mean themselves.
 * https://docs.rs/glob/latest/glob/struct.Pattern.html
 */
import { segmentMatcher, segmentsOf, setAt, type Token } from '../../shared/wildcard.js';

export function expand(pattern: string, candidates: readonly string[]): string[] {
  if (!/[*?[]/.test(pattern)) return [pattern];
  const matches = segmentMatcher(segmentsOf(pattern, tokens), { dot: true });
  return candidates.filter((directory) => directory !== '.' && matches(directory));
}

/** NB a backslash means itself. */
function tokens(segment: string): Token[] {
  const lastClose = segment.lastIndexOf(']');
  const out: Token[] = [];
  for (let at = 0; at < segment.length; ) {
    const set = segment[at] === '[' ? setAt(segment, at, lastClose) : undefined;
    const part = set ?? String.fromCodePoint(segment.codePointAt(at) ?? 0);
    at += part.length;
    if (set !== undefined) out.push(characterSet(set));
    else out.push(part === '*' || part === '?' ? part : { literal: part });
  }
  return out;
}

/** `[a-z]`, `[!a-z]`. A range the wrong way round matches nothing, as in the original. */
function characterSet(text: string): Token {
  const negated = text.startsWith('[!');
  const members = text.slice(negated ? 2 : 1, -1);
  const ranges = members.match(/[\s\S]-[\s\S]|[\s\S]/gu) ?? [];
  const accepts = (character: string) =>
    ranges.some((range) => {
      const [from = '', , to = from] = [...range];
      return from <= character && character <= to;
    });
  return { accepts: (character) => accepts(character) !== negated };
}
