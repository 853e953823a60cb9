/**
 * Whether a `[target.<spec>]` table holds on a platform: a triple, or `cfg(…)` as in conditional compilation. Three answers, because of features and much
 * else only the compiler knows: what may hold is taken to hold.
 * https://doc.rust-lang.org/cargo/reference/specifying-dependencies.html#platform-specific-dependencies
 */
export type Holds = boolean | 'maybe';

/** Values of the keys that are known, e.g. `target_os` → `linux`; names that are set or not, e.g. `unix`. */
export interface CfgPlatform {
  readonly triple?: string;
  readonly values: Readonly<Record<string, string>>;
}

const OS: Readonly<Record<string, string>> = { darwin: 'macos', win32: 'windows' };
const ARCH: Readonly<Record<string, string>> = { x64: 'x86_64', arm64: 'aarch64', ia32: 'x86' };

/** The neutral name of a platform, e.g. `linux-x64`. Which C library it has is not in it. */
export function cfgOfPlatform(platform: string): CfgPlatform {
  const [os = '', arch = ''] = platform.split('-');
  return { values: valuesOf(OS[os] ?? os, ARCH[arch] ?? arch) };
}

const WORDS_OF_TRIPLES: readonly (readonly [pattern: RegExp, os: string])[] = [
  [/-linux(?:-|$)/, 'linux'],
  [/-darwin$/, 'macos'],
  [/-windows(?:-|$)/, 'windows'],
  [/-unknown-unknown$/, 'unknown'],
  [/-wasip?\d*$/, 'wasi'],
];

/** A triple of a system that is not listed tells nothing. */
export function cfgOfTriple(triple: string): CfgPlatform {
  const os = WORDS_OF_TRIPLES.find(([pattern]) => pattern.test(triple))?.[1];
  const [arch = ''] = triple.split('-');
  return { triple, values: os === undefined ? {} : valuesOf(os, arch) };
}

function valuesOf(os: string, arch: string): Record<string, string> {
  const family = os === 'windows' ? 'windows' : ['unknown', 'wasi'].includes(os) ? 'wasm' : 'unix';
  // NB every 32-bit ARM and every `i?86` has names of its own in triples.
  const known = ['x86_64', 'aarch64', 'wasm32'].includes(arch);
  return { target_os: os, target_family: family, ...(known ? { target_arch: arch } : {}) };
}

export function holds(spec: string, platform: CfgPlatform): Holds {
  const expression = /^\s*cfg\s*\((.*)\)\s*$/s.exec(spec)?.[1];
  if (expression !== undefined) return evaluate(expression.trim(), platform);
  return platform.triple === undefined ? matchesSystem(spec, platform) : spec === platform.triple;
}

/** Without the host's own triple, another system's is certainly not it. */
function matchesSystem(triple: string, { values }: CfgPlatform): Holds {
  const other = cfgOfTriple(triple).values;
  const differs = Object.keys(other).some((key) => values[key] !== undefined && values[key] !== other[key]);
  return differs ? false : 'maybe';
}

function evaluate(expression: string, platform: CfgPlatform): Holds {
  const [, operator, inside] = /^(all|any|not)\s*\((.*)\)$/s.exec(expression) ?? [];
  if (operator === undefined) return option(expression, platform);
  const parts = split(inside ?? '').map((part) => evaluate(part, platform));
  if (operator === 'not') return opposite(parts[0] ?? 'maybe');
  const decisive = operator === 'any';
  if (parts.includes(decisive)) return decisive;
  return parts.includes('maybe') ? 'maybe' : !decisive;
}

function opposite(answer: Holds): Holds {
  return answer === 'maybe' ? answer : !answer;
}

/** At the commas that are in no parentheses and no string. */
function split(list: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  let quoted = false;
  for (let index = 0; index < list.length; index++) {
    const character = list[index];
    if (character === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (character === '(') depth++;
    else if (character === ')') depth--;
    else if (character === ',' && depth === 0) {
      parts.push(list.slice(start, index));
      start = index + 1;
    }
  }
  return [...parts, list.slice(start)].map((part) => part.trim()).filter((part) => part !== '');
}

function option(text: string, { values }: CfgPlatform): Holds {
  const [, key = '', value] = /^(\w+)\s*(?:=\s*"([^"]*)")?$/.exec(text) ?? [];
  if (value !== undefined) return values[key] === undefined ? 'maybe' : values[key] === value;
  const family = values['target_family'];
  return ['unix', 'windows'].includes(key) && family !== undefined ? key === family : 'maybe';
}
