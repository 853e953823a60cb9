import { expect, it } from 'vitest';
import { withoutSecrets } from './secrets.js';

it.each([
  [
    "unable to download 'https://user:SEKRET@cache.example.com/x'",
    "unable to download 'https://cache.example.com/x'",
  ],
  ['access-tokens = github.com=SEKRET gitlab.com=PAT:SEKRET', 'access-tokens = …'],
  ['extra-access-tokens=github.com=SEKRET', 'extra-access-tokens=…'],
  ['--option access-tokens: SEKRET', '--option access-tokens: …'],
  ['machine cache.example.com login ada password SEKRET', 'machine cache.example.com login ada password …'],
  ['machine h\n  login ada\n  password SEKRET\n', 'machine h\n  login ada\n  password …\n'],
  ['> Authorization: Bearer SEKRET', '> Authorization: …'],
  ['GET https://h/x?a=b&token=SEKRET&c=d', 'GET https://h/x?a=b&token=…&c=d'],
  ['remote: ghp_SEKRETSEKRETSEKRET1 is revoked', 'remote: ghp_… is revoked'],
  ['github_pat_SEKRET_SEKRETSEKRET', 'github_pat_…'],
])('%j is shown as %j', (text, shown) => {
  expect(withoutSecrets(text)).toBe(shown);
});

it.each(['the password is wrong', 'machine learning', 'error: builder failed with exit code 3', 'a=token=b'])(
  '%j stays',
  (text) => expect(withoutSecrets(text)).toBe(text),
);

it('takes no longer for text that is made to take long', () => {
  const begin = performance.now();
  for (const text of [
    'access-tokens ',
    'machine a login ',
    ' ',
    ' password',
    '?token=',
    'ghp_',
    'authorization:',
  ])
    withoutSecrets(text.repeat(1_000_000 / text.length));
  expect(performance.now() - begin).toBeLessThan(2000);
});
