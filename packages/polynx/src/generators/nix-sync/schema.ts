import * as z from 'zod/mini';

export const description = 'Keeps what Nix reads of the project graph current: run by `nx sync`.';

export const positional = undefined;

export const schema = z.strictObject({});
