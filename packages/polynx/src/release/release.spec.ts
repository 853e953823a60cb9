import { describe, expect, it } from 'vitest';
import { newestTag } from './tags.js';
import { wantedFrom } from './wanted.js';

describe('the prefix that Nx asks for', () => {
  it.each([
    ['^1.2.0', 'auto', { version: '1.2.0' }],
    ['1.2.0', undefined, { version: '1.2.0' }],
    ['~1.2.0', '~', { version: '1.2.0', prefix: '~' }],
    ['1.2.0', '', { version: '1.2.0', prefix: '' }],
  ])('%s by %s', (text, versionPrefix, wanted) => {
    expect(wantedFrom(text, versionPrefix)).toEqual(wanted);
  });
});

it('the newest version of several forms of tags; what only looks like one is none', () => {
  const tags = [
    'log/v1.10.0',
    'log/v1.9.0',
    'log/v2',
    'log/vnext',
    'log2/v9.0.0',
    'v1.11.0-rc.0',
    'log/v1.11.0',
  ];
  expect(newestTag(tags, ['log/v'])).toEqual({ tag: 'log/v1.11.0', version: '1.11.0' });
  expect(newestTag(tags, ['log/v', undefined, 'v'])?.tag).toBe('log/v1.11.0');
  expect(newestTag(tags, ['other/v'])).toBeUndefined();
});
