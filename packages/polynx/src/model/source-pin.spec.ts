import { expect, it } from 'vitest';
import { pinText, readPin, type SourcePin, shortRef } from './source-pin.js';

const pin: SourcePin = {
  url: 'https://example.org/o/r',
  ref: 'refs/heads/main',
  rev: 'd921afc1e40f9f6abedd6017baa1facccff3da59',
  narHash: 'sha256-DqjbllFqc+k5V33XTVKtcHNJan5XGXYubBZpgTCNp1M=',
  date: '2024-01-01T00:00:00Z',
  submodules: true,
};

it('a pin is what was written', () => {
  expect(readPin(pinText(pin), 'source.json')).toEqual(pin);
  expect(pinText(pin).split('\n')[1]).toBe('  "url": "https://example.org/o/r",');
  expect(shortRef('refs/tags/v1/x')).toBe('v1/x');
});

it.each<[string, object | string]>([
  ['no JSON', '{'],
  ['a list', '[]'],
  ['unknown key', { token: 'x' }],
  ['a branch for a commit', { rev: 'main' }],
  ['an option for a commit', { rev: '--upload-pack=x' }],
  ['another hash', { narHash: 'sha1-x' }],
  ['a hash with more behind it', { narHash: `${pin.narHash}\n"; x` }],
  ['an unsafe address', { url: 'ext::sh' }],
  ['an address that is not allowed', { url: 'http://example.org/o/r' }],
  ['an address with a password', { url: 'https://a:b@example.org/o/r' }],
  ['a short ref', { ref: 'main' }],
  ['a hostile ref', { ref: 'refs/heads/--x' }],
  ['a date that is text', { date: '$(id)' }],
  ['submodules that are text', { submodules: 'yes' }],
  ['an allowance that is none', { allow: ['ext'] }],
])('%s is refused, and the file is named or the address', (_, change) => {
  const text = typeof change === 'string' ? change : JSON.stringify({ ...pin, ...change });
  expect(() => readPin(text, 'a/source.json')).toThrow(/a\/source\.json|The address|The ref/);
});
