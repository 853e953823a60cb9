import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type Digest, signatureState, withValidSignature } from './mach-o-signature.js';

const digest: Digest = (algorithm, bytes) => createHash(algorithm).update(bytes).digest();

interface Given {
  /** 2 is a program, 6 a library, 1 an object file. */
  readonly type?: number;
  /** Of the first section: before it lie the load commands. */
  readonly contentAt?: number;
}

/**
 * A header, __TEXT with one section, and __LINKEDIT at the end. Signatures of real linkers are in
 * e2e/platforms.spec.ts.
 */
function unsigned({ type = 2, contentAt = 0x1000 }: Given = {}): Uint8Array {
  const [size, linkedit] = [20_001, 0x4000];
  const bytes = new Uint8Array(size).map((_, index) => (index < 32 + 152 + 72 ? 0 : index & 0xff));
  const view = new DataView(bytes.buffer);
  [0xfeedfacf, 0x0100000c, 0, type, 2, 152 + 72].forEach((word, index) => {
    view.setUint32(4 * index, word, true);
  });
  segment(view, 32, { name: '__TEXT', size: 152, offset: 0, length: linkedit, sections: 1 });
  view.setUint32(32 + 72 + 48, contentAt, true);
  segment(view, 32 + 152, {
    name: '__LINKEDIT',
    size: 72,
    offset: linkedit,
    length: size - linkedit,
    sections: 0,
  });
  bytes.fill(0, 32 + 152 + 72, 0x1000);
  return bytes;
}

interface Segment {
  readonly name: string;
  readonly size: number;
  readonly offset: number;
  readonly length: number;
  readonly sections: number;
}

function segment(view: DataView, at: number, { name, size, offset, length, sections }: Segment): void {
  view.setUint32(at, 0x19, true);
  view.setUint32(at + 4, size, true);
  [...name].forEach((letter, index) => {
    view.setUint8(at + 8 + index, letter.charCodeAt(0));
  });
  view.setBigUint64(at + 32, BigInt(length), true);
  view.setBigUint64(at + 40, BigInt(offset), true);
  view.setBigUint64(at + 48, BigInt(length), true);
  view.setUint32(at + 64, sections, true);
}

const sign = (bytes: Uint8Array) => withValidSignature({ path: 'dist/tool', bytes }, digest);
const stateOf = (bytes: Uint8Array) => signatureState(bytes, digest);

function changed(bytes: Uint8Array, at: number): Uint8Array {
  const copy = bytes.slice();
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}

describe('the signature of a Mach-O file', () => {
  test.each([2, 6, 8])('is added where there is none (file type %i)', (type) => {
    const bytes = unsigned({ type });
    expect(stateOf(bytes)).toBe('none');
    expect(stateOf(sign(bytes))).toBe('valid');
    expect(Buffer.from(sign(bytes).subarray(0x1000, 20_001)).equals(bytes.subarray(0x1000))).toBe(true);
  });

  test('is left as it is where it holds', () => {
    const signed = sign(unsigned());
    expect(sign(signed)).toBe(signed);
  });

  test.each([
    ['the code', 0x2000],
    ['a load command', 32 + 20],
    ['the last digest', -1],
  ])('is made anew after a change of %s', (_, at) => {
    const signed = sign(unsigned());
    const broken = changed(signed, at < 0 ? signed.length + at : at);
    expect(stateOf(broken)).toBe('invalid');
    expect(stateOf(sign(broken))).toBe('valid');
    expect(sign(broken).length).toBe(signed.length);
  });

  test('is made anew when the file goes on behind it', () => {
    const longer = new Uint8Array([...sign(unsigned()), 0]);
    expect(stateOf(longer)).toBe('invalid');
  });

  test('of somebody with a key is not replaced', () => {
    const signed = sign(unsigned());
    const view = new DataView(signed.buffer);
    const at = view.getUint32(32 + 152 + 72 + 8, true);
    // The only blob becomes a CMS message.
    view.setUint32(at + 12, 0x10000);
    expect(stateOf(signed)).toBe('by somebody');
    expect(sign(signed)).toBe(signed);
  });

  test.each<[string, Uint8Array]>([
    ['an object file', unsigned({ type: 1 })],
    ['a text', new TextEncoder().encode('#!/bin/sh\necho a program of another kind\n')],
    ['nothing', new Uint8Array()],
    ['a header alone', unsigned().subarray(0, 100)],
  ])('is not put on %s', (_, bytes) => {
    expect(stateOf(bytes)).toBeUndefined();
    expect(sign(bytes)).toBe(bytes);
  });

  test('without room for its load command is an error that names the file', () => {
    expect(() => sign(unsigned({ contentAt: 32 + 152 + 72 + 8 }))).toThrow('dist/tool has no room');
  });
});
