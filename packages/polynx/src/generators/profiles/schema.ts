import * as z from 'zod/mini';

export const description = 'Writes the presets of profiles that a workspace lacks into its manifest.';

export const positional = undefined;

const overwrite = z._default(z.boolean(), false);
z.globalRegistry.add(overwrite, {
  description:
    'Also brings those that are there to what the preset says. Settings it does not speak of stay.',
});

export const schema = z.strictObject({ overwrite });

export type ProfilesOptions = z.input<typeof schema>;
