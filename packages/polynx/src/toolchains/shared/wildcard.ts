/**
 * The one matcher of wildcards: what `workspaces`, `members`, `exclude` and `.gitignore` list comes from
 * anybody's pull request, and a regular expression that is made of `*a*a*a*b` takes longer than anybody
 * waits. Matched step by step with one point of return, so that no pattern, however odd, takes more than
 * pattern × path steps. Each tool has its own syntax, which becomes tokens.
 */

export type Token = '*' | '?' | { readonly literal: string } | { accepts(character: string): boolean };

/** Between slashes; `**` stands for any number of names. */
export type Segment = '**' | readonly Token[];

export type Matcher = (path: string) => boolean;

export interface WildcardOptions {
  /**
   * Whether `*` and `**` also match names that start with a dot: git says yes, minimatch (hence Nx) says no.
   */
  readonly dot: boolean;
}

/** `*`, `?`, `[a-z]` and `\` within a segment, `**` over segments, as git and minimatch have them. */
export function wildcard(pattern: string, options: WildcardOptions): Matcher {
  return segmentMatcher(segmentsOf(pattern, tokens), options);
}

/** No path is longer than 4,096 characters, and no set of characters in a pattern for one is long. */
const LONGEST = 10_000;

/** Of a pattern that is too long, what matches nothing. */
export function segmentsOf(pattern: string, tokensOf: (segment: string) => Token[]): Segment[] {
  if (pattern.length > LONGEST) return [[]];
  return pattern.split('/').map((segment) => (segment === '**' ? '**' : tokensOf(segment)));
}

export function segmentMatcher(segments: readonly Segment[], { dot }: WildcardOptions): Matcher {
  return (path) =>
    walk(
      segments,
      path.split('/'),
      (segment) => segment === '**',
      (name) => dot || !name.startsWith('.'),
      (segment, name) => segment !== '**' && matchName(segment, name, dot),
    );
}

/** More than a thousand patterns out of one, or more steps than this: no real file needs them. */
const MOST_PATTERNS = 1000;
const MOST_CHARACTERS = 100_000;

/** `{a,b}` to two patterns, as minimatch does it. What would be too many stays as it is written. */
export function expandBraces(pattern: string): string[] {
  let open = [pattern];
  for (;;) {
    const next: string[] = [];
    for (const one of open) {
      next.push(...expandOnce(one));
      if (next.length > MOST_PATTERNS) return open;
    }
    if (next.length === open.length) return open;
    if (next.reduce((sum, { length }) => sum + length, 0) > MOST_CHARACTERS) return open;
    open = next;
  }
}

/** The first braces with a comma and no braces in them. */
function expandOnce(pattern: string): string[] {
  let from = -1;
  for (let at = 0; at < pattern.length; at++) {
    if (pattern[at] === '{') from = at;
    if (pattern[at] !== '}' || from < 0) continue;
    const parts = pattern.slice(from + 1, at).split(',', MOST_PATTERNS + 1);
    const [before, after] = [pattern.slice(0, from), pattern.slice(at + 1)];
    if (parts.length > MOST_PATTERNS) return [pattern];
    if (parts.length > 1) return parts.map((part) => before + part + after);
    from = -1;
  }
  return [pattern];
}

function matchName(segment: readonly Token[], name: string, dot: boolean): boolean {
  if (!dot && name.startsWith('.') && typeof segment[0] === 'string') return false;
  return walk(
    segment,
    [...name],
    (token) => token === '*',
    () => true,
    (token, character) => matchCharacter(token, character),
  );
}

function matchCharacter(token: Token, character: string): boolean {
  if (token === '?') return true;
  if (typeof token === 'string') return false;
  return 'literal' in token ? token.literal === character : token.accepts(character);
}

function tokens(segment: string): Token[] {
  const lastClose = segment.lastIndexOf(']');
  const out: Token[] = [];
  for (let at = 0; at < segment.length; ) {
    const part = partAt(segment, at, lastClose);
    at += part.length;
    if (part === '*' && out.at(-1) === '*') continue;
    if (part === '*' || part === '?') out.push(part);
    else if (part.length > 2 && part.startsWith('[')) out.push(characterSet(part));
    else out.push({ literal: part.length > 1 && part.startsWith('\\') ? part.slice(1) : part });
  }
  return out;
}

/** A set, a character behind a backslash, or a character. */
function partAt(segment: string, at: number, lastClose: number): string {
  const set = segment[at] === '[' ? setAt(segment, at, lastClose) : undefined;
  if (set !== undefined) return set;
  const slashes = segment[at] === '\\' && at + 1 < segment.length ? 1 : 0;
  return '\\'.repeat(slashes) + String.fromCodePoint(segment.codePointAt(at + slashes) ?? 0);
}

/**
 * `[a-z]`, `[!]a]`. NB who has no closing bracket must not look for one at each opening bracket: @param
 * lastClose is where the last one is
 */
export function setAt(segment: string, at: number, lastClose: number): string | undefined {
  const first = at + (segment[at + 1] === '!' ? 2 : 1);
  if (lastClose < first) return undefined;
  const close = segment.indexOf(']', segment[first] === ']' && lastClose > first ? first + 1 : first);
  return segment.slice(at, close + 1);
}

function characterSet(part: string): Token {
  const inner = part
    .slice(1, -1)
    .replace(/^!/, '^')
    .replace(/[\\\]]/g, '\\$&');
  try {
    const set = new RegExp(`^[${inner}]$`, 'u');
    return { accepts: (character) => set.test(character) };
  } catch {
    return { literal: part };
  }
}

/** A path up to the name that has one of the wildcards in it. */
export function beforeWildcard(path: string, wildcards: string): string {
  let at = 0;
  while (at < path.length && !wildcards.includes(path[at] ?? '')) at++;
  return at === path.length ? path : path.slice(0, Math.max(path.lastIndexOf('/', at), 0));
}

/** `dist/**` and `dist/*` are `dist`. */
export function withoutStars(pattern: string): string {
  const segments = pattern.split('/');
  let end = segments.length;
  while (end > 1 && /^\*+$/.test(segments[end - 1] ?? '')) end--;
  return segments.slice(0, end).join('/');
}

/**
 * Greedy matching that returns only to the last star: enough, since an earlier star never gains by taking
 * more.
 */
function walk<P, T>(
  pattern: readonly P[],
  items: readonly T[],
  isStar: (part: P) => boolean,
  mayTake: (item: T) => boolean,
  one: (part: P, item: T) => boolean,
): boolean {
  let [at, item, star, taken] = [0, 0, -1, 0];
  while (item < items.length) {
    const part = pattern[at];
    const current = items[item] as T;
    if (part !== undefined && isStar(part)) [star, taken, at] = [at, item, at + 1];
    else if (part !== undefined && one(part, current)) [at, item] = [at + 1, item + 1];
    else if (star >= 0 && mayTake(items[taken] as T)) [at, item, taken] = [star + 1, taken + 1, taken + 1];
    else return false;
  }
  while (at < pattern.length && isStar(pattern[at] as P)) at++;
  return at === pattern.length;
}
