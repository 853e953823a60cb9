/**
 * Texts and paths that a program states: strings, templates, sums, `resolve(__dirname, …)`, `new URL(…,
 * import.meta.url)`, constants of these.
 */
import { join } from '../../../model/paths.js';
import type { TemplateToken, Token } from '../../shared/javascript/tokens.js';

export interface Value {
  /**
   * Where a relative text starts: at the file's folder, at the folder the program is started in, or where its
   * reader says.
   */
  readonly base: 'file' | 'cwd' | 'none';
  readonly text: string;
  /** Only the beginning is known. */
  readonly open?: true;
  /** The file itself, as `import.meta.url` is. */
  readonly self?: true;
}

export type Constants = ReadonlyMap<string, Value | undefined>;

export interface ValueAt {
  readonly value: Value;
  /** The index behind the expression. */
  readonly end: number;
}

interface Reader {
  readonly tokens: readonly Token[];
  readonly constants: Constants;
}

const HERE: Value = { base: 'file', text: '.' };
const SELF: Value = { base: 'file', text: '.', self: true };
const START: Value = { base: 'cwd', text: '.' };
const DEEPEST = 5;

/** The text or path that the expression at the index is, as far as that can be read off. */
export function valueAt(reader: Reader, at: number, depth = 0): ValueAt | undefined {
  if (depth > DEEPEST) return undefined;
  const first = primary(reader, at, depth);
  if (first === undefined) return undefined;
  const end = withoutSuffix(reader.tokens, first.end);
  if (end === undefined) return undefined;
  if (!isSign(reader.tokens[end], '+')) return end === first.end ? first : { value: first.value, end };
  const rest = valueAt(reader, end + 1, depth + 1);
  return rest === undefined || first.value.open === true
    ? { value: opened(first.value), end: end + 1 }
    : { value: appended(first.value, rest.value), end: rest.end };
}

function primary(reader: Reader, at: number, depth: number): ValueAt | undefined {
  const token = reader.tokens[at];
  if (token?.kind === 'text') return { value: { base: 'none', text: token.text }, end: at + 1 };
  if (token?.kind === 'template') return template(reader, token, at, depth);
  if (token?.kind !== 'word' || token.isProperty) return undefined;
  const place = placeAt(reader.tokens, at);
  if (place !== undefined) return place;
  const called = calleeAt(reader.tokens, at);
  if (called !== undefined) return call(reader, called.name, called.end, depth);
  const value = reader.constants.get(token.text);
  return value === undefined ? undefined : { value, end: at + 1 };
}

/** `__dirname`, `import.meta.url`, `process.cwd()` */
function placeAt(tokens: readonly Token[], at: number): ValueAt | undefined {
  if (isWord(tokens[at], '__dirname')) return { value: HERE, end: at + 1 };
  if (isWord(tokens[at], '__filename')) return { value: SELF, end: at + 1 };
  if (isWord(tokens[at], 'import') && isWord(tokens[at + 2], 'meta')) {
    const what = tokens[at + 4];
    if (isWord(what, 'dirname') || isWord(what, 'dir')) return { value: HERE, end: at + 5 };
    if (isWord(what, 'url') || isWord(what, 'filename')) return { value: SELF, end: at + 5 };
  }
  const isCwd = isWord(tokens[at], 'process') && isWord(tokens[at + 2], 'cwd') && isSign(tokens[at + 4], ')');
  return isCwd ? { value: START, end: at + 5 } : undefined;
}

/** `path.resolve(`, `new URL(`: the last name, and the index of its first argument. */
function calleeAt(
  tokens: readonly Token[],
  from: number,
): { readonly name: string; readonly end: number } | undefined {
  let at = isWord(tokens[from], 'new') ? from + 1 : from;
  for (let names = 0; names < 4; names++) {
    const word = tokens[at];
    if (word?.kind !== 'word') return undefined;
    if (isSign(tokens[at + 1], '(')) return { name: word.text, end: at + 2 };
    if (!isSign(tokens[at + 1], '.')) return undefined;
    at += 2;
  }
  return undefined;
}

type Join = (parts: readonly Value[]) => Value | undefined;

const joined: Join = ([first, ...rest]) => {
  if (first === undefined) return undefined;
  const isAbsolute = rest.some(({ text }) => text.startsWith('/'));
  const from = rest.findLast(({ base }) => base !== 'none');
  if (isAbsolute || from !== undefined || (first.base === 'none' && first.text.startsWith('/'))) return from;
  return { base: first.base, text: join(first.text, ...rest.map(({ text }) => text)) };
};

const CALLS: Readonly<Record<string, Join>> = {
  join: joined,
  resolve: (parts) => {
    const value = joined(parts);
    return value?.base === 'none' ? { ...value, base: 'cwd' } : value;
  },
  URL: ([text, from]) =>
    from?.self === true && text !== undefined ? { base: 'file', text: text.text } : undefined,
  fileURLToPath: ([url]) => url,
  pathToFileURL: ([path]) => path,
  normalizePath: ([path]) => path,
  normalize: ([path]) => path,
  dirname: ([path]) => (path?.self === true ? HERE : path && { ...path, text: join(path.text, '..') }),
};

