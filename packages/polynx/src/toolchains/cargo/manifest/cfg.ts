/**
 * Whether a `[target.<this>]` table holds on a platform: a triple, or `cfg(…)` as in conditional compilation.
 * https://doc.rust-lang.org/cargo/reference/specifying-dependencies.html#platform-specific-dependencies
 * https://doc.rust-lang.org/reference/conditional-compilation.html
 */

/**
 * Undefined: not known, because only the compiler knows the platform so well, or because we do not understand
 * the expression.
 */
export type Holds = boolean | undefined;

export interface CfgPlatform {
  readonly triple?: string;
  /** `unix`, or `target_os` with `linux`. */
  ask(name: string, value?: string): Holds;
}

/** @param spec as cargo metadata gives it; null is no condition */
export function holds(spec: string | null, platform: CfgPlatform): Holds {
  if (spec === null) return true;
  if (/^\s*cfg\b/.test(spec)) return evaluate(parse(spec), platform);
  return platform.triple === undefined ? matchesSystem(spec, platform) : spec === platform.triple;
}

/** Without the host's own triple, another system's is certainly not it. */
function matchesSystem(triple: string, platform: CfgPlatform): Holds {
  const facts = Object.entries(factsOf(triple));
  return facts.some(([name, value]) => platform.ask(name, value) === false) ? false : undefined;
}

/**
 * All that `rustc --print host-tuple --print cfg` prints; `triple` where another one is built for. Undefined:
 * it is no such answer.
 */
export function platformOfRustc(
  printed: string,
  triple?: string,
): (CfgPlatform & { triple: string }) | undefined {
  const [host = '', ...lines] = printed.split('\n').map((line) => line.trim());
  if (!/^[\w.]+-[\w.-]+$/.test(host)) return undefined;
  const set = new Set(lines.filter((line) => line !== ''));
  return {
    triple: triple ?? host,
    ask: (name, value) => set.has(value === undefined ? name : `${name}="${value}"`),
  };
}

const OS: Readonly<Record<string, string>> = { darwin: 'macos', win32: 'windows' };
const ARCH: Readonly<Record<string, string>> = { x64: 'x86_64', arm64: 'aarch64', ia32: 'x86' };

/** What the neutral name of a platform tells, e.g. `linux-x64`. Which C library it has is not in it. */
export function platformOfName(name: string): CfgPlatform {
  const [os = '', arch = ''] = name.split('-');
  return { ask: asking(facts(OS[os] ?? os, ARCH[arch] ?? arch)) };
}

/** What a triple tells by itself. That of a system that is not listed here tells nothing. */
export function platformOfTriple(triple: string): CfgPlatform {
  return { triple, ask: asking(factsOf(triple)) };
}

type Facts = Readonly<Record<string, string>>;

const SYSTEMS: readonly (readonly [pattern: RegExp, os: string])[] = [
  [/-linux(?:-|$)/, 'linux'],
  [/-darwin$/, 'macos'],
  [/-windows(?:-|$)/, 'windows'],
  [/-unknown-unknown$/, 'unknown'],
  [/-wasip?\d*$/, 'wasi'],
];

function factsOf(triple: string): Facts {
  const os = SYSTEMS.find(([pattern]) => pattern.test(triple))?.[1];
  return os === undefined ? {} : facts(os, triple.split('-')[0] ?? '');
}

function facts(os: string, arch: string): Facts {
  const family = os === 'windows' ? 'windows' : ['unknown', 'wasi'].includes(os) ? 'wasm' : 'unix';
  // NB every 32-bit ARM and every `i?86` has names of its own in triples.
  const isKnown = ['x86_64', 'aarch64', 'wasm32'].includes(arch);
  return { target_os: os, target_family: family, ...(isKnown ? { target_arch: arch } : {}) };
}

function asking(known: Facts): CfgPlatform['ask'] {
  return (name, value) => {
    if (value !== undefined) return known[name] === undefined ? undefined : known[name] === value;
    const family = known['target_family'];
    return ['unix', 'windows'].includes(name) && family !== undefined ? name === family : undefined;
  };
}

type Expression =
  | { readonly operator: string; readonly operands: readonly Expression[] }
  | { readonly name: string; readonly value?: string };

function evaluate(expression: Expression | undefined, platform: CfgPlatform): Holds {
  if (expression === undefined) return undefined;
  if (!('operator' in expression)) {
    if (expression.value === undefined && ['true', 'false'].includes(expression.name))
      return expression.name === 'true';
    return platform.ask(expression.name, expression.value);
  }
  const answers = expression.operands.map((operand) => evaluate(operand, platform));
  if (expression.operator === 'not') return answers[0] === undefined ? undefined : !answers[0];
  const decisive = expression.operator === 'any';
  if (answers.includes(decisive)) return decisive;
  return answers.includes(undefined) ? undefined : !decisive;
}

/** Where the reader is, and in how many brackets. */
interface At {
  index: number;
  depth: number;
}

/** An expression that nests deeper is not understood. */
export const DEEPEST = 100;

/** Undefined for what is no expression. */
function parse(spec: string): Expression | undefined {
  const tokens = spec.match(/[\w.-]+|"[^"]*"|[(),=]/g) ?? [];
  if (tokens.join('') !== spec.replace(/\s+/g, '')) return undefined;
  const at = { index: 1, depth: 0 };
  const operands = list(tokens, at);
  return operands?.length === 1 && at.index === tokens.length ? operands[0] : undefined;
}

/** `( a , b , )` */
function list(tokens: readonly string[], at: At): Expression[] | undefined {
  const operands: Expression[] = [];
  if (tokens[at.index++] !== '(' || ++at.depth > DEEPEST) return undefined;
  while (tokens[at.index] !== ')') {
    const operand = at.index < tokens.length ? one(tokens, at) : undefined;
    if (operand === undefined) return undefined;
    operands.push(operand);
    if (tokens[at.index] === ',') at.index++;
  }
  at.index++;
  at.depth--;
  return operands;
}

function one(tokens: readonly string[], at: At): Expression | undefined {
  const name = tokens[at.index++] ?? '';
  if (!/^\w/.test(name)) return undefined;
  if (tokens[at.index] === '(') {
    const operands = list(tokens, at);
    const isOperator = name === 'all' || name === 'any' || (name === 'not' && operands?.length === 1);
    return operands === undefined || !isOperator ? undefined : { operator: name, operands };
  }
  if (tokens[at.index] !== '=') return { name };
  const value = /^"(.*)"$/.exec(tokens[at.index + 1] ?? '')?.[1];
  at.index += 2;
  return value === undefined ? undefined : { name, value };
}
