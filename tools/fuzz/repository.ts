/**
 * Hostile repositories, the same one for the same seed: fixtures that are cut up, worst cases, odd names and
 * odd files, beside projects that are sound.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { source } from '../paths.js';
import { fanOuts } from './fan-outs.js';
import { pick, pumps, type Random, randomOf } from './texts.js';
import { CARGO, DENO, GO, NODE } from './workspaces.js';

/** A text, a link, a named pipe, or a folder. */
export type Entry = string | Buffer | { readonly link: string } | { readonly special: 'fifo' | 'folder' };

export interface Repository {
  readonly entries: Readonly<Record<string, Entry>>;
  /** What it is made of, for whoever looks for the reason. */
  readonly ingredients: readonly string[];
}

type Some = Readonly<Record<string, Entry>>;
type Ingredient = (random: Random) => { readonly name: string; readonly entries: Some };

/** Must be found as if nothing were beside them. */
export const HEALTHY: Some = {
  'package.json': JSON.stringify({ name: 'r', private: true, workspaces: ['canary/node'] }),
  '.gitignore': 'node_modules\n.nx\ntarget\ndist\n',
  'nx.json': JSON.stringify({ analytics: false, neverConnectToCloud: true }),
  'canary/cargo/Cargo.toml': '[package]\nname = "canary-crate"\nversion = "0.1.0"\nedition = "2021"\n',
  'canary/cargo/src/main.rs': 'fn main() {}\n',
  'canary/go/go.mod': 'module example.com/canary\n\ngo 1.24\n',
  'canary/go/main.go': 'package main\n\nfunc main() {}\n',
  'canary/node/package.json': JSON.stringify({ name: 'canary-package', scripts: { build: 'tsc' } }),
  'canary/node/tsconfig.json': JSON.stringify({ compilerOptions: { outDir: 'dist' } }),
  'canary/node/src/a.ts': 'export const a = 1;\n',
  'canary/deno/deno.json': JSON.stringify({ name: '@canary/deno', version: '1.0.0', exports: './m.ts' }),
  'canary/deno/m.ts': 'export const m = 1;\n',
};

/** @param withSpecial named pipes, devices, and links that leave the repository */
export function hostileRepository(seed: number, withSpecial: boolean): Repository {
  const random = randomOf(seed);
  const ingredients = [mutated, pumped, pumped, named, odd, fanOut, ...(withSpecial ? [special] : [])];
  const parts = Array.from({ length: 2 + Math.floor(random() * 4) }, (_, index) => {
    const { name, entries } = pick<Ingredient>(ingredients, random)(random);
    return { name, entries: below(`hostile/${index}`, entries) };
  });
  return {
    entries: Object.assign({}, HEALTHY, ...parts.map(({ entries }) => entries)),
    ingredients: parts.map(({ name }) => name),
  };
}

function below(folder: string, entries: Some): Some {
  return Object.fromEntries(Object.entries(entries).map(([path, entry]) => [`${folder}/${path}`, entry]));
}

const fixtures = readdirSync(join(source, 'toolchains')).flatMap((toolchain) => {
  const folder = join(source, 'toolchains', toolchain, 'fixtures');
  try {
    return readdirSync(folder).map((name) => join(folder, name, 'input'));
  } catch {
    return [];
  }
});

function mutated(random: Random): ReturnType<Ingredient> {
  const folder = pick(fixtures, random);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const entries = files.map((file): [string, Entry] => {
    const path = join(file.parentPath, file.name);
    const text = readFileSync(path, 'utf8');
    return [path.slice(folder.length + 1), random() < 0.4 ? pick(MUTATIONS, random)(text, random) : text];
  });
  return { name: `fixture ${folder.split('/').at(-2)}`, entries: Object.fromEntries(entries) };
}

const MUTATIONS: readonly ((text: string, random: Random) => Entry)[] = [
  (text, random) => text.slice(0, random() * text.length),
  (text, random) => cut(text, random, '\0\u001b[2J\r\u2028'),
  (text, random) => cut(text, random, Buffer.from([0xff, 0xfe, 0xc0, 0x80]).toString('latin1')),
  (text) => Buffer.from(text, 'utf16le'),
  (text) => `\uFEFF${text.replaceAll('\n', '\r\n')}`,
  (text) => text.replace(/\d+/g, '99999999999999999999999999'),
  (text) => text.replace(/"[^"\n]*"/g, () => '"../../../../../../outside/secret"'),
  (text) => text.replace(/"[^"\n]*"/g, () => '"$(touch ../../outside/ran)`touch ../../outside/ran`"'),
  (text) => text.replace(/"[^"\n]*"/g, () => '"__proto__"'),
  (text) => text.replace(/"[^"\n]*"/g, () => '"**/{a,b}/!(x)*"'),
  (text, random) => cut(text, random, '['.repeat(3000)),
  (text, random) => cut(text, random, text.repeat(50)),
  () => '',
];

