import * as z from 'zod/mini';
import { profile } from '../../run/shared-options.js';
import { described } from '../../toolchains/shared/options.js';

export const description = 'Joins Mach-O files of several processors into one.';

export const schema = z.object({
  joins: described(
    z.array(z.object({ from: z.array(z.string()), to: z.string() })),
    'What is joined, and into what.',
  ),
  profile,
});

export type UniversalOptions = z.infer<typeof schema>;
