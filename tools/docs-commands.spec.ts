/**
 * Every command of Nx and polynx in README.md and docs names things that exist: targets, generators, commands
 * and their options.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import glob from 'fast-glob';
import { expect, it } from 'vitest';
import { toolchains } from '../packages/polynx/src/toolchains/index.js';
import { packageFolder, repository, source } from './paths.js';

const read = (path: string) => readFileSync(join(repository, path), 'utf8');
const pages = glob.sync(['README.md', 'docs/**/*.md', '!docs/decisions/**'], { cwd: repository });

/** Commands of Nx that the pages use. */
const NX = 'add affected g graph init release reset run run-many show sync sync:check watch'.split(' ');
/** Targets that pipes and options add, by name or by the beginning of it. */
const ADDED = [
  ...[
    'deliver',
    'image',
    'image-base',
    'image-push',
    'image-verify',
    'interfaces-check',
    'pack',
    'package',
    'package-all',
  ],
  ...['sign', 'stamp', 'verify-reproducible'],
];
const FAMILIES = /^(?:build|package|test|nix|pgo)-[a-z]/;
const SCRIPTS = ['typecheck', 'check'];
const targets = new Set([
  ...toolchains.flatMap(({ intents }) => intents.map(({ name }) => name)),
  ...ADDED,
  ...SCRIPTS,
]);

interface Command {
  readonly program: string;
  readonly words: readonly string[];
}

it.each(pages)('commands in %s name what exists', (page) => {
  const text = read(page);
  // Targets that the page defines or renames itself.
  const own = [...text.matchAll(/targetName"?\s*[:=]\s*"([^"]+)"|^ {4}"([\w-]+)": \{$/gm)].map(
    ([, renamed, added]) => renamed ?? added ?? '',
  );
  const isTarget = (name: string) => targets.has(name) || FAMILIES.test(name) || own.includes(name);
  const wrong = commandsIn(text).flatMap((command) => problemsOf(command, isTarget));
  expect(wrong).toEqual([]);
});

/** In blocks of a shell and in code within a line. */
function commandsIn(text: string): Command[] {
  const blocks = [...text.matchAll(/^```sh\n([\s\S]*?)^```/gm)].flatMap(([, block = '']) =>
    block.split('\n'),
  );
  const spans = [...text.matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span);
  return [...blocks, ...spans]
    .flatMap((line) => line.split(/&&|;|\|\|| -- |#/))
    .flatMap((line) => {
      const found = /^(?:[A-Z_]+=\S+ )*(?:(?:npx|pnpm exec) )?(nx|polynx) ([a-z].*)$/.exec(line.trim());
      return found === null ? [] : [{ program: found[1] ?? '', words: (found[2] ?? '').split(/\s+/) }];
    });
}

function problemsOf({ program, words }: Command, isTarget: (name: string) => boolean): string[] {
  const [first = '', second = ''] = words;
  const line = [program, ...words].join(' ');
  const says = (isWrong: boolean, what: string) => (isWrong ? [`${what}: ${line}`] : []);
  if (program === 'polynx') {
    const usage = usages.get(first);
    if (usage === undefined) return [`unknown command: ${line}`];
    return words.flatMap((word) => says(word.startsWith('--') && !usage.includes(word), `unknown ${word}`));
  }
  if (first === 'g') return generatorProblems(second, words, line);
  const named = words.slice(words.indexOf('-t') + 1);
  const listed = words.includes('-t') ? named.slice(0, end(named)).flatMap((word) => word.split(',')) : [];
  if (NX.includes(first)) {
    const ran = first === 'run' && second.includes(':') ? [second.slice(second.lastIndexOf(':') + 1)] : [];
    return [...listed, ...ran].flatMap((name) =>
      says(isName(name) && !isTarget(name), `unknown target ${name}`),
    );
  }
  return says(isName(first) && !isTarget(first), `unknown target ${first}`);
}

/** Where the next option begins. */
function end(words: readonly string[]): number {
  const at = words.findIndex((word) => word.startsWith('-'));
  return at < 0 ? words.length : at;
}

/** NB `<platform>`, `$NX_TASKS` and `…` stand for names. */
function isName(word: string): boolean {
  return /^[a-z][\w:-]*$/.test(word);
}

/** The usage line of each command, as `polynx` prints it. */
const usages = new Map(
  [...readFileSync(join(source, 'cli/main.ts'), 'utf8').matchAll(/usage: '([\w-]+)([^']*)'/g)].map(
    ([, name = '', rest = '']): [string, string] => [name, rest],
  ),
);

function generatorProblems(name: string, words: readonly string[], line: string): string[] {
  const { generators } = JSON.parse(readFileSync(join(packageFolder, 'generators.json'), 'utf8')) as {
    generators: Record<string, { schema: string }>;
  };
  const schema = generators[name.replace('polynx:', '')]?.schema;
  if (schema === undefined) return /^polynx:\w/.test(name) ? [`unknown generator: ${line}`] : [];
  const { properties } = JSON.parse(readFileSync(join(packageFolder, schema), 'utf8')) as {
    properties: Record<string, unknown>;
  };
  return (
    words
      .map((word) => /^--([\w-]+)/.exec(word)?.[1])
      // Every generator has Nx's own.
      .filter((option) => option !== undefined && option !== 'dry-run' && !Object.hasOwn(properties, option))
      .map((option) => `unknown --${option}: ${line}`)
  );
}
