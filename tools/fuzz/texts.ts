/**
 * Texts that take a parser long if it is not linear: what looks like the beginning of something, over and
 * over.
 */

/** A number from 0 to 1, the same ones for the same seed. https://en.wikipedia.org/wiki/Xorshift */
export type Random = () => number;

export function randomOf(seed: number): Random {
  let state = seed * 2_654_435_761 + 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 4_294_967_296;
  };
}

export function pick<T>(list: readonly T[], random: Random): T {
  return list[Math.floor(random() * list.length)] as T;
}

export interface Pump {
  readonly kind: string;
  readonly text: string;
}

const SIGNS = [
  ...'[](){}<>"\'`*/\\.,;:=#!@$&|+-?~^%_a0 \t\n\r',
  '\r\n',
  '\u2028',
  '**/',
  '*a',
  '../',
  '//',
  '/*',
  '*/',
  '${',
  '\\"',
  '=>',
  '::',
  '- ',
  ': ',
  '# ',
];

const PAIRS: readonly (readonly [open: string, close: string])[] = [
  ['[', ']'],
  ['{', '}'],
  ['(', ')'],
  ['<', '>'],
  ['{"a":', '}'],
  ['{a=', '}'],
  ['/*', '*/'],
  ['"', '"'],
];

/** Every sign and word by itself, as a run between two others, and nested; then mixtures, without end. */
export function* pumps(bytes: number, words: readonly string[], random: Random): Generator<Pump> {
  const units = [...words, ...SIGNS];
  const fill = (unit: string, length = bytes) => unit.repeat(Math.max(1, Math.floor(length / unit.length)));
  for (const unit of units) yield { kind: `${shown(unit)} × n`, text: fill(unit) };
  for (const [open, close] of PAIRS)
    yield { kind: `${shown(open)} … ${shown(close)}`, text: fill(open, bytes / 2) + fill(close, bytes / 2) };
  for (const word of words) {
    yield { kind: `${shown(word)} and blanks`, text: `${word}${fill(' ')}x` };
    yield { kind: `${shown(word)} and blank lines`, text: `${word}${fill('\n')}x` };
    yield { kind: `lines of ${shown(word)}`, text: fill(`${word}\n`) };
  }
  for (;;) yield mixture(bytes, units, random, fill);
}

function mixture(
  bytes: number,
  units: readonly string[],
  random: Random,
  fill: (unit: string, length?: number) => string,
): Pump {
  const unit = Array.from({ length: 2 + Math.floor(random() * 3) }, () => pick(units, random)).join('');
  const long = pick(units, random);
  const shapes: (() => Pump)[] = [
    () => ({ kind: `${shown(unit)} × n`, text: fill(unit) }),
    () => ({ kind: `${shown(unit)}, then ${shown(long)} × n`, text: unit + fill(long) }),
    () => ({
      kind: `${shown(unit)} × n, ${shown(long)} × n`,
      text: fill(unit, bytes / 2) + fill(long, bytes / 2),
    }),
    () => {
      const run = unit + long.repeat(1000);
      return { kind: `(${shown(unit)}, ${shown(long)} × 1000) × n`, text: fill(run) };
    },
  ];
  return pick(shapes, random)();
}

function shown(text: string): string {
  return JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"');
}
