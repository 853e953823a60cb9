/** Signatures in registries: made before any tag names an image, and checked afterwards. */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Env } from '../../adapters/run.js';
import { scratchFolder } from '../../adapters/scratch.js';
import { readBinary } from '../../adapters/shipped-file.js';
import { copyCommand, type Remote, referenceOf, sendCommand } from '../../adapters/skopeo.js';
import {
  type ImageSignature,
  isSignedBy,
  publicPartOf,
  signatureLayout,
  signatureOfImage,
  signaturesIn,
  signatureTag,
} from '../../formats/cosign.js';
import { ExpectedError, OptionsError } from '../../model/errors.js';
import { digestAt, type PushSession, retrying } from './push.js';
import { writeLayout } from './write-layout.js';

/**
 * NB from the environment alone, as the key of `sign`. Absent: images are not signed.
 * @param publicKey what the options say that images are signed with
 */
export function imageKey(root: string, publicKey: string | undefined, env: Env): KeyObject | undefined {
  const { POLYNX_IMAGE_KEY: text = '', POLYNX_IMAGE_KEY_FILE: file = '', POLYNX_IMAGE_PASSWORD } = env;
  if (text === '' && file === '') {
    if (publicKey === undefined) return undefined;
    throw new OptionsError(
      `images.publicKey says that images are signed with the key of ${publicKey}, and there is no key.\n  Set POLYNX_IMAGE_KEY to the text of the private key (PEM), or POLYNX_IMAGE_KEY_FILE to its path.`,
    );
  }
  const key = readPrivateKey(
    text === '' ? readFileSync(resolve(root, file), 'utf8') : text,
    POLYNX_IMAGE_PASSWORD,
  );
  if (publicKey !== undefined && publicPartOf(key) !== publicPartOf(readPublicKey(root, publicKey)))
    throw new OptionsError(
      `The private key in the environment is not that of ${publicKey}, which images.publicKey names.`,
    );
  return key;
}

function readPrivateKey(text: string, passphrase: string | undefined): KeyObject {
  try {
    return createPrivateKey({ key: text, ...(passphrase === undefined ? {} : { passphrase }) });
  } catch {
    throw new OptionsError(
      'The key to sign images with cannot be read: it is a private key in PEM, such as `openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256` makes.\n  POLYNX_IMAGE_PASSWORD is its password, if it has one. cosign takes such a key over by `cosign import-key-pair`.',
    );
  }
}

export function readPublicKey(root: string, path: string): KeyObject {
  try {
    return createPublicKey(readBinary(root, path));
  } catch (error) {
    if (error instanceof ExpectedError) throw error;
    throw new OptionsError(
      `${path} is no public key in PEM. \`openssl pkey -pubout\` makes it of the private one.`,
    );
  }
}

/** A signature by the same key is not made again, and those by other keys stay. */
export async function signImage(
  session: PushSession,
  to: Remote,
  digest: string,
  key: KeyObject,
): Promise<void> {
  const there = await signaturesOf(session, to, digest);
  const own = createPublicKey(key);
  if (there.some((one) => isSignedBy(one, digest, own))) return;
  const draft = `${scratchFolder(session.root)}/signature`;
  const all = [...there, signatureOfImage(referenceOf(to, ''), digest, key)];
  writeLayout(session.root, draft, signatureLayout(all));
  const tag = `:${signatureTag(digest)}`;
  await retrying(session, to, () => sendCommand(draft, undefined, to, tag));
  session.show(`Signed: ${referenceOf(to, tag)}`);
}

/** @throws where no signature of the image is by that key */
export async function checkSignature(
  session: PushSession,
  at: Remote,
  digest: string,
  key: KeyObject,
): Promise<void> {
  const all = await signaturesOf(session, at, digest);
  if (all.some((one) => isSignedBy(one, digest, key))) return;
  const what = all.length === 0 ? 'is not signed' : 'is signed, and not by this key';
  throw new ExpectedError(`${referenceOf(at, `@${digest}`)} ${what}.`);
}

async function signaturesOf(session: PushSession, at: Remote, digest: string): Promise<ImageSignature[]> {
  const suffix = `:${signatureTag(digest)}`;
  if ((await digestAt(session, at, suffix)) === undefined) return [];
  const { root } = session;
  const folder = `${scratchFolder(root)}/signatures`;
  rmSync(join(root, folder), { recursive: true, force: true });
  mkdirSync(join(root, folder), { recursive: true });
  await retrying(session, at, () => copyCommand(at, suffix, folder));
  return signaturesIn((path) => readBinary(root, `${folder}/${path}`));
}
