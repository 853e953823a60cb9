import { expect, test } from 'vitest';
import { compareBytes } from './compare-bytes.js';

const bytes = (text: string) => new TextEncoder().encode(text);

test.each<[string, string, ReturnType<typeof compareBytes>]>([
  ['same', 'same', undefined],
  ['\0/tmp/one/src\0', '\0/tmp/two/src\0', { offset: 6, count: 3, text: ['/tmp/one/src', '/tmp/two/src'] }],
  ['abc', 'abcd', { offset: 3, count: 1, text: ['abc', 'abcd'] }],
])('%j and %j', (first, second, expected) => {
  expect(compareBytes(bytes(first), bytes(second))).toEqual(expected);
});
