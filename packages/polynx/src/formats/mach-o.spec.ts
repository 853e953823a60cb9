import { describe, expect, test } from 'vitest';
import { joinSlices, slicesOf } from './mach-o.js';

const X64 = 0x01000007;
const ARM64 = 0x0100000c;

/** A header and one segment that reaches to the end. */
function thin(cpu: number, size = 5000, promised = size): Uint8Array {
  const bytes = new Uint8Array(size).fill(cpu & 0xff);
  const view = new DataView(bytes.buffer);
  [0xfeedfacf, cpu, 3, 2, 1, 72, 0, 0, 0x19, 72].forEach((word, index) => {
    view.setUint32(4 * index, word, true);
  });
  view.setBigUint64(32 + 40, 0n, true);
  view.setBigUint64(32 + 48, BigInt(promised), true);
  return bytes;
}

const slice = (path: string, bytes: Uint8Array) => ({ path, bytes });

describe('a universal file', () => {
  test('has its slices, as they went in, at the places that their pages ask for', () => {
    const x64 = thin(X64);
    const arm64 = thin(ARM64, 7001);
    const joined = joinSlices([slice('arm', arm64), slice('intel', x64)]);
    expect(slicesOf(joined).map(({ name }) => name)).toEqual(['x86_64', 'arm64']);
    expect(
      slicesOf(joined).map(({ bytes }) => Buffer.compare(bytes, bytes.length === 5000 ? x64 : arm64)),
    ).toEqual([0, 0]);
    expect(slicesOf(joined).map(({ bytes }) => bytes.byteOffset)).toEqual([4096, 16384]);
    expect(joined.length).toBe(16384 + 7001);
  });

  test('is the same whatever the order', () => {
    const parts = [slice('a', thin(X64)), slice('b', thin(ARM64))];
    expect(Buffer.compare(joinSlices(parts), joinSlices([...parts].reverse()))).toBe(0);
  });

  test.each<[string, () => Uint8Array, string]>([
    ['the same processor twice', () => thin(X64), 'and intel are both for x86_64'],
    [
      'no Mach-O file',
      () => new TextEncoder().encode('#!/bin/sh\necho a program of another kind\n'),
      'is no 64-bit Mach-O file',
    ],
    ['an empty file', () => new Uint8Array(), 'it has 0 bytes'],
    ['a cut-off file', () => thin(ARM64, 5000, 6000), 'is cut off'],
    [
      'a universal file',
      () => joinSlices([slice('x', thin(X64)), slice('y', thin(ARM64))]),
      'is a universal file already',
    ],
    ['another processor', () => thin(0x01000012), 'a processor that no Mac has'],
    ['an archive without an object', () => new TextEncoder().encode('!<arch>\n'), 'without an object'],
  ])('%s is refused', (_, bytes, reason) => {
    expect(() => joinSlices([slice('intel', thin(X64)), slice('other', bytes())])).toThrow(reason);
  });
});
