import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { readBinary } from '../adapters/shipped-file.js';
import { writeBeside } from '../adapters/write-beside.js';
import { bytesOf } from '../formats/entry.js';
import { readSecretKey, type SecretKey, signatureOf } from '../formats/minisign.js';
import { parseSums } from '../formats/sums.js';
import { ExpectedError } from '../model/errors.js';
import { fileNamed } from '../model/safe-paths.js';
import { sourceDate } from '../model/source-date.js';
import { type ExecutorResult, reporting } from '../run/reporting.js';
import type { SignOptions } from './definitions/sign.js';

/**
 * Signs every file of a release and the list of their digests. The key comes from the environment and nowhere
 * else: what stands in options is hashed, stored and shown.
 */
export default function signRelease(
  { folder }: SignOptions,
  { root }: ExecutorContext,
): Promise<ExecutorResult> {
  return reporting(async () => {
    const key = secretKey(root);
    const at = (file: string) => join(folder, fileNamed(file));
    const time = sourceDate(process.env) ?? Math.floor(Date.now() / 1000);
    const files = [
      ...parseSums(readBinary(root, at('SHA256SUMS')).toString()).map(({ file }) => file),
      'SHA256SUMS',
    ];
    for (const file of files) {
      const comment = `timestamp:${time}\tfile:${file}\thashed`;
      const signature = signatureOf(readBinary(root, at(file)), comment, key);
      writeBeside(join(root, at(`${file}.minisig`)), bytesOf(signature), 0o644);
    }
    console.log(`Signed ${files.length} files in ${folder}: <file>.minisig`);
    return true;
  });
}

function secretKey(root: string): SecretKey {
  const { POLYNX_SIGN_KEY: text, POLYNX_SIGN_KEY_FILE: file, POLYNX_SIGN_PASSWORD: password } = process.env;
  if (text !== undefined) return readSecretKey(text, password);
  if (file !== undefined) return readSecretKey(readFileSync(resolve(root, file), 'utf8'), password);
  throw new ExpectedError(
    'There is no key to sign with. Set POLYNX_SIGN_KEY to the text of a secret key of minisign, or POLYNX_SIGN_KEY_FILE to its path.\n  minisign -G -W makes one without a password; POLYNX_SIGN_PASSWORD is that of one that has it.',
  );
}
