import { expect, it } from 'vitest';
import { lineOf } from './line-of.js';

const TEXT = '[package]\nname = "api"\n\n[dependencies]\napi-types = "1"\napi = "1"\n';

it.each<[string, string, number | undefined]>([
  ['dependencies', 'api', 6],
  ['dependencies', 'api-types', 5],
  ['package', 'api', 2],
  ['features', 'api', undefined],
  ['dependencies', 'other', undefined],
  ['dependencies', '', undefined],
])('the line of %s with the word %j: %s', (field, name, expected) => {
  expect(lineOf(TEXT, field, name)).toBe(expected);
});
