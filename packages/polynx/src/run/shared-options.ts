/** Options that several executors have. */
import * as z from 'zod/mini';
import type { Shipped, ShippedFile } from '../model/shipping.js';
import { described, settled } from '../toolchains/shared/options.js';

export { settled };

export const profile = described(z.exactOptional(z.string()), 'Stands in the paths as {options.profile}.');

export function paths(description: string) {
  return described(z.array(z.string()), description);
}

/** Of packages. */
export const shipping = {
  revision: described(z.number(), 'Of the bytes that are written: another one, another key.'),
  shipped: settled<Shipped>('Name, version and what else the manifest says of it.'),
  makes: described(z.array(settled<ShippedFile>()), 'The files to write.'),
};

/** Of what is done with Nix. */
export const nixLimits = {
  timeout: described(z.exactOptional(z.number()), 'Minutes after which a build is ended. Default 30.'),
  maxTimeout: described(z.exactOptional(z.number()), 'The most that timeout may be. Default 60.'),
  publicKeys: described(
    z.exactOptional(z.array(z.string())),
    'Public keys of the binary caches, beside NIX_CACHE_PUBLIC_KEYS.',
  ),
};