function call(reader: Reader, name: string, from: number, depth: number): ValueAt | undefined {
  const toValue = Object.hasOwn(CALLS, name) ? CALLS[name] : undefined;
  if (toValue === undefined) return undefined;
  const parts: Value[] = [];
  let at = from;
  while (!isSign(reader.tokens[at], ')')) {
    const part = valueAt(reader, at, depth + 1);
    const isWhole =
      part !== undefined && (isSign(reader.tokens[part.end], ',') || isSign(reader.tokens[part.end], ')'));
    if (part === undefined || !isWhole || part.value.open === true) {
      const known = toValue(part === undefined ? parts : [...parts, part.value]);
      const end = closing(reader.tokens, at);
      return known === undefined || end === undefined
        ? undefined
        : { value: opened(asFolder(known, part)), end };
    }
    parts.push(part.value);
    at = isSign(reader.tokens[part.end], ',') ? part.end + 1 : part.end;
  }
  const value = toValue(parts);
  return value === undefined ? undefined : { value, end: at + 1 };
}

/** What follows is inside it, unless the last part is itself only begun. */
function asFolder(value: Value, begun: ValueAt | undefined): Value {
  return begun?.value.open === true ? value : { ...value, text: `${value.text}/` };
}

/** NB each call looks for its end: a bound keeps that linear. */
const LONGEST_CALL = 120;

/** The index behind the parenthesis that ends the call. */
function closing(tokens: readonly Token[], from: number): number | undefined {
  let depth = 0;
  for (let at = from; at < Math.min(tokens.length, from + LONGEST_CALL); at++) {
    if (isSign(tokens[at], '(')) depth++;
    else if (isSign(tokens[at], ')') && depth-- === 0) return at + 1;
  }
  return undefined;
}

function template(reader: Reader, token: TemplateToken, from: number, depth: number): ValueAt {
  let value: Value = { base: 'none', text: '' };
  let at = from + 1;
  for (const part of token.parts) {
    const inner = part === null ? valueAt(reader, at, depth + 1) : { value: plain(part), end: at };
    if (inner === undefined || (part === null && reader.tokens[inner.end]?.kind !== 'part'))
      return { value: opened(value), end: token.end };
    value = appended(value, inner.value);
    at = part === null ? inner.end + 1 : at;
    if (value.open === true) break;
  }
  return { value, end: token.end };
}

function plain(text: string): Value {
  return { base: 'none', text };
}

function appended(first: Value, next: Value): Value {
  const base = first.text === '' && first.base === 'none' ? next.base : first.base;
  return { base, text: first.text + next.text, ...(next.open === true ? { open: true } : {}) };
}

function opened({ base, text }: Value): Value {
  return { base, text, open: true };
}

/** `.href` changes nothing; what else follows makes something else of the value. */
function withoutSuffix(tokens: readonly Token[], at: number): number | undefined {
  if (!isSign(tokens[at], '.') && !isSign(tokens[at], '[')) return isSign(tokens[at], '(') ? undefined : at;
  const next = tokens[at + 1];
  return isWord(next, 'href') || isWord(next, 'pathname') ? at + 2 : undefined;
}

export function isSign(token: Token | undefined, text: string): boolean {
  return token?.kind === 'sign' && token.text === text;
}

export function isWord(token: Token | undefined, text: string): boolean {
  return token?.kind === 'word' && token.text === text;
}

/** `const outDir = resolve(__dirname, 'dist')`. A name with two meanings has none. */
export function constantsOf(tokens: readonly Token[]): Constants {
  const constants = new Map<string, Value | undefined>();
  for (let at = 0; at < tokens.length; at++) {
    const [token, name] = [tokens[at], tokens[at + 1]];
    const isDeclared = token?.kind === 'word' && !token.isProperty && isDeclaring(token.text);
    if (!isDeclared || name?.kind !== 'word' || !isSign(tokens[at + 2], '=')) continue;
    const found = valueAt({ tokens, constants }, at + 3);
    const value = found !== undefined && isEnd(tokens[found.end]) ? found.value : undefined;
    const known = constants.get(name.text);
    const isSame = !constants.has(name.text) || JSON.stringify(known) === JSON.stringify(value);
    constants.set(name.text, isSame ? value : undefined);
  }
  return constants;
}

export function isDeclaring(word: string): boolean {
  return word === 'const' || word === 'let' || word === 'var';
}

/**
 * Whether an expression may end before the token. NB line ends are no tokens: the next statement begins with
 * a word.
 */
export function isEnd(token: Token | undefined): boolean {
  return token?.kind !== 'sign' || /^[;,)}\]@(]$/.test(token.text);
}
