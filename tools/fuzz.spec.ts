/**
 * The table of tools/fuzz names every place where text of a repository comes in: what is missing there is
 * never fuzzed.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { graphOf } from './fuzz/entry-point.js';
import { table } from './fuzz/table.js';
import { CARGO, DENO, GO, LOCKS, NIX, NODE } from './fuzz/workspaces.js';
import { source } from './paths.js';

/**
 * What computes the graph. Runners, scaffolds and what compares with the tool run for the user, at the user's
 * command.
 */
const GRAPH = /^(?:model|analysis|pipes|toolchains)\//;
const AT_A_COMMAND =
  /\/(?:run|batch|release|_template|facets)\/|\/(?:versioning|lock-specifiers|release-ranges|scaffold[\w-]*|verify|inspection|build-info[\w-]*|nix|jsr|jsonc-edit|plan|pgo|profile-writer|package|relocate|relocation|cross-link|ci)\.ts$/;

/** Names of parameters that hold a text of a repository, or something cut out of one. */
const TEXT = /^(?:text|toml|script|pattern|spec|expression|printed|constraint)$/;

/** Reached by way of others in the table, or no reader of a text. */
const OTHERS: readonly string[] = [
  'glob',
  'writtenGlob',
  'everythingIn',
  'platformsFor',
  'atMostOne',
  'modfileError',
  'exactly',
  'parseReplace',
  'parseGoVersion',
  'readHeader',
  'analyseScript',
  'check',
  'platformOfRustc',
  'dependencyOrigin',
  'isSign',
  'isCommit',
  'isTooDeep',
  'isWord',
  'createReader',
  'digest',
  'endOfInterest',
  'parseJsonc',
  'parseToml',
  'placed',
  'quotedSpecifiers',
  'refuseDepth',
  'looseJson',
  'scriptSpecifiers',
  'segmentsOf',
  'setAt',
  'starTokens',
  'tokenize',
  'asOutput',
  'parseDirectives',
];

function readersIn(file: string): string[] {
  const tree = ts.createSourceFile(file, readFileSync(join(source, file), 'utf8'), ts.ScriptTarget.Latest);
  return tree.statements
    .filter(ts.isFunctionDeclaration)
    .filter(({ modifiers }) => modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword))
    .filter(({ parameters }) =>
      parameters.some(
        ({ name, type }) =>
          TEXT.test(name.getText(tree)) ||
          (name.getText(tree) === 'file' && type?.getText(tree) === 'SourceFile'),
      ),
    )
    .flatMap(({ name }) => name?.text ?? []);
}

it('every function that reads a text is in the table', { timeout: 60_000 }, () => {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
    (file) =>
      GRAPH.test(file) &&
      file.endsWith('.ts') &&
      !/\.spec\.ts$|\/fixtures\//.test(file) &&
      !AT_A_COMMAND.test(file),
  );
  const names = new Set(table.map(({ name }) => name));
  const readers = files.flatMap(readersIn);
  expect(readers.length).toBeGreaterThan(30);
  expect(
    readers.filter((name) => !names.has(name) && !OTHERS.includes(name)),
    'add each of these functions to `functions` in tools/fuzz/table.ts',
  ).toEqual([]);
});

/** Written by people for people, or by polynx itself; read whole and handed on. */
const UNREAD = /^(?:README|LICENSE|CHANGELOG|NOTICE|graph\.json)/;

it('every kind of file that a graph is made from is in the table', () => {
  const known = new Set(
    [CARGO, GO, NODE, DENO, NIX, LOCKS].flatMap((workspace) =>
      Object.keys(workspace).flatMap((file) => [basename(file), extname(file)]),
    ),
  );
  const read = new Set<string>();
  for (const { texts } of fixtures()) {
    try {
      graphOf(texts, undefined, (file) => read.add(file));
    } catch {
      // Whether its graph is right is the business of other tests.
    }
  }
  expect(read.size).toBeGreaterThan(100);
  const missing = [...read].filter(
    (file) =>
      !known.has(basename(file)) &&
      !known.has(extname(file) || basename(file)) &&
      !UNREAD.test(basename(file)),
  );
  expect(
    [...new Set(missing.map((file) => basename(file)))].sort(),
    'add each of these files to a workspace in tools/fuzz/workspaces.ts; list a new workspace in tools/fuzz/table.ts and in this test',
  ).toEqual([]);
});

function* fixtures(): Generator<{ readonly texts: Readonly<Record<string, string>> }> {
  for (const toolchain of readdirSync(join(source, 'toolchains'))) {
    const folder = join(source, 'toolchains', toolchain, 'fixtures');
    if (!existsSync(folder)) continue;
    for (const name of readdirSync(folder)) {
      const input = join(folder, name, 'input');
      const files = readdirSync(input, { recursive: true, withFileTypes: true }).filter((one) =>
        one.isFile(),
      );
      const paths = files.map((file) => join(file.parentPath, file.name));
      yield {
        texts: Object.fromEntries(
          paths.map((path) => [path.slice(input.length + 1), readFileSync(path, 'utf8')]),
        ),
      };
    }
  }
}
