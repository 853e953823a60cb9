/**
 * What `nx g polynx:flake` writes.
 * https://nix.dev/manual/nix/latest/command-ref/new-cli/nix3-flake#flake-format
 */
import { ExpectedError } from '../../model/errors.js';

export function flakeText(nixpkgs: string): string {
  return `{
  description = "The projects of this repository, as Nx knows them";
  inputs.nixpkgs.url = ${nixString(nixpkgs)};
  outputs =
    { nixpkgs, ... }:
    import ./nix/polynx/flake-outputs.nix {
      inherit nixpkgs;
      src = ./.;
      overrides = { };
    };
}
`;
}

/** NB in Nix \`\${\` and quotes would be code. */
function nixString(url: string): string {
  if (!/^[\w+.:/?=&%#@~-]+$/.test(url))
    throw new ExpectedError(
      `--nixpkgs=${url} is not the URL of a flake. Write one such as github:NixOS/nixpkgs/nixos-unstable.`,
    );
  return `"${url}"`;
}

/** For a flake that is there already. https://flake.parts */
export const MODULE = `import ./polynx/flake-module.nix {
  src = ../.;
  overrides = { };
}
`;
