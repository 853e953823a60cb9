import { describe, expect, it } from 'vitest';
import { expandBraces, wildcard } from './wildcard.js';

describe('wildcard', () => {
  it.each([
    ['packages/*', 'packages/a', true],
    ['packages/*', 'packages/a/b', false],
    ['packages/*', 'packages/.a', false],
    ['packages/**/package.json', 'packages/package.json', true],
    ['packages/**/package.json', 'packages/a/b/package.json', true],
    ['**/x/**/y', 'a/x/b/x/c/y', true],
    ['[a-c]?', 'bz', true],
    ['[!a-c]?', 'bz', false],
    ['a\\*', 'a*', true],
  ])('%s matches %s: %s', (pattern, path, expected) => {
    expect(wildcard(pattern, { dot: false })(path)).toBe(expected);
  });

  it('takes no time for a pattern made to take long', () => {
    const matches = wildcard(`${'*a'.repeat(50)}b`, { dot: true });
    expect(matches('a'.repeat(5000))).toBe(false);
  });

  it('expands braces, and refuses to expand without end', () => {
    expect(expandBraces('{a,b}/{c,d}')).toEqual(['a/c', 'a/d', 'b/c', 'b/d']);
    expect(expandBraces('{a,b}'.repeat(40)).length).toBeLessThanOrEqual(1000);
  });
});
