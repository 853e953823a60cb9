import { expect, it } from 'vitest';
import { writtenGlob } from '../model/globs.js';
import { reconcileExceptions } from './negated-globs.js';

const globs = (...texts: string[]) => texts.map((text) => writtenGlob('.', text));

const PACKAGE = globs('packages/x/**/*', '!packages/x/docs/**/*');

it('an exception stays where no other list has anything', () => {
  const crates = globs('crates/y/**/*', '!crates/y/tests/**/*', '!crates/y/{README,LICENSE}*');
  expect(reconcileExceptions([PACKAGE, crates])).toEqual([PACKAGE, crates]);
});

it('a crate in the folder of the package that compiles it takes none of its tests away', () => {
  const crates = globs('{packages/x,crates/y}/**/*', '!{packages/x/tests,crates/y/tests}/**/*');
  expect(reconcileExceptions([PACKAGE, crates])).toEqual([
    ['packages/x/**/*'],
    ['{packages/x,crates/y}/**/*', '!crates/y/tests/**/*'],
  ]);
});

it.each([
  ['**/*', '!{Cargo.toml,package.json}'],
  ['**/*', '!{.github,.nx}/**/*'],
  ['a/b.txt', '!a/**/*'],
  ['a/**/*', '!a/*/README*'],
  ['{a,b}/**/*', '!{b/x,a/x}/**/*'],
  ['[id]/x', '!x/**/*'],
  ['apps/\\[id\\]/x', '!apps/\\[id\\]/**/*'],
  ['{apps/\\(a\\),b}/**/*', '!{b/x,apps/\\(a\\)/tests}/**/*'],
  ['a/*', '!a/README.md'],
  ['a/b/**/*', '!a/**/*.test.ts'],
])('with %s of others goes %s', (positive, exception) => {
  expect(reconcileExceptions([globs('own/**/*', exception), globs(positive)])[0]).toEqual(['own/**/*']);
});

it.each([
  ['web/**/*', '!*_test.go'],
  ['web/*', '!web/src/**/*'],
  ['a/x.ts', '!b/x.ts'],
  ['ab/**/*', '!a/**/*'],
  ['apps/\\[id\\]/**/*', '!apps/i/**/*'],
])('with %s of others %s stays', (positive, exception) => {
  expect(reconcileExceptions([globs('own/**/*', exception), globs(positive)])[0]).toEqual([
    'own/**/*',
    exception,
  ]);
});
