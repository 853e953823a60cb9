import { describe, expect, it } from 'vitest';
import { hostileNames, hostileRefs, hostileUrls, SECRET } from '../testing/hostile-git.js';
import { OptionsError } from './errors.js';
import { componentName, gitRef, gitUrl } from './git-urls.js';

describe('addresses of git', () => {
  it.each([
    [
      'https://example.org/owner/repo.git',
      'https://example.org/owner/repo.git',
      'https',
      'example.org',
      'repo',
    ],
    ['https://example.org:8443/o/r/', 'https://example.org:8443/o/r/', 'https', 'example.org:8443', 'r'],
    ['git+https://example.org/o/r', 'https://example.org/o/r', 'https', 'example.org', 'r'],
    [
      'ssh://git@example.org:2222/~me/r.git',
      'ssh://git@example.org:2222/~me/r.git',
      'ssh',
      'example.org:2222',
      'r',
    ],
    ['git+ssh://git@[fe80::1]/o/r', 'ssh://git@[fe80::1]/o/r', 'ssh', '[fe80::1]', 'r'],
    ['git@example.org:o/r.git', 'git@example.org:o/r.git', 'ssh', 'example.org', 'r'],
    ['https://example.org/o/r/.git', 'https://example.org/o/r/.git', 'https', 'example.org', 'r'],
    ['github:o/r', 'https://github.com/o/r', 'https', 'github.com', 'r'],
    ['gitlab:group/sub/r', 'https://gitlab.com/group/sub/r', 'https', 'gitlab.com', 'r'],
    ['bitbucket:o/r', 'https://bitbucket.org/o/r', 'https', 'bitbucket.org', 'r'],
    ['http://localhost:3000/o/r', 'http://localhost:3000/o/r', 'http', 'localhost:3000', 'r'],
    ['http://127.0.0.1/r', 'http://127.0.0.1/r', 'http', '127.0.0.1', 'r'],
  ])('%s', (text, url, scheme, host, name) => {
    expect(gitUrl(text)).toEqual({ url, scheme, host, name });
  });

  it('unencrypted ones and those of this machine are taken where they are allowed', () => {
    expect(() => gitUrl('http://example.org/o/r')).toThrow('is not encrypted');
    expect(gitUrl('http://example.org/o/r', ['http']).scheme).toBe('http');
    expect(() => gitUrl('file:///srv/r')).toThrow('is on this machine alone');
    expect(gitUrl('file:///srv/r.git', ['file'])).toMatchObject({ name: 'r', host: '' });
  });

  it('a refusal says what to write', () => {
    expect(() => gitUrl('ext::sh -c id')).toThrow(/characters that are in no address/);
    expect(() => gitUrl('ext::sh')).toThrow(/asks git to run a program.*\n {2}Write https:/);
    expect(() => gitUrl(`https://me:${SECRET}@example.org/o/r`)).toThrow(
      /"https:\/\/example.org\/o\/r" has credentials in it.*a token comes from the environment/,
    );
    expect(() => gitUrl('github:o/r?ref=main')).toThrow(/a setting of its own, ref/);
  });
});

describe('refs', () => {
  const commit = 'd921afc1e40f9f6abedd6017baa1facccff3da59';
  it.each([
    [undefined, { kind: 'default' }],
    [commit, { kind: 'commit', rev: commit }],
    ['feature/x-1.2', { kind: 'name', candidates: ['refs/heads/feature/x-1.2', 'refs/tags/feature/x-1.2'] }],
    ['refs/tags/v1', { kind: 'name', candidates: ['refs/tags/v1'] }],
    ['v1.0+build', { kind: 'name' }],
    ['größe', { kind: 'name' }],
  ])('%s', (text, expected) => {
    expect(gitRef(text)).toMatchObject(expected);
  });
});

const hostile = [
  ...hostileUrls.map((text) => ['address', text, gitUrl] as const),
  ...hostileRefs.map((text) => ['ref', text, gitRef] as const),
  ...hostileNames.map((text) => ['name', text, componentName] as const),
];

describe('hostile text', () => {
  it('is there in more than 500 forms, each another one', () => {
    expect(new Set(hostile.map(([what, text]) => `${what} ${text}`)).size).toBe(hostile.length);
    expect(hostile.length).toBeGreaterThan(500);
  });

  it('is refused, with a message that is one for people, holds no secret, and cannot change a terminal', () => {
    const wrong = hostile.filter(([, text, read]) => {
      try {
        read(text);
        return true;
      } catch (error) {
        if (!(error instanceof OptionsError)) return true;
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
        const isUnsafe = /[\x00-\x09\x0b-\x1f\x7f\u200b\u2028\u202e]/.test(error.message);
        return isUnsafe || error.message.includes(SECRET) || error.message.length > 700;
      }
    });
    expect(wrong.map(([what, text]) => [what, text])).toEqual([]);
  });
});
