import { expect, it } from 'vitest';
import { parseGoWork } from './go-work.js';

const parse = (text: string) => parseGoWork({ path: 'go.work', text });

it('reads members with their lines, replaces, and what decides every result', () => {
  const { uses, go, replaces, settings } = parse(
    'go 1.24\n\nuse . // root\nuse (\n\t./api // first\n\t"./my lib"\n)\n\nreplace b v1.0.0 => ./b\ntoolchain go1.25.0\n',
  );
  expect(uses).toEqual([
    { directory: '.', line: 3 },
    { directory: './api', line: 5 },
    { directory: './my lib', line: 6 },
  ]);
  expect(go).toBe('1.24');
  expect(replaces).toEqual([{ path: 'b', version: 'v1.0.0', to: './b' }]);
  expect(settings).toEqual(['go 1.24', 'toolchain go1.25.0']);
});

it('keeps the settings when a member is added', () => {
  expect(parse('go 1.24\nuse ./a\n').settings).toEqual(parse('go 1.24\n\nuse (\n\t./a\n\t./b\n)\n').settings);
});

it.each([
  [
    'go 1.24\nrequire a v1.0.0',
    'go.work:2: unknown directive require; known are go, toolchain, godebug, use, replace',
  ],
  ['use ./a ./b', 'go.work:1: usage: use ./directory'],
  ['go 1.24\ngo 1.25', 'go.work:2: repeated go directive'],
])('refuses %j', (text, message) => {
  expect(() => parse(text)).toThrow(message);
});
