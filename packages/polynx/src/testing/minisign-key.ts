import { createPrivateKey, createPublicKey, randomBytes } from 'node:crypto';

/**
 * A private key of Ed25519 in DER is these bytes and its 32: https://www.rfc-editor.org/rfc/rfc8410#section-7
 */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/**
 * As minisign -G -W writes it. The checksum at the end is not looked at.
 *
 * NB without `generateKeyPairSync` and `export({ format: 'jwk' })`: if the garbage collector frees the
 * generating job during the export, Node 20 waits forever for a lock that its own thread holds.
 */
export function unlockedKey(id = 'keynumbr') {
  const seed = randomBytes(32);
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
  const point = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-32);
  const number = Buffer.from(id.padEnd(8));
  const boxed = Buffer.concat([number, seed, point, Buffer.alloc(32)]);
  const secret = Buffer.concat([Buffer.from('Ed\0\0B2'), Buffer.alloc(48), boxed]);
  const open = Buffer.concat([Buffer.from('Ed'), number, point]);
  return {
    text: `untrusted comment: secret\n${secret.toString('base64')}\n`,
    publicKey: `untrusted comment: public\n${open.toString('base64')}\n`,
  };
}
