/**
 * The globs of `members`, which are those of the crate `glob`: `*`, `?` and `[…]` stay within one path segment, a segment `**` spans
 * several, and braces mean themselves. https://docs.rs/glob/latest/glob/struct.Pattern.html
 */
export function expand(pattern: string, candidates: readonly string[]): string[] {
  if (!/[*?[]/.test(pattern)) return [pattern];
  const segments = pattern
    .split('/')
    .filter((segment, index, all) => segment !== '**' || all[index - 1] !== '**');
  const source = segments.map(segmentPattern).join('');
  const regexp = new RegExp(`^${source}$`);
  return candidates.filter((directory) => directory !== '.' && regexp.test(`${directory}/`));
}

function segmentPattern(segment: string): string {
  if (segment === '**') return '(?:[^/]+/)*';
  const parts = segment.match(/\[!?\]?[^\]]*\]|[\s\S]/g) ?? [];
  return `${parts.map(partPattern).join('')}/`;
}

function partPattern(part: string): string {
  if (part === '*') return '[^/]*';
  if (part === '?') return '[^/]';
  return part.length > 1 ? classPattern(part) : escapePattern(part);
}

/** `[a-z]`, `[!a-z]`. A range the wrong way round matches nothing, as in the original. */
function classPattern(text: string): string {
  const negated = text.startsWith('[!');
  const members = text.slice(negated ? 2 : 1, -1);
  const ranges = members.match(/[\s\S]-[\s\S]|[\s\S]/g) ?? [];
  const valid = ranges.filter((range) => range.length === 1 || (range[0] ?? '') <= (range[2] ?? ''));
  const source = valid.map((range) => [...range].map(escapeInClass).join('')).join('');
  return negated ? `[^/${source}]` : source === '' ? '(?!)' : `[${source}]`;
}

/** The hyphen in the middle of a range is the only one that means something. */
function escapeInClass(character: string, index: number, range: readonly string[]): string {
  return character === '-' && index === 1 && range.length === 3
    ? '-'
    : character.replace(/[\\\]^[-]/, '\\$&');
}

function escapePattern(character: string): string {
  return character.replace(/[.*+?^${}()|[\]\\/]/, '\\$&');
}
