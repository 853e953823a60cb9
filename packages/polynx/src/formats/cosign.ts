/**
 * Signatures of images as cosign keeps them: an image of its own, under a tag that is made from the digest of
 * the signed one. https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md
 */
import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { bytesOf } from './entry.js';
import { blobPath, type Descriptor, json, OCI, openLayout } from './oci.js';

export interface ImageSignature {
  readonly payload: Uint8Array;
  /** In base64. */
  readonly signature: string;
}

const PAYLOAD = 'application/vnd.dev.cosign.simplesigning.v1+json';
export const SIGNATURE = 'dev.cosignproject.cosign/signature';

export function signatureTag(digest: string): string {
  return `${digest.replace(':', '-')}.sig`;
}

/** @param reference host and repository */
export function signatureOfImage(reference: string, digest: string, key: KeyObject): ImageSignature {
  const critical = {
    identity: { 'docker-reference': reference },
    image: { 'docker-manifest-digest': digest },
    type: 'cosign container image signature',
  };
  const payload = bytesOf(JSON.stringify({ critical, optional: null }));
  return { payload, signature: sign(hashFor(key), payload, key).toString('base64') };
}

/** Whether the key has signed the image with that digest. */
export function isSignedBy({ payload, signature }: ImageSignature, digest: string, key: KeyObject): boolean {
  return digestIn(payload) === digest && isMadeBy(key, payload, signature);
}

/** What another key has signed may be no signature of this kind of key at all. */
function isMadeBy(key: KeyObject, payload: Uint8Array, signature: string): boolean {
  try {
    return verify(hashFor(key), payload, key, Buffer.from(signature, 'base64'));
  } catch {
    return false;
  }
}

function digestIn(payload: Uint8Array): unknown {
  try {
    const { critical } = JSON.parse(Buffer.from(payload).toString()) as {
      critical?: { image?: { 'docker-manifest-digest'?: unknown } };
    };
    return critical?.image?.['docker-manifest-digest'];
  } catch {
    return undefined;
  }
}

/** Ed25519 has a hash of its own. */
function hashFor({ asymmetricKeyType }: KeyObject): 'sha256' | null {
  return asymmetricKeyType === 'ed25519' ? null : 'sha256';
}

/** Of either half of a pair, in PEM. */
export function publicPartOf(key: KeyObject): string {
  const half = key.type === 'public' ? key : createPublicKey(key);
  return half.export({ type: 'spki', format: 'pem' }).toString();
}

/** An OCI layout with nothing else in it. */
export function signatureLayout(all: readonly ImageSignature[]): ReadonlyMap<string, Uint8Array> {
  const { files, keep, close } = openLayout();
  const layers = all.map(({ payload, signature }) => ({
    ...keep(PAYLOAD, payload),
    annotations: { [SIGNATURE]: signature },
  }));
  const created = '0001-01-01T00:00:00Z';
  const config = keep(
    OCI.config,
    json({
      architecture: '',
      created,
      history: all.map(() => ({ created })),
      os: '',
      rootfs: { type: 'layers', diff_ids: layers.map(({ digest }) => digest) },
      config: {},
    }),
  );
  const manifest = keep(OCI.manifest, json({ schemaVersion: 2, mediaType: OCI.manifest, config, layers }));
  close([manifest]);
  return files;
}

/** @param read a file of the layout that a registry's signatures were copied to */
export function signaturesIn(read: (path: string) => Uint8Array): ImageSignature[] {
  const parse = <T>(path: string) => JSON.parse(Buffer.from(read(path)).toString()) as T;
  const { manifests } = parse<{ manifests: readonly Descriptor[] }>('index.json');
  return manifests.flatMap(({ digest }) => {
    const { layers = [] } = parse<{ layers?: readonly Descriptor[] }>(blobPath(digest));
    return layers.flatMap((layer) => {
      const signature = layer.annotations?.[SIGNATURE];
      return signature === undefined ? [] : [{ payload: read(blobPath(layer.digest)), signature }];
    });
  });
}
