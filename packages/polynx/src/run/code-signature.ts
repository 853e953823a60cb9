import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { writeBeside } from '../adapters/write-beside.js';
import { type Digest, withValidSignature } from '../formats/mach-o-signature.js';

export const digest: Digest = (algorithm, bytes) => createHash(algorithm).update(bytes).digest();

/**
 * Gives a Mach-O file an ad-hoc signature where it has none that holds. NB written anew, not into: it may be
 * a hard link into the tool's own folder.
 */
export function signFile(file: string, path = file): void {
  const bytes = readFileSync(file);
  const signed = withValidSignature({ path, bytes }, digest);
  if (signed !== bytes) writeBeside(file, signed, statSync(file).mode);
}
