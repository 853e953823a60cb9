import { createHash } from 'node:crypto';
import { closeSync, lstatSync, openSync, readdirSync, readFileSync, readSync, type Stats } from 'node:fs';
import { join, resolve } from 'node:path';
import { checkSignature, readPublicKey } from '../formats/minisign.js';
import { readSums } from '../formats/sums.js';
import { ExpectedError } from '../model/errors.js';

const LIST = 'SHA256SUMS';
const SIGNATURE = '.minisig';

/**
 * Whether a folder with a release holds what was published: every file by its digest, and the list of digests
 * by its signature. What checks is the list, so a file that is missing is found too, and one that was not
 * published. NB all of it comes from elsewhere: nothing is followed, and nothing outside the folder is looked
 * at.
 * @param key a public key of minisign, or the path of one
 */
export function verifyRelease(folder: string, key: string | undefined): void {
  const text = readText(join(folder, LIST));
  if (key !== undefined) checkList(folder, text, key);
  const { sums, junk } = readSums(text.toString('utf8'));
  const wrong = [
    ...junk.map((line) => `${join(folder, LIST)}:${line}: is no line of a digest and a name`),
    ...(sums.length + junk.length === 0 ? [`${join(folder, LIST)} lists no file.`] : []),
    ...sums.flatMap(({ file, sha256 }) => wrongAbout(folder, file, sha256)),
    ...unlisted(folder, new Set(sums.map(({ file }) => file))),
  ];
  if (wrong.length > 0) throw new ExpectedError(wrong.join('\n'));
  console.log(`${sums.length} files are what was published.`);
  if (key === undefined)
    console.log('No signature was checked: name the public key, polynx verify <folder> <key>.');
}

function wrongAbout(folder: string, file: string, published: string): string[] {
  if (/[/\\]/.test(file) || file === '.' || file === '..') return [`${file} is no name of a file`];
  const place = join(folder, file);
  const kind = kindOf(place);
  if (kind === undefined) return [`${place} is missing`];
  if (kind !== 'file') return [`${place} is not a regular file`];
  const found = digestOf(place);
  return found === published ? [] : [`${place} has the SHA-256 ${found}, and ${published} was published`];
}

/** Signatures of what is listed belong to it. */
function unlisted(folder: string, listed: ReadonlySet<string>): string[] {
  return readdirSync(folder)
    .filter((name) => {
      const signed = name.endsWith(SIGNATURE) ? name.slice(0, -SIGNATURE.length) : name;
      return signed !== LIST && !listed.has(signed);
    })
    .map((name) => `${JSON.stringify(join(folder, name))} is not in ${LIST}`);
}

function kindOf(path: string): 'file' | 'other' | undefined {
  const found = statOf(path);
  if (found === undefined) return undefined;
  return found.isFile() ? 'file' : 'other';
}

function statOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    // A file in the place of a folder.
    return undefined;
  }
}

/** A file may be larger than the memory. */
function digestOf(path: string): string {
  const hash = createHash('sha256');
  const chunk = Buffer.alloc(1 << 20);
  const handle = openSync(path, 'r');
  try {
    for (let size = 1; size > 0; ) {
      size = readSync(handle, chunk, 0, chunk.length, null);
      hash.update(chunk.subarray(0, size));
    }
    return hash.digest('hex');
  } finally {
    closeSync(handle);
  }
}

function checkList(folder: string, text: Uint8Array, key: string): void {
  const file = join(folder, `${LIST}${SIGNATURE}`);
  const signature = readText(file).toString('utf8');
  const publicKey = readPublicKey(textOfKey(key));
  try {
    const comment = checkSignature(text, signature, publicKey);
    console.log(`${LIST} is signed: ${comment.replaceAll('\t', ' ')}`);
  } catch (error) {
    if (!(error instanceof ExpectedError)) throw error;
    throw new ExpectedError(`${file} ${error.message}.`);
  }
}

/** The key itself, or the file that it is in: the user's own, wherever it lies. */
function textOfKey(key: string): string {
  if (key === '') return key;
  try {
    return readFileSync(resolve(key), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EISDIR')
      throw new ExpectedError(`${key} is a folder, and no public key.`);
    return key;
  }
}

/** Bytes. */
const MOST = 20_000_000;

function readText(file: string): Buffer {
  const found = statOf(file);
  if (found === undefined) throw new ExpectedError(`${file} does not exist.`);
  if (!found.isFile()) throw new ExpectedError(`${file} is not a regular file.`);
  if (found.size > MOST)
    throw new ExpectedError(`${file} has ${found.size} bytes: that is no list, signature or key.`);
  return readFileSync(file);
}
