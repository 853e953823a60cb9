import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  baseOf,
  escapeGlob,
  everythingIn,
  glob,
  isLiteral,
  literalOf,
  only,
  starredGlob,
  writtenGlob,
} from './globs.js';
import { filledOutput, outputGlob, outputPath } from './outputs.js';

const ODD = [
  '[id]',
  '(wip)',
  '{a,b}',
  '*',
  'a?',
  '!x',
  '@x',
  '+x',
  'a|b',
  'a\\b',
  '{options.x}',
  'plain',
  'a b',
  '#x',
];

it.each(ODD)('%s as a glob names itself', (path) => {
  expect(literalOf(escapeGlob(path))).toBe(path);
  expect(isLiteral(escapeGlob(path))).toBe(true);
  expect(baseOf(escapeGlob(`x/${path}/y`))).toBe(`x/${path}/y`);
});

it('a token is none where it is the name of a folder', () => {
  expect(escapeGlob('{options.x}')).toBe('\\{\\options.x\\}');
});

it('names with commas and braces stand apart, since Nx splits braces at every comma', () => {
  expect(only(['b', 'a,b', 'c', '{x'])).toEqual(['{b,c}', 'a\\,b', '\\{\\x']);
  expect(everythingIn(['.', '[id]', 'a,b', 'c'], '*.go')).toEqual([
    '*.go',
    '{\\[id\\],c}/*.go',
    'a\\,b/*.go',
  ]);
  expect(only([])).toEqual([]);
  expect(everythingIn(['(a)'])).toEqual(['\\(a\\)/**/*']);
});

it.each([
  ['apps/[id]', 'src/*.ts', 'apps/\\[id\\]/src/*.ts'],
  ['apps/[id]', '../[x]/**/*', 'apps/[x]/**/*'],
  ['apps/[id]', '!gen/*', '!apps/\\[id\\]/gen/*'],
  ['apps/[id]', './a.txt', 'apps/\\[id\\]/a.txt'],
  ['apps/[id]', '../../x/*', 'x/*'],
  ['.', '**/*.proto', '**/*.proto'],
  ['apps/[id]', '.', 'apps/\\[id\\]'],
])('in %s the pattern %s is %s', (directory, text, expected) => {
  expect(writtenGlob(directory, text)).toBe(expected);
});

it.each([
  ['a/b/*.ts', 'a/b'],
  ['a/{b,c}/x', 'a'],
  ['\\[id\\]/src/**/*', '[id]/src'],
  ['**/*', '.'],
  ['a/@(x)/y', 'a'],
])('%s cannot leave %s', (pattern, base) => {
  expect(baseOf(pattern)).toBe(base);
});

it('a path put into a pattern stands for itself', () => {
  expect(glob`${'apps/[id]'}/*.{ts,js}`).toBe('apps/\\[id\\]/*.{ts,js}');
  expect(starredGlob('[a]/x.*.node', '[a]/x.'.length)).toBe('\\[a\\]/x.*.node');
});

describe('outputs', () => {
  const values = { projectRoot: 'apps/[id]', projectName: 'id', options: { profile: 'release' } };

  it.each([
    ['apps/[id]/target/{options.profile}/app', 'apps/[id]/target/release/app'],
    ['{a,b}/{options.profile}', '{a,b}/release'],
    ['dist/x', 'dist/x'],
  ])('%s comes back as the path %s', (output, path) => {
    const rendered = `{workspaceRoot}/${outputGlob(output)}`;
    expect(outputPath(rendered, values)).toBe(path);
    expect(literalOf(filledOutput(rendered, values))).toBe(path);
  });

  it('those that users write have tokens of their own', () => {
    expect(outputPath('{projectRoot}/dist/{projectName}', values)).toBe('apps/[id]/dist/id');
  });
});

it('no other file makes a glob of a string', () => {
  const here = join(import.meta.dirname, '..');
  const files = readdirSync(here, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !/\.spec\.ts$|(^|\/)fixtures\//.test(file),
  );
  const makers = files.filter((file) =>
    /(?<!\[\] )\bas (?:readonly )?(?:Glob\b|unknown as Glob)/.test(readFileSync(join(here, file), 'utf8')),
  );
  expect(makers.sort()).toEqual([
    'model/globs.ts',
    'model/outputs.ts',
    // They take apart and join what are globs already.
    'pipes/negated-globs.ts',
    'plugin/render-project.ts',
  ]);
});