/** Something else at some place of a text. */
function cut(text: string, random: Random, piece: string): string {
  const at = Math.floor(random() * text.length);
  return text.slice(0, at) + piece + text.slice(at);
}

const BYTES = 100_000;

function pumped(random: Random): ReturnType<Ingredient> {
  const workspace = pick([CARGO, GO, NODE, DENO], random);
  const file = pick(Object.keys(workspace), random);
  const some = pumps(BYTES, ['"../', '*a', 'npm run build && '], random);
  const skip = Math.floor(random() * 120);
  let pump = some.next();
  for (let index = 0; index < skip; index++) pump = some.next();
  const { kind, text } = pump.value as { kind: string; text: string };
  const content = random() < 0.5 ? text : `${workspace[file]}\n${text}`;
  return { name: `${file}: ${kind}`, entries: { ...workspace, [file]: content } };
}

const NAMES = [
  'a b',
  '$(id)',
  '`id`',
  'a;b',
  '-x',
  '--help',
  'a|b',
  '\u202egnp',
  'é',
  '%2e%2e',
  '[id]',
  '(group)',
  '{a,b}',
  '*',
  '!x',
  "it's",
  'a"b',
  'a\nb',
  'a\tb',
  '~',
  '#x',
  'a:b',
  '__proto__',
  'constructor',
  'node_modules2',
  'CON',
  '...',
  'a\\b',
  'x'.repeat(200),
];

function named(random: Random): ReturnType<Ingredient> {
  const folders = Array.from({ length: 4 }, () => `${pick(NAMES, random)}/${pick(NAMES, random)}`);
  const entries = folders.flatMap((folder, index): [string, Entry][] => {
    const name = JSON.stringify(pick(NAMES, random));
    const all: [string, Entry][][] = [
      [
        [`${folder}/Cargo.toml`, `[package]\nname = ${name}\nversion = "0.1.0"\n`],
        [`${folder}/src/main.rs`, 'fn main() {}'],
      ],
      [
        [`${folder}/go.mod`, `module ${name}\ngo 1.24\n`],
        [`${folder}/main.go`, 'package main\nfunc main() {}\n'],
      ],
      [
        [
          `${folder}/deno.json`,
          `{"name":${name},"version":"1.0.0","exports":"./m.ts","tasks":{${name}:${name}}}`,
        ],
        [`${folder}/m.ts`, ''],
      ],
    ];
    return all[index % all.length] as [string, Entry][];
  });
  return { name: `names ${folders.join(' ')}`, entries: Object.fromEntries(entries) };
}

function odd(random: Random): ReturnType<Ingredient> {
  const all: readonly (readonly [string, Some])[] = [
    [
      'manifests that are folders',
      { 'Cargo.toml/x': '', 'go.mod/x': '', 'deno.json/x': '', 'tsconfig.json/x': '' },
    ],
    [
      'links in circles',
      { 'Cargo.toml': { link: 'Cargo.toml' }, a: { link: 'b' }, b: { link: 'a' }, 'd/loop': { link: '..' } },
    ],
    ['links to nothing', { 'go.mod': { link: 'nowhere' }, 'deno.json': { link: 'x/'.repeat(50) } }],
    ['links to a file of the repository', { 'a/Cargo.toml': { link: '../../../canary/cargo/Cargo.toml' } }],
    ['deep folders', { [`${'d/'.repeat(150)}Cargo.toml`]: '[package]\nname = "deep"\nversion = "0.1.0"\n' }],
    ['a checkout', { '.git': `gitdir: ${'../'.repeat(1000)}x\n`, 'Cargo.toml': '[package]\nname = "x"\n' }],
    ['modules of git', { '.gitmodules': '[submodule "x"]\n\tpath = ../../../..\n'.repeat(500) }],
    [
      'many manifests',
      Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`m${index}/go.mod`, 'module same\n'])),
    ],
  ];
  const [name, entries] = pick(all, random);
  return { name, entries };
}

function fanOut(random: Random): ReturnType<Ingredient> {
  const [of, kinds] = pick(Object.entries(fanOuts), random);
  const [kind, files] = pick(Object.entries(kinds), random);
  return { name: `${of} ${kind}`, entries: files(BYTES / 2) };
}

function special(random: Random): ReturnType<Ingredient> {
  const file = pick(
    ['Cargo.toml', 'go.mod', 'deno.json', 'a.rs', '.cargo/config.toml', 'deno.lock', 'go.work'],
    random,
  );
  const up = '../'.repeat(12);
  const entry = pick<Entry>(
    [
      { special: 'fifo' },
      { link: '/dev/zero' },
      { link: '/etc/passwd' },
      { link: `${up}outside/secret` },
      { link: '../../../outside/secret' },
    ],
    random,
  );
  return {
    name: `${file} is ${JSON.stringify(entry)}`,
    entries: { 'Cargo.toml': '[package]\nname = "s"\nversion = "0.1.0"\n', [file]: entry },
  };
}
