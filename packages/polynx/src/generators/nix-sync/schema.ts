import * as z from 'zod/mini';

export const description = 'Keeps what Nix reads of the project graph current: run by `nx sync`.';

/** Nx runs it, nobody asks for it. */
export const hidden = true;

export const schema = z.strictObject({});
