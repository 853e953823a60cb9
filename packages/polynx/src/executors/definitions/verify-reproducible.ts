import * as z from 'zod/mini';
import { described } from '../../toolchains/shared/options.js';

export const description = 'Builds twice in two folders and compares the bytes.';

export const schema = z.object({
  of: described(z.string(), 'The target that builds, e.g. build-linux-arm64.'),
  variant: described(z.exactOptional(z.string()), 'The configuration that it is built in.'),
});

export type VerifyOptions = z.infer<typeof schema>;
