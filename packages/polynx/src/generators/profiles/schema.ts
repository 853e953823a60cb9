import * as z from 'zod/mini';
import { described } from '../../toolchains/shared/options.js';

export const description = 'Writes the presets of profiles that a workspace lacks into its manifest.';

export const schema = z.strictObject({
  overwrite: described(
    z._default(z.boolean(), false),
    'Also brings those that are there to what the preset says. Settings it does not speak of stay.',
  ),
});

export type ProfilesOptions = z.input<typeof schema>;
