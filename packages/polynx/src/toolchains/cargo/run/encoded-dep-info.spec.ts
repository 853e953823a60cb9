import { describe, expect, it } from 'vitest';
import { readEncodedDepInfo } from './encoded-dep-info.js';

const HEAD = [1, 0, 0, 0, 0xff, 1];
const number = (value: number) => [value, 0, 0, 0];
const text = (value: string) => [...number(value.length), ...Buffer.from(value)];
const file = (kind: number, path: string, checksum = 0) => [kind, ...text(path), checksum];
const read = (...parts: readonly number[][]) => readEncodedDepInfo(Uint8Array.from(parts.flat()));

describe("cargo's own notes of what a unit was compiled from", () => {
  it.each([
    ['nothing', [HEAD, number(0), number(0)], []],
    [
      'sources, without what the build made',
      [
        HEAD,
        number(3),
        file(0, 'src/lib.rs'),
        file(1, 'debug/build/a/out/g.rs'),
        file(0, 'a b.txt'),
        number(0),
      ],
      ['src/lib.rs', 'a b.txt'],
    ],
    ['another version', [[1, 0, 0, 0, 0xff, 2], number(0), number(0)], undefined],
    ['before there were versions', [number(1), file(0, 'src/lib.rs')], undefined],
    ['checksums', [HEAD, number(1), file(0, 'src/lib.rs', 1)], undefined],
    ['half a file', [HEAD, number(1), [0, ...number(99)]], undefined],
    ['a count that lies', [HEAD, [0xff, 0xff, 0xff, 0xff]], undefined],
    ['nothing at all', [], undefined],
  ])('%s', (_, parts, expected) => {
    expect(read(...parts)).toEqual(expected);
  });
});
