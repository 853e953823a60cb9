import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { expect, it } from 'vitest';
import {
  isSignedBy,
  publicPartOf,
  signatureLayout,
  signatureOfImage,
  signaturesIn,
  signatureTag,
} from './cosign.js';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const OTHER = `sha256:${'b'.repeat(64)}`;
const pairs: readonly (readonly [string, { publicKey: KeyObject; privateKey: KeyObject }])[] = [
  ['P-256', generateKeyPairSync('ec', { namedCurve: 'P-256' })],
  ['ed25519', generateKeyPairSync('ed25519')],
];

it.each(pairs)('a signature with %s holds for the image and for no other', (_, { privateKey, publicKey }) => {
  const signature = signatureOfImage('r.example/api', DIGEST, privateKey);
  expect(isSignedBy(signature, DIGEST, publicKey)).toBe(true);
  expect(isSignedBy(signature, OTHER, publicKey)).toBe(false);
  const changed = Buffer.from(
    Buffer.from(signature.payload).toString().replaceAll('a'.repeat(64), 'b'.repeat(64)),
  );
  expect(isSignedBy({ ...signature, payload: changed }, OTHER, publicKey)).toBe(false);
  for (const [, other] of pairs)
    if (other.publicKey !== publicKey) expect(isSignedBy(signature, DIGEST, other.publicKey)).toBe(false);
});

it.each(pairs)('both halves of a pair of %s have one public part', (_, { privateKey, publicKey }) => {
  expect(publicPartOf(privateKey)).toBe(publicPartOf(publicKey));
});

it('the payload is what cosign signs, under its tag', () => {
  const [[, { privateKey }] = ['', generateKeyPairSync('ed25519')]] = pairs;
  const { payload } = signatureOfImage('r.example/api', DIGEST, privateKey);
  expect(Buffer.from(payload).toString()).toBe(
    `{"critical":{"identity":{"docker-reference":"r.example/api"},"image":{"docker-manifest-digest":"${DIGEST}"},"type":"cosign container image signature"},"optional":null}`,
  );
  expect(signatureTag(DIGEST)).toBe(`sha256-${'a'.repeat(64)}.sig`);
});

it('a layout gives its signatures back, and those that are none are passed over', () => {
  const signatures = pairs.map(([, { privateKey }]) => signatureOfImage('r.example/api', DIGEST, privateKey));
  const files = signatureLayout(signatures);
  const read = (path: string) => files.get(path) ?? new Uint8Array();
  expect(signaturesIn(read).map(({ signature }) => signature)).toEqual(
    signatures.map(({ signature }) => signature),
  );
  const [[, { publicKey }] = ['', generateKeyPairSync('ed25519')]] = pairs;
  for (const text of ['', '{}', '{"critical":null}', 'no JSON'])
    expect(isSignedBy({ payload: Buffer.from(text), signature: 'x' }, DIGEST, publicKey)).toBe(false);
});
