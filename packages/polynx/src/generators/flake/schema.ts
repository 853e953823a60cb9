import * as z from 'zod/mini';
import { described } from '../../toolchains/shared/options.js';

export const description = 'Writes a flake for the whole workspace, and has `nx sync` keep what it reads.';

export const schema = z.strictObject({
  nixpkgs: described(
    z._default(z.string(), 'github:NixOS/nixpkgs/nixpkgs-unstable'),
    'The packages that everything is built with, as a URL that flakes understand.',
  ),
});

export type FlakeOptions = z.input<typeof schema>;
