import { parse } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import { addToJsonc } from './jsonc-edit.js';

const items: readonly [name: string, before: string, after: string][] = [
  ['a list on one line', '{\n  "a": ["x"], // why\n}\n', '{\n  "a": ["x", "new"], // why\n}\n'],
  ['a list on several', '{\n  "a": [\n    "x"\n  ]\n}\n', '{\n  "a": [\n    "x",\n    "new"\n  ]\n}\n'],
  [
    'a comment behind the last item',
    '{\n\t"a": [\n\t\t"x" // why x\n\t]\n}\n',
    '{\n\t"a": [\n\t\t"x", // why x\n\t\t"new"\n\t]\n}\n',
  ],
  [
    'a comma behind the last item',
    '{\n  "a": [\n    "x", // why x\n  ],\n}\n',
    '{\n  "a": [\n    "x", // why x\n    "new",\n  ],\n}\n',
  ],
  ['an empty list', '{\n  "a": []\n}\n', '{\n  "a": [\n    "new"\n  ]\n}\n'],
  ['no list yet', '{\n  "b": { "c": [1, 2] }\n}\n', '{\n  "b": { "c": [1, 2] },\n  "a": ["new"]\n}\n'],
  [
    'lines that end with CRLF',
    '{\r\n  "a": [\r\n    "x"\r\n  ]\r\n}\r\n',
    '{\r\n  "a": [\r\n    "x",\r\n    "new"\r\n  ]\r\n}\r\n',
  ],
  ['an empty object', '{}\n', '{\n  "a": [\n    "new"\n  ]\n}\n'],
];

describe('addToJsonc', () => {
  it.each(items)('adds an item to %s and leaves the rest alone', (_, before, after) => {
    expect(addToJsonc(before, ['a'], 'new')).toBe(after);
  });

  it('adds properties, inside objects that are not there yet too', () => {
    const once = addToJsonc('{\n  "x": { "y": 1 }\n}\n', ['a', 'b'], {}, 'polynx:x');
    expect(once).toBe('{\n  "x": { "y": 1 },\n  "a": {\n    "b": {\n      "polynx:x": {}\n    }\n  }\n}\n');
    expect(parse(addToJsonc(once, ['a', 'b'], {}, 'polynx:y'))).toEqual({
      x: { y: 1 },
      a: { b: { 'polynx:x': {}, 'polynx:y': {} } },
    });
  });
});
