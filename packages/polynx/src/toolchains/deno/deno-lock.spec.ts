import { describe, expect, test } from 'vitest';
import { lockClosure, parseDenoLock, withoutVersion } from './deno-lock.js';

const lock = parseDenoLock(
  'deno.lock',
  JSON.stringify({
    version: '5',
    specifiers: { 'jsr:@std/path@1': '1.0.0' },
    jsr: {
      '@std/path@1.0.0': { integrity: 'p', dependencies: ['jsr:@std/internal', 'npm:a@1'] },
      '@std/internal@1.0.5': { integrity: 'i' },
      '@std/fmt@1.0.0': { integrity: 'f' },
    },
    npm: {
      'a@1.0.0_b@2.0.0': { integrity: 'a', dependencies: ['b', 'alias@npm:c@3.0.0'] },
      'b@2.0.0': { integrity: 'b' },
      'c@3.0.0': { integrity: 'c3' },
      'c@4.0.0': { integrity: 'c4' },
    },
    remote: { 'https://x.test/mod.ts': 'r' },
  }),
);

describe('closure', () => {
  test('follows jsr into npm, peers and aliases', () => {
    expect(lockClosure(lock, ['jsr:@std/path@1/posix']).split('\n')).toEqual([
      'jsr:@std/internal@1.0.5 i',
      'jsr:@std/path@1.0.0 p',
      'npm:a@1.0.0_b@2.0.0 a',
      'npm:b@2.0.0 b',
      'npm:c@3.0.0 c3',
    ]);
  });
  test('a bump of what is not reached changes nothing', () => {
    expect(lockClosure(lock, ['jsr:@std/fmt@1'])).toBe('jsr:@std/fmt@1.0.0 f');
  });
  test('all versions of a name where the specifier leaves a choice', () => {
    expect(lockClosure(lock, ['npm:c']).split('\n')).toHaveLength(2);
  });
  test('modules by URL come together', () => {
    expect(lockClosure(lock, ['https://x.test/other.ts'])).toContain('https://x.test/mod.ts');
  });
  test('unknown versions and broken locks count as a whole', () => {
    for (const text of ['{"version":"9"}', '{oops', '[]'])
      expect(lockClosure(parseDenoLock('l', text), [])).toBe(text);
  });
  test('version 3 keeps its tables one level down', () => {
    const old = {
      version: '3',
      packages: {
        npm: { 'a@1.0.0': { integrity: 'x', dependencies: { b: 'b@1.0.0' } }, 'b@1.0.0': { integrity: 'y' } },
      },
    };
    expect(lockClosure(parseDenoLock('l', JSON.stringify(old)), ['npm:a@1'])).toBe(
      'npm:a@1.0.0 x\nnpm:b@1.0.0 y',
    );
  });
});

test.each([
  ['jsr:@std/path@^1/posix', 'jsr:@std/path'],
  ['jsr:@std/path/posix', 'jsr:@std/path'],
  ['jsr:/@std/path@1', 'jsr:@std/path'],
  ['npm:a@1.0.0_b@2.0.0', 'npm:a'],
  ['npm:@s/a', 'npm:@s/a'],
  ['npm:a/b', 'npm:a'],
])('%s without its version is %s', (specifier, name) => expect(withoutVersion(specifier)).toBe(name));
