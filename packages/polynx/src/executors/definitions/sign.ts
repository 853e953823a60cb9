import * as z from 'zod/mini';
import { described } from '../../toolchains/shared/options.js';

export const description = 'Signs the files of a release with a minisign key that the environment holds.';

export const schema = z.object({ folder: described(z.string(), 'The folder of the release.') });

export type SignOptions = z.infer<typeof schema>;
