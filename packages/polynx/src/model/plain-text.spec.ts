import { describe, expect, it } from 'vitest';
import { oneLine, severalLines } from './plain-text.js';
import { withoutCredentials } from './urls.js';

describe('a field of a package', () => {
  it.each(['', 'A <a@b>', 'Ünïcødé 🎉', 'https://x/?a=b'])('may be %j', (text) => {
    expect(() => oneLine('maintainer', text)).not.toThrow();
    expect(() => oneLine('maintainer', undefined)).not.toThrow();
  });

  it.each(['a\nPre-Depends: evil', 'a\rb', 'a\0b', 'a\u0085b', 'a\u2028b', 'a\u202eb', '\x1b[31m', 'a\tb'])(
    'is refused by its name where it is %j',
    (text) => {
      expect(() => oneLine('maintainer', text)).toThrow(/^maintainer has the control character U\+/);
    },
  );

  it('may have several lines where it is a description, and nothing else', () => {
    expect(() => severalLines('description', 'first\n\tsecond')).not.toThrow();
    expect(() => severalLines('description', 'a\rb')).toThrow('description has the control character U+000D');
  });
});

it.each([
  ['https://user:token@host/x', 'https://host/x'],
  ['git+ssh://git@host/x.git#1', 'git+ssh://host/x.git#1'],
  ['proxy http://u:p%40q@127.0.0.1:9, direct', 'proxy http://127.0.0.1:9, direct'],
  ['postgres://u:a@b@h/d and https://t@h', 'postgres://h/d and https://h'],
  ['https://host/a@b', 'https://host/a@b'],
  ['mail a@b', 'mail a@b'],
])('%s is shown as %s', (text, shown) => {
  expect(withoutCredentials(text)).toBe(shown);
});

it('takes no longer for text that is made to take long', () => {
  const begin = performance.now();
  for (const text of ['://', '://a', 'a@', '://@', ':/', '://aaaaaaaaaaaaaaaaaaaa'])
    withoutCredentials(text.repeat(1_000_000 / text.length));
  expect(performance.now() - begin).toBeLessThan(2000);
});
