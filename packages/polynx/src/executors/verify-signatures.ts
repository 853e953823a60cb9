import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { ExpectedError } from '../model/errors.js';
import { type ExecutorResult, reporting } from '../run/reporting.js';
import { verifyRelease } from '../run/verify-release.js';
import type { VerifySignaturesOptions } from './definitions/verify-signatures.js';

/** An unsigned release fails, and so does the task without a key. */
export default function verifySignatures(
  { folder, publicKey = process.env['POLYNX_VERIFY_KEY'] }: VerifySignaturesOptions,
  { root }: ExecutorContext,
): Promise<ExecutorResult> {
  return reporting(async () => {
    if (publicKey === undefined || publicKey === '')
      throw new ExpectedError(
        'There is no key to check with. Set POLYNX_VERIFY_KEY, or --publicKey, to a public key of minisign or its path.',
      );
    const file = join(root, publicKey);
    verifyRelease(join(root, folder), existsSync(file) ? file : publicKey);
    return true;
  });
}
