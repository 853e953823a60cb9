import { expect, it } from 'vitest';
import { pick } from './ask.js';

const choices = [
  ['lib', 'A library'],
  ['bin', 'A program'],
] as const;

it.each([
  ['1', 'lib'],
  [' 2 ', 'bin'],
  ['bin', 'bin'],
  ['3', undefined],
  ['0', undefined],
  ['', undefined],
  ['library', undefined],
])('%j is %s', (answer, expected) => expect(pick(answer, choices)).toBe(expected));
