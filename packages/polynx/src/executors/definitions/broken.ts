import * as z from 'zod/mini';
import { described } from '../../toolchains/shared/options.js';

export const description = 'Fails with the reason why a manifest cannot be read.';

export const schema = z.object({ message: described(z.string(), 'What is wrong with the manifest.') });

export type BrokenOptions = z.infer<typeof schema>;
