/**
 * The imports that our lexer finds against those of oxc-parser, which reads the whole language: in every
 * source of the installed packages and of this repository, in the skeletons of two real repositories, and in
 * what is hard to read. None is missing; each that is not in oxc-parser's module record has a name.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type ParseResult, parseSync, Visitor } from 'oxc-parser';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { scanImports } from '../../packages/polynx/src/toolchains/deno/imports.js';
import { scriptSpecifiers } from '../../packages/polynx/src/toolchains/node/script-specifiers.js';
import { isJavaScript } from '../../packages/polynx/src/toolchains/shared/javascript/files.js';
import { repository } from '../paths.js';
import { readCorpus } from './corpora.js';
import { importCases } from './import-cases.js';

interface Source {
  readonly path: string;
  readonly text: string;
}

type ScanOf = (source: Source) => readonly string[];

const SCANNERS: readonly (readonly [string, ScanOf])[] = [
  ['deno', ({ path, text }) => scanImports(path, text).specifiers],
  ['node', ({ path, text }) => scriptSpecifiers(text, path).imports],
];

/** Figures of the sources, so that an empty comparison cannot pass. */
const CORPORA: readonly { name: string; sources: () => Iterable<Source>; files: number; imports: number }[] =
  [
    { name: 'installed packages', sources: () => sourcesBelow('node_modules'), files: 5000, imports: 10_000 },
    {
      name: 'this repository',
      sources: () => sourcesBelow('packages/polynx/src'),
      files: 500,
      imports: 2000,
    },
    { name: 'denoland_std', sources: () => sourcesOf('denoland_std'), files: 1000, imports: 2000 },
    { name: 'jsr-io_jsr', sources: () => sourcesOf('jsr-io_jsr'), files: 250, imports: 400 },
  ];

function* sourcesBelow(folder: string): Iterable<Source> {
  const directory = join(repository, folder);
  for (const path of readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter(isJavaScript)) {
    const file = join(directory, path);
    if (statSync(file).isFile()) yield { path, text: readFileSync(file, 'utf8') };
  }
}

function* sourcesOf(corpus: string): Iterable<Source> {
  for (const [path, text] of readCorpus(corpus)) if (isJavaScript(path)) yield { path, text };
}

/**
 * What we find beyond the module record, which knows static and dynamic imports of the file itself and
 * nothing else.
 */
type Extra =
  | 'require'
  | 'resolve'
  | 'type'
  | 'import ='
  | 'ambient module'
  | 'in an ambient module'
  | 'comment';

interface Comparison {
  readonly missing: string[];
  readonly unexplained: string[];
  readonly extras: Partial<Record<Extra, number>>;
}

/** One file, read by oxc-parser once. */
interface Parsed extends Source {
  readonly result: ParseResult;
  readonly record: ReadonlySet<string>;
}

function* parsed(sources: Iterable<Source>): Iterable<Parsed> {
  for (const source of sources) {
    const result = parseSync(source.path, source.text);
    const isBroken = result.errors.some(({ severity }) => severity === 'Error');
    if (!isBroken) yield { ...source, result, record: recordOf(result, source.text) };
  }
}

function compare({ path, result, record }: Parsed, ours: ReadonlySet<string>, all: Comparison): void {
  const tell = (specifier: string) => `${path}: ${specifier}`;
  all.missing.push(...[...record].filter((one) => !ours.has(one)).map(tell));
  const beyond = [...ours].filter((one) => !record.has(one));
  const named = beyond.length === 0 ? new Map() : extrasOf(result);
  for (const specifier of beyond) {
    const extra: Extra | undefined = named.get(specifier) ?? inComment(result, specifier);
    if (extra === undefined) all.unexplained.push(tell(specifier));
    else all.extras[extra] = (all.extras[extra] ?? 0) + 1;
  }
}

function recordOf({ module }: ParseResult, text: string): ReadonlySet<string> {
  const { staticImports, staticExports, dynamicImports } = module;
  return new Set(
    [
      ...staticImports.map(({ moduleRequest }) => moduleRequest.value),
      ...staticExports.flatMap(({ entries }) =>
        entries.map(({ moduleRequest }) => moduleRequest?.value ?? ''),
      ),
      ...dynamicImports.map(
        ({ moduleRequest: { start, end } }) => literalValue(text.slice(start, end)) ?? '',
      ),
    ].filter((specifier) => specifier !== ''),
  );
}

