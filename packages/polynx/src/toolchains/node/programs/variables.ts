/** Variables of the environment that a program names, or that it may look at all of them. */
import type { Token } from '../../shared/javascript/tokens.js';
import { isSign, isWord } from './value.js';

export interface Variables {
  readonly names: readonly string[];
  /** It looks at variables whose names it does not state. */
  readonly whole: boolean;
}

export function variablesOf(tokens: readonly Token[]): Variables {
  const names = new Set<string>();
  const aliases = aliasesOf(tokens, names);
  let whole = false;
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (token?.kind !== 'word') continue;
    const end = environmentEnd(tokens, at, aliases);
    if (end === undefined) continue;
    const name = namedAt(tokens, end);
    if (name !== undefined) names.add(name);
    else if (isWord(tokens[at - 1], 'in') && tokens[at - 2]?.kind === 'text')
      names.add(textOf(tokens[at - 2]));
    else if (aliases.get(token.text) !== false && !isHarmless(tokens, at, end)) whole = true;
  }
  return { names: [...names].filter((name) => NAME.test(name)), whole };
}

const NAME = /^\w{1,100}$/;

function textOf(token: Token | undefined): string {
  return token?.kind === 'text' || token?.kind === 'word' ? token.text : '';
}

/** The index behind `process.env`, `import.meta.env`, or a name that stands for one of them. */
function environmentEnd(
  tokens: readonly Token[],
  at: number,
  aliases: ReadonlyMap<string, boolean>,
): number | undefined {
  const token = tokens[at];
  if (token?.kind !== 'word') return undefined;
  if (isWord(token, 'process') && isSign(tokens[at + 1], '.') && isWord(tokens[at + 2], 'env')) return at + 3;
  if (isWord(token, 'meta') && isWord(tokens[at + 2], 'env')) return at + 3;
  if (token.isProperty) return undefined;
  if (aliases.has(token.text)) return at + 1;
  const isUpper = token.text === 'env' && /^[A-Z][A-Z\d_]*$/.test(namedAt(tokens, at + 1) ?? '');
  return isUpper ? at + 1 : undefined;
}

/** `.X`, `?.X`, `["X"]` */
function namedAt(tokens: readonly Token[], from: number): string | undefined {
  const at = isSign(tokens[from], '?') && isSign(tokens[from + 1], '.') ? from + 1 : from;
  const next = tokens[at + 1];
  if (isSign(tokens[at], '.') && next?.kind === 'word') return next.text;
  const quoted = isSign(tokens[at], '.') && isSign(next, '[') ? at + 1 : at;
  const text = tokens[quoted + 1];
  return isSign(tokens[quoted], '[') && text?.kind === 'text' && isSign(tokens[quoted + 2], ']')
    ? text.text
    : undefined;
}

/**
 * Declarations that take variables out of the environment, or give it another name: whether that is all of
 * it.
 */
function aliasesOf(tokens: readonly Token[], names: Set<string>): Map<string, boolean> {
  const aliases = new Map<string, boolean>();
  for (let at = 0; at < tokens.length; at++) {
    if (!isSign(tokens[at], '=') || !isEnvironment(tokens, at + 1)) continue;
    const target = tokens[at - 1];
    if (isSign(target, '}')) {
      for (const name of destructured(tokens, at - 1)) names.add(name);
    } else if (target?.kind === 'word' && !target.isProperty) aliases.set(target.text, isAll(tokens, at + 1));
  }
  return aliases;
}

/**
 * NB `loadEnv(mode, folder)` returns what is in the key of every task already: the variables that vite lets
 * pages see.
 */
function isAll(tokens: readonly Token[], from: number): boolean {
  if (!tokens.slice(from, from + 2).some((token) => isWord(token, 'loadEnv'))) return true;
  return tokens.slice(from, from + 40).some((token) => token.kind === 'text' && token.text === '');
}

/** `process.env`, and what `loadEnv` of vite returns. */
function isEnvironment(tokens: readonly Token[], at: number): boolean {
  const start = isWord(tokens[at], 'await') ? at + 1 : at;
  if (isWord(tokens[start], 'loadEnv') && isSign(tokens[start + 1], '(')) return true;
  const end = environmentEnd(tokens, start, new Map());
  return (end !== undefined && namedAt(tokens, end) === undefined) || isBareName(tokens, start);
}

/** `const { API } = env` */
function isBareName(tokens: readonly Token[], at: number): boolean {
  const next = tokens[at + 1];
  return isWord(tokens[at], 'env') && !isSign(next, '.') && !isSign(next, '(') && !isSign(next, '?');
}

/** NB looked for from its end: a bound keeps that linear. */
const LONGEST_PATTERN = 500;
const DEEPEST_PATTERN = 5;

/** Names between the braces that end at the index. */
function destructured(tokens: readonly Token[], close: number): string[] {
  const names: string[] = [];
  let depth = 0;
  for (let at = close; at >= Math.max(0, close - LONGEST_PATTERN); at--) {
    const token = tokens[at];
    if (depth > DEEPEST_PATTERN) return [];
    if (isSign(token, '}')) depth++;
    else if (isSign(token, '{') && --depth === 0) return names;
    const before = tokens[at - 1];
    const isFirst = isSign(before, '{') || isSign(before, ',');
    if (depth === 1 && isFirst && (token?.kind === 'word' || token?.kind === 'text'))
      names.unshift(token.text);
  }
  return [];
}

/**
 * `process.env = { ...process.env, … }`, `Object.assign(process.env, …)`, `const { A } = process.env`, `const
 * env = process.env`
 */
function isHarmless(tokens: readonly Token[], at: number, end: number): boolean {
  const before = tokens[at - 1];
  if (isSign(tokens[end], '=') && !isSign(tokens[end + 1], '=')) return true;
  if (isSign(before, '(') && isWord(tokens[at - 2], 'assign') && isSign(tokens[end], ',')) return true;
  if (isSign(before, '=')) {
    const target = tokens[at - 2];
    return target?.kind === 'word' || !isRest(tokens, at - 2);
  }
  const isOwnCopy =
    isSign(before, '.') &&
    isSign(tokens[at - 4], '{') &&
    isSign(tokens[at - 5], '=') &&
    isWord(tokens[at - 6], 'env');
  return isOwnCopy || isTypeOnly(tokens, at);
}

/** `const { A, ...rest } = process.env` */
function isRest(tokens: readonly Token[], close: number): boolean {
  return isSign(tokens[close], '}') && isSign(tokens[close - 2], '.') && isSign(tokens[close - 3], '.');
}

function isTypeOnly(tokens: readonly Token[], at: number): boolean {
  return isWord(tokens[at - 1], 'typeof') || isWord(tokens[at - 1], 'declare');
}
