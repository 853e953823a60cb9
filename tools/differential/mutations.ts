/**
 * Ways in which a manifest goes wrong: by accident, by a bad merge, by a wrong encoding, or by malice.
 * Deterministic.
 */

/**
 * A small generator of good enough numbers (mulberry32): the same seed gives the same mutations on every
 * machine.
 */
export function random(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % Math.max(1, below);
  };
}

type Random = (below: number) => number;
type Mutation = (text: string, next: Random) => string;

/** Values that have broken programs before. */
const VALUES = [
  ...[
    'null',
    'true',
    '-1',
    '1e999',
    '""',
    '[]',
    '{}',
    '[[]]',
    '{ "a": { "b": [1] } }',
    '"__proto__"',
    '"constructor"',
  ],
  ...[
    '"../../../.."',
    '"/etc/passwd"',
    '"."',
    '".."',
    '"**"',
    '["**"]',
    '["**/**/**/*"]',
    '["[a"]',
    '["[z-a]*"]',
    '"{a,b}"',
  ],
  ...[
    '"a b"',
    '"*"',
    '"C:\\\\x"',
    '"\\u0000"',
    '"💥"',
    '"\u202eevil"',
    '"node_modules"',
    '"file:///"',
    '"workspace:*"',
    '$(x)',
  ],
];

const INSERTS = [
  ...[
    '\0',
    '\uFEFF',
    '\u2028',
    '"',
    "'",
    '[',
    ']',
    '{',
    '}',
    ',',
    '=',
    '\\',
    '\t',
    '🦀',
    '\r',
    '#',
    '//',
    '/*',
    '"""',
    "'''",
  ],
  ...['<<<<<<< HEAD\n', '=======\n', '>>>>>>> theirs\n'],
];

/**
 * Whole sections that a manifest of some format might hold; they are valid in one and garbage in the others.
 */
const SECTIONS = [
  '\n[workspace]\nmembers = ["**"]\n',
  '\n[workspace]\nmembers = ["../../..", "/", ""]\nexclude = ["", "**"]\n',
  '\n[dependencies]\nitself = { path = "." }\nabove = { path = ".." }\nfar = { path = "../../../../../.." }\n',
  '\n[dependencies.__proto__]\npath = "../x"\n[dependencies.constructor]\nworkspace = true\n',
  '\n[patch.crates-io]\nserde = { path = "." }\n',
  '\n[package.metadata.nx]\nname = "a:b*c"\nconsumes = [".", "..", "nobody"]\n',
  '\n[package.metadata.nx]\ntargets = 5\n',
  '\n[[package]]\nname = "__proto__"\nversion = "1"\ndependencies = [\n "__proto__",\n]\n',
  '\nreplace example.com/x => ../..\nreplace example.com/y => ./\n',
  '\nuse (\n\t.\n\t..\n\t/abs\n\t./missing\n)\n',
  '\nrequire example.com/x v0.0.0-00010101000000-000000000000\n',
  ',"workspaces": ["**", "../*", "!**"], "nx": { "name": "root" }}',
  ',"workspace": ["./**", "..", "./missing"], "imports": { "": "", "/": "/", "a/": "../" }}',
  '\npackages:\n  - "**"\n  - "!**"\n  - "../.."\n',
  '\na: &a [*a, *a]\n',
];

const lines = (text: string) => text.split('\n');
const at = <T>(list: readonly T[], next: Random): T | undefined => list[next(list.length)];

/** A value of `key = value`, `"key": value` or a list is exchanged for another. */
const exchangeValue: Mutation = (text, next) => {
  const found = [...text.matchAll(/(?:[=:]\s*)("[^"\n]*"|\[[^\]\n]*\]|[\w.]+)/g)];
  const match = at(found, next);
  if (match?.[1] === undefined) return `${text}${at(VALUES, next)}`;
  const start = match.index + match[0].length - match[1].length;
  return text.slice(0, start) + at(VALUES, next) + text.slice(start + match[1].length);
};

export const MUTATIONS: Readonly<Record<string, Mutation>> = {
  'flips a byte': (text, next) => {
    const bytes = Buffer.from(text);
    const index = next(bytes.length);
    bytes[index] = (bytes[index] ?? 0) ^ (1 << next(8));
    return bytes.toString();
  },
  'deletes lines': (text, next) =>
    lines(text)
      .toSpliced(next(lines(text).length), 1 + next(5))
      .join('\n'),
  'doubles a line': (text, next) => {
    const index = next(lines(text).length);
    return lines(text)
      .toSpliced(index, 0, lines(text)[index] ?? '')
      .join('\n');
  },
  'swaps two lines': (text, next) => {
    const all = lines(text);
    const [a, b] = [next(all.length), next(all.length)];
    return all
      .with(a, all[b] ?? '')
      .with(b, all[a] ?? '')
      .join('\n');
  },
  'exchanges a value': exchangeValue,
  'exchanges ten values': (text, next) =>
    Array.from({ length: 10 }).reduce<string>((changed) => exchangeValue(changed, next), text),
  'renames a key': (text, next) => {
    const match = at([...text.matchAll(/[\w-]+(?="?\s*[=:\]])/g)], next);
    if (match === undefined) return text;
    const name = at(
      ['__proto__', 'constructor', 'hasOwnProperty', 'toString', '', 'path', 'workspace', 'name'],
      next,
    );
    return text.slice(0, match.index) + name + text.slice(match.index + match[0].length);
  },
  'cuts the file off': (text, next) => text.slice(0, next(text.length)),
  'empties the file': () => '',
  'inserts a character': (text, next) => {
    const index = next(text.length);
    return text.slice(0, index) + at(INSERTS, next) + text.slice(index);
  },
  'adds a section': (text, next) => text + at(SECTIONS, next),
  'replaces the last brace by a section': (text, next) => text.replace(/\}\s*$/, '') + at(SECTIONS, next),
  'is saved by Windows': (text) => `\uFEFF${text.replaceAll('\n', '\r\n')}`,
  'is saved as UTF-16': (text) => Buffer.from(text, 'utf16le').toString('latin1'),
  'nests deeply': (text, next) => text + '\nx = '.repeat(next(2)) + '['.repeat(50_000),
  'nests tables deeply': (text) => `${text}\n[a${'.a'.repeat(20_000)}]\n`,
  'repeats itself': (text) => text + text,
  'is something else': (_, next) =>
    at(
      [
        '<!doctype html>',
        'version https://git-lfs.github.com/spec/v1\n',
        '\0'.repeat(999),
        '[]',
        'null',
        '"x"',
        '42',
      ],
      next,
    ) ?? '',
  'becomes a link': () => '../../../../etc/passwd',
};
