import * as z from 'zod/mini';
import { described } from '../../toolchains/shared/options.js';

export const description = 'Checks the signature of a release, and the digest of each of its files.';

export const schema = z.object({
  folder: described(z.string(), 'The folder of the release.'),
  publicKey: described(
    z.exactOptional(z.string()),
    'A public key of minisign, or its path. Without it: POLYNX_VERIFY_KEY.',
  ),
});

export type VerifySignaturesOptions = z.infer<typeof schema>;