/** Undefined where it is more than one literal. */
function literalValue(text: string): string | undefined {
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, true, ts.LanguageVariant.Standard, text);
  const kind = scanner.scan();
  const isLiteral =
    kind === ts.SyntaxKind.StringLiteral || kind === ts.SyntaxKind.NoSubstitutionTemplateLiteral;
  return isLiteral && scanner.getTokenEnd() === text.length ? scanner.getTokenValue() : undefined;
}

function extrasOf({ program }: ParseResult): ReadonlyMap<string, Extra> {
  const found = new Map<string, Extra>();
  const add = (node: unknown, extra: Extra) => {
    const specifier = literalOf(node);
    if (specifier !== undefined) found.set(specifier, extra);
  };
  const nested = ({ source }: { source: unknown }) => add(source, 'in an ambient module');
  new Visitor({
    ImportDeclaration: nested,
    ExportNamedDeclaration: nested,
    ExportAllDeclaration: nested,
    TSImportType: ({ source }) => add(source, 'type'),
    TSExternalModuleReference: ({ expression }) => add(expression, 'import ='),
    TSModuleDeclaration: ({ id }) => add(id, 'ambient module'),
    CallExpression: ({ callee, arguments: [first] }) => {
      const extra = CALLS.get(nameOf(callee) ?? '');
      if (extra !== undefined) add(first, extra);
    },
    NewExpression: ({ callee, arguments: [first] }) => {
      const extra = CALLS.get(nameOf(callee) ?? '');
      if (extra !== undefined) add(first, extra);
    },
  }).visit(program);
  return found;
}

const CALLS: ReadonlyMap<string, Extra> = new Map([
  ['require', 'require'],
  ['resolve', 'resolve'],
  ['URL', 'resolve'],
]);

/** `a` of `a()` and of `b.a()`. */
function nameOf(callee: unknown): string | undefined {
  const { name, property } = callee as { name?: string; property?: { name?: string } };
  return name ?? property?.name;
}

function literalOf(node: unknown): string | undefined {
  const { type, value, quasis, expression } = (node ?? {}) as {
    type?: string;
    value?: unknown;
    quasis?: { value: { cooked: string } }[];
    expression?: unknown;
  };
  if (type === 'TSAsExpression') return literalOf(expression);
  if (type === 'TemplateLiteral' && quasis?.length === 1) return quasis[0]?.value.cooked;
  return typeof value === 'string' ? value : undefined;
}

function inComment({ comments }: ParseResult, specifier: string): Extra | undefined {
  // `/// <reference path="x">` means `./x`.
  const written = specifier.replace(/^\.\//, '');
  return comments.some(({ value }) => value.includes(written)) ? 'comment' : undefined;
}

/**
 * Behind every file stands one more import: it is found only where all of the file before was read rightly.
 */
const LAST = '\n;import("polynx-last")\n';

function withoutLast(specifiers: ReadonlySet<string>): ReadonlySet<string> {
  expect(specifiers).toContain('polynx-last');
  return new Set([...specifiers].filter((specifier) => specifier !== 'polynx-last'));
}

test.each(CORPORA)('$name', ({ name, sources, files, imports }) => {
  const found = SCANNERS.map((): Comparison => ({ missing: [], unexplained: [], extras: {} }));
  let [read, recorded] = [0, 0];
  for (const one of parsed(sources())) {
    read++;
    recorded += one.record.size;
    for (const [index, [, scan]] of SCANNERS.entries())
      compare(
        one,
        withoutLast(new Set(scan({ path: one.path, text: one.text + LAST }))),
        found[index] as Comparison,
      );
  }
  console.log(
    name,
    read,
    'files',
    recorded,
    'imports; beyond them',
    found.map(({ extras }) => extras),
  );
  expect(found.map(({ missing, unexplained }) => ({ missing, unexplained }))).toEqual(
    SCANNERS.map(() => ({ missing: [], unexplained: [] })),
  );
  expect(read).toBeGreaterThan(files);
  expect(recorded).toBeGreaterThan(imports);
});

describe.each(SCANNERS)('hard to read: %s', (_, scan) => {
  test.each(Object.entries(importCases))('%s', (path, text) => {
    const result = parseSync(path, text);
    expect(result.errors).toEqual([]);
    const expected = [...recordOf(result, text)].sort();
    expect(expected).toEqual([...text.matchAll(/yes\d/g)].map(([name]) => name).sort());
    expect([...scan({ path, text })].sort()).toEqual(expected);
  });
});
