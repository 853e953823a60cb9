import * as z from 'zod/mini';

export const description = 'Writes a flake for the whole workspace, and has `nx sync` keep what it reads.';

export const positional = undefined;

const nixpkgs = z._default(z.string(), 'github:NixOS/nixpkgs/nixpkgs-unstable');
z.globalRegistry.add(nixpkgs, {
  description: 'The packages that everything is built with, as a URL that flakes understand.',
});

export const schema = z.strictObject({ nixpkgs });

export type FlakeOptions = z.input<typeof schema>;
