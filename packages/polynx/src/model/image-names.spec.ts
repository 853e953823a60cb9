import { describe, expect, it } from 'vitest';
import {
  readRegistry,
  readStatedRegistry,
  repositoryProblem,
  tagFrom,
  tagProblem,
  templateProblem,
} from './image-names.js';

/** What is put before, into and behind good names. */
const HOSTILE = [
  ...[
    '-',
    '--help',
    '-o=x',
    ';id',
    '|id',
    '&id',
    '`id`',
    '$(id)',
    '${HOME}',
    '\n',
    '\r\n',
    '\0',
    '\t',
    ' ',
    '\\',
  ],
  ...[
    '../',
    '/..',
    '//',
    '~',
    '*',
    '?',
    '#',
    '%2e',
    '@',
    'u:p@',
    'ext::sh',
    'file://',
    'docker://',
    "'",
    '"',
    '<',
    '>',
  ],
  ...['\u202e', '\u2066', 'é', '漢', '\u001b[31m', 'A B', '.', '..', '!', '(', '{', '[', '^'],
];
const GOOD = ['api', '1.2.3', 'team/api', 'registry.example.com', 'localhost:5000'];
const NAMES = GOOD.flatMap((good) =>
  HOSTILE.flatMap((bad) => [bad + good, good + bad, `${good.slice(0, 2)}${bad}${good.slice(2)}`]),
);
/** Whatever a function lets through is made of these, and begins with none that means something. */
const HARMLESS = /^[A-Za-z0-9_[][A-Za-z0-9._:/[\]-]*$/;

describe('hostile names', () => {
  it('are more than five hundred', () => {
    expect(new Set(NAMES).size).toBeGreaterThan(500);
  });

  it.each([
    ['tags', (name: string) => tagProblem(name) === undefined],
    ['repositories', (name: string) => repositoryProblem(name) === undefined],
    ['registries', (name: string) => typeof readRegistry(name) !== 'string'],
  ])('none that means something to a program is let through: %s', (_, isTaken) => {
    const taken = NAMES.filter(isTaken);
    expect(taken.filter((name) => !HARMLESS.test(name) || name.split('/').includes('..'))).toEqual([]);
    // What is refused is refused in one line, without the characters.
    for (const name of NAMES)
      for (const bad of ['\n', '\r', '\0', '\u001b']) expect(tagProblem(name) ?? '').not.toContain(bad);
  });

  it.each(NAMES.slice(0, 60))('a branch called %j gives a tag or an error', (branch) => {
    expect(tagProblem(tagOrNone(branch))).toBeUndefined();
  });
});

function tagOrNone(branch: string): string {
  try {
    return tagFrom('{branch}', { version: '1', sha: undefined, branch, name: 'n' });
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError);
    return 'none';
  }
}

it.each([
  ['registry.example.com', { host: 'registry.example.com', prefix: '', isPlain: false }],
  [
    'https://Registry.example.com:5000/team/x/',
    { host: 'registry.example.com:5000', prefix: 'team/x', isPlain: false },
  ],
  ['http://localhost:5000', { host: 'localhost:5000', prefix: '', isPlain: true }],
  ['http://[::1]:5000/a', { host: '[::1]:5000', prefix: 'a', isPlain: true }],
])('%s is a registry', (text, registry) => {
  expect(readRegistry(text)).toEqual(registry);
});

it.each([
  ['team', 'is no registry'],
  ['localhost:99999', 'is no registry'],
  ['https://ann:pw@registry.example.com', 'has credentials in it'],
  ['registry.example.com/Team', 'cannot be the name of a repository'],
  ['ftp://registry.example.com', 'is no registry'],
])('%s is none, and it is said why', (text, why) => {
  expect(readRegistry(text)).toContain(why);
});

it('plain text to another machine is for the environment to ask for', () => {
  expect(readStatedRegistry('http://registry.example.com')).toContain('plain HTTP to another machine');
  for (const host of ['localhost:1', '127.0.0.1:1', '[::1]:1'])
    expect(readStatedRegistry(`http://${host}`)).toMatchObject({ host, isPlain: true });
  expect(readStatedRegistry('http://127.0.0.1.evil.example')).toContain('plain HTTP');
});

it('tags from version, commit and branch', () => {
  const words = { version: '1.0.0+b', sha: 'abc', branch: 'feature/Ä', name: 'api' };
  expect(['{version}', '{sha}', '{branch}', '{name}-latest', 'v1'].map((one) => tagFrom(one, words))).toEqual(
    ['1.0.0_b', 'abc', 'feature--', 'api-latest', 'v1'],
  );
  expect(() => tagFrom('{sha}', { ...words, sha: undefined })).toThrow(
    'names the sha, which is not known here',
  );
  expect(templateProblem('{Version}')).toContain('{Version} is not known: a tag may name {version}, {sha}');
  expect(templateProblem('{version}-{sha}')).toBeUndefined();
});
