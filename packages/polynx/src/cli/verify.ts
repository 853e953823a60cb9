import { existsSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { checkSignature, readPublicKey } from '../formats/minisign.js';
import { parseSums, sha256 } from '../formats/sums.js';
import { ExpectedError } from '../model/errors.js';

/**
 * Whether a folder with a release holds what was published: every file by its digest, and the list of digests by its signature. What checks is the list, so
 * a file that is missing is found too.
 * @param key a public key of minisign, or the path of one
 */
export function verifyRelease(folder: string, key: string | undefined): void {
  const at = (file: string) => join(folder, file);
  const text = bytesAt(at('SHA256SUMS'));
  if (key !== undefined) checkList(folder, text, key);
  const sums = parseSums(text.toString('utf8'));
  if (sums.length === 0) throw new ExpectedError(`${at('SHA256SUMS')} lists no file.`);
  const wrong = sums.flatMap(({ file, sha256: published }) => {
    // NB the list comes from elsewhere: it says nothing of files outside the folder.
    if (basename(file) !== file) return `${file} is no name of a file`;
    if (!existsSync(at(file))) return `${at(file)} is missing`;
    const found = sha256(readFileSync(at(file)));
    return found === published ? [] : `${at(file)} has the SHA-256 ${found}, and ${published} was published`;
  });
  if (wrong.length > 0) throw new ExpectedError(wrong.join('\n'));
  console.log(`${sums.length} files are what was published.`);
  if (key === undefined)
    console.log('No signature was checked: name the public key, polynx verify <folder> <key>.');
}

function checkList(folder: string, text: Uint8Array, key: string): void {
  const file = join(folder, 'SHA256SUMS.minisig');
  const signature = bytesAt(file).toString('utf8');
  const publicKey = readPublicKey(existsSync(key) ? readFileSync(resolve(key), 'utf8') : key);
  try {
    const comment = checkSignature(text, signature, publicKey);
    console.log(`SHA256SUMS is signed: ${comment.replaceAll('\t', ' ')}`);
  } catch (error) {
    if (!(error instanceof ExpectedError)) throw error;
    throw new ExpectedError(`${file} ${error.message}.`);
  }
}

function bytesAt(file: string): Buffer {
  if (!existsSync(file)) throw new ExpectedError(`${file} does not exist.`);
  return readFileSync(file);
}
