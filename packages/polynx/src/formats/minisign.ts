/**
 * Signatures that `minisign -V`, rsign2 and cargo-binstall check: Ed25519 over the BLAKE2b digest of a file,
 * and once more over that and a trusted comment.
 * https://jedisct1.github.io/minisign/#signature-format
 */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  scryptSync,
  sign,
  verify,
} from 'node:crypto';
import { ExpectedError } from '../model/errors.js';
import { bytesOf, concat } from './entry.js';

export interface SecretKey {
  readonly id: Uint8Array;
  readonly key: KeyObject;
}

export interface PublicKey {
  readonly id: Uint8Array;
  readonly key: KeyObject;
}

const ED25519 = 'Ed';
const PREHASHED = 'ED';
const SCRYPT = 'Sc';

/**
 * @param text the file that `minisign -G` writes. Throws an ExpectedError; no message contains any of the
 * text.
 */
export function readSecretKey(text: string, password: string | undefined): SecretKey {
  const data = payloadOf(
    text,
    158,
    'The signing key is no secret key of minisign. Make one with minisign -G.',
  );
  const derivation = latin1(data.subarray(2, 4));
  const boxed = data.subarray(54);
  if (derivation !== SCRYPT) return secretKeyOf(boxed, 'The signing key is damaged.');
  if (password === undefined)
    throw new ExpectedError(
      'The signing key has a password: set POLYNX_SIGN_PASSWORD, or make a key without one with minisign -G -W.',
    );
  const view = new DataView(data.buffer, data.byteOffset);
  const limits = { operations: view.getBigUint64(38, true), memory: view.getBigUint64(46, true) };
  const stream = derive(password, data.subarray(6, 38), limits, boxed.length);
  return secretKeyOf(
    boxed.map((byte, index) => byte ^ (stream[index] ?? 0)),
    'The password of the signing key is wrong.',
  );
}

/**
 * The number of the key, seed, public key, checksum. That the seed gives the public key says as much as the
 * checksum does.
 */
function secretKeyOf(data: Uint8Array, otherwise: string): SecretKey {
  const [id, seed, point] = [data.subarray(0, 8), data.subarray(8, 40), data.subarray(40, 72)];
  const key = createPrivateKey({
    format: 'jwk',
    key: { kty: 'OKP', crv: 'Ed25519', d: base64url(seed), x: base64url(point) },
  });
  const { x } = createPublicKey(createPrivateKey({ key: pkcs8(seed), format: 'der', type: 'pkcs8' })).export({
    format: 'jwk',
  });
  if (x !== base64url(point)) throw new ExpectedError(otherwise);
  return { id, key };
}

/** https://datatracker.ietf.org/doc/html/rfc8410#section-7 */
function pkcs8(seed: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
}

/** As libsodium turns its two limits into the parameters of scrypt: crypto_pwhash_scryptsalsa208sha256. */
function derive(
  password: string,
  salt: Uint8Array,
  { operations, memory }: { readonly operations: bigint; readonly memory: bigint },
  length: number,
): Uint8Array {
  const work = Math.max(Number(operations), 32_768);
  const space = Number(memory);
  if (work > 2 ** 26 || space > 2 ** 31) throw new ExpectedError('The signing key asks for too much memory.');
  const r = 8;
  const isShortOfWork = work < space / 32;
  const most = isShortOfWork ? work / (r * 4) : space / (r * 128);
  let power = 1;
  while (2 ** power <= most / 2 && power < 63) power++;
  const N = 2 ** power;
  const p = isShortOfWork ? 1 : Math.max(1, Math.floor(Math.min(work / 4 / N, 0x3fffffff) / r));
  return scryptSync(password, salt, length, { N, r, p, maxmem: 256 * N * r + 1024 * 1024 });
}

export function readPublicKey(text: string): PublicKey {
  const data = payloadOf(text, 42, 'This is no public key of minisign.');
  return { id: data.subarray(2, 10), key: publicKeyOf(data.subarray(10)) };
}

function publicKeyOf(point: Uint8Array): KeyObject {
  return createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x: base64url(point) } });
}

/** The text of `<file>.minisig`. @param comment what is signed along: one line */
export function signatureOf(bytes: Uint8Array, comment: string, { id, key }: SecretKey): string {
  const signature = sign(null, digestOf(bytes), key);
  const both = sign(null, concat([signature, bytesOf(comment)]), key);
  return [
    'untrusted comment: signature from minisign secret key',
    base64(concat([bytesOf(PREHASHED), id, signature])),
    `trusted comment: ${comment}`,
    base64(both),
    '',
  ].join('\n');
}

/** The trusted comment. Throws an ExpectedError that says what does not hold. */
export function checkSignature(bytes: Uint8Array, signature: string, { id, key }: PublicKey): string {
  const lines = signature.split(/\r?\n/);
  const data = decode(lines[1] ?? '');
  const comment = /^trusted comment: (.*)$/.exec(lines[2] ?? '')?.[1];
  if (data.length !== 74 || latin1(data.subarray(0, 2)) !== PREHASHED || comment === undefined)
    throw new ExpectedError('is no signature of minisign');
  if (!Buffer.from(data.subarray(2, 10)).equals(id)) throw new ExpectedError('was signed with another key');
  const own = data.subarray(10);
  const holds =
    verify(null, digestOf(bytes), key, own) &&
    verify(null, concat([own, bytesOf(comment)]), key, decode(lines[3] ?? ''));
  if (!holds) throw new ExpectedError('does not hold: the file or its signature was changed');
  return comment;
}

function digestOf(bytes: Uint8Array): Buffer {
  return createHash('blake2b512').update(bytes).digest();
}

/** The line after the comment, or the line alone. */
function payloadOf(text: string, length: number, otherwise: string): Uint8Array {
  const lines = text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '' && !line.startsWith('untrusted comment:'));
  const data = decode(lines[0] ?? '');
  if (data.length !== length || latin1(data.subarray(0, 2)) !== ED25519) throw new ExpectedError(otherwise);
  return data;
}

function decode(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64'));
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}
