# The same outputs for a flake that is made of flake-parts: `imports = [ (import ./nix/polynx/flake-module.nix { src = ./.; }) ];` https://flake.parts
args:
let
  flake = import ./internal/flake.nix args;
in
{ lib, withSystem, ... }:
{
  perSystem =
    { pkgs, ... }:
    let
      outputs = flake.outputsFor pkgs;
    in
    {
      inherit (outputs)
        packages
        checks
        apps
        devShells
        legacyPackages
        ;
      formatter = lib.mkDefault outputs.formatter;
    };
  flake = {
    inherit (flake) overlays;
    nixosModules = flake.nixosModules (_: system: withSystem system ({ pkgs, ... }: flake.outputsFor pkgs));
  };
}
