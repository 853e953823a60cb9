import { describe, expect, test } from 'vitest';
import { expand } from './member-glob.js';

const DIRECTORIES = [
  '.',
  'a',
  'a/b',
  'a/b/c',
  'crates/app',
  'crates/cap',
  'crates/{x}',
  'crates/.hidden',
  'z-z',
];

describe('members', () => {
  test.each<[string, string[]]>([
    ['a/b', ['a/b']],
    ['not/there', ['not/there']],
    ['crates/*', ['crates/app', 'crates/cap', 'crates/{x}', 'crates/.hidden']],
    ['*', ['a', 'z-z']],
    ['crates/?ap', ['crates/cap']],
    ['crates/[a-c]?p', ['crates/app', 'crates/cap']],
    ['crates/[!a]?p', ['crates/cap']],
    ['a/**', ['a', 'a/b', 'a/b/c']],
    ['**/**/c', ['a/b/c']],
    ['crates/{x}*', ['crates/{x}']],
    ['crates/{app,cap}*', []],
    ['[z-a]*', []],
    ['[a', []],
    ['[-z]-?', ['z-z']],
    ['(a|z)*', []],
  ])('%s', (pattern, expected) => {
    expect(expand(pattern, DIRECTORIES)).toEqual(expected);
  });
});
