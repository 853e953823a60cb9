/**
 * The wildcards that `workspaces` lists and `.gitignore` share: `*`, `?`, `[a-z]` within a segment, `**` over segments. Matched
 * step by step with one point of return, so that no pattern, however odd, takes more than pattern × path steps.
 */
export interface WildcardOptions {
  /** Whether `*` and `**` also match names that start with a dot: git says yes, minimatch (hence Nx) says no. */
  readonly dot: boolean;
}

type Token = '*' | '?' | { readonly literal: string } | { readonly set: RegExp };

export type Matcher = (path: string) => boolean;

export function wildcard(pattern: string, { dot }: WildcardOptions): Matcher {
  const segments = pattern.split('/').map((segment) => (segment === '**' ? '**' : tokens(segment)));
  return (path) =>
    walk(
      segments,
      path.split('/'),
      (segment) => segment === '**',
      (name) => dot || !name.startsWith('.'),
      (segment, name) => segment !== '**' && matchName(segment, name, dot),
    );
}

/** `{a,b}` to two patterns, as minimatch does it; more than a thousand of them are nobody's intention. */
export function expandBraces(pattern: string): string[] {
  let open = [pattern];
  for (;;) {
    const next = open.flatMap((one) => {
      const found = /^(.*?)\{([^{}]*,[^{}]*)\}(.*)$/s.exec(one);
      return found === null
        ? [one]
        : (found[2] ?? '').split(',').map((part) => `${found[1] ?? ''}${part}${found[3] ?? ''}`);
    });
    if (next.length === open.length || next.length > 1000) return open;
    open = next;
  }
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
  return 'literal' in token ? token.literal === character : token.set.test(character);
}

function tokens(segment: string): Token[] {
  const out: Token[] = [];
  const parts = /\[!?\]?[^\]]*\]|\\.|./gsu;
  for (const [part] of segment.matchAll(parts)) {
    if (part === '*' && out.at(-1) === '*') continue;
    if (part === '*' || part === '?') out.push(part);
    else if (part.length > 2 && part.startsWith('[')) out.push(characterSet(part));
    else out.push({ literal: part.length > 1 && part.startsWith('\\') ? part.slice(1) : part });
  }
  return out;
}

function characterSet(part: string): Token {
  const inner = part
    .slice(1, -1)
    .replace(/^!/, '^')
    .replace(/[\\\]]/g, '\\$&');
  try {
    return { set: new RegExp(`^[${inner}]$`, 'u') };
  } catch {
    return { literal: part };
  }
}

/** Greedy matching that returns only to the last star: enough, since an earlier star never gains by taking more. */
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
  return pattern.slice(at).every(isStar);
}
