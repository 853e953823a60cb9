# The same outputs for a flake that is made of flake-parts: `imports = [ (import ./nix/polynx/flake-module.nix { src = ./.; }) ];` https://flake.parts
{
  src,
  overrides ? { },
  toolchains ? _: { },
  graph ? src + "/nix/generated/graph.json",
  nativeLibraries ? { },
}:
{ lib, withSystem, ... }:
let
  inherit (builtins) mapAttrs;
  outputsOf =
    pkgs:
    (import ./. { inherit pkgs nativeLibraries; }).fromGraph {
      inherit src graph overrides;
      toolchains = toolchains pkgs;
    };
  # Names and overlays need no packages.
  any = (import ./. { pkgs = throw "polynx: nothing is built here"; inherit nativeLibraries; }).fromGraph { inherit src graph overrides; };
in
{
  perSystem =
    { pkgs, ... }:
    let
      outputs = outputsOf pkgs;
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
    inherit (any) overlays;
    # what runs is built with this flake's packages, not with those of the machine's configuration
    nixosModules = mapAttrs (
      name: module:
      if module ? imports then
        module
      else
        { config, lib, pkgs, ... }@machine:
        withSystem pkgs.stdenv.hostPlatform.system ({ pkgs, ... }: (outputsOf pkgs).nixosModules.${name} machine)
    ) any.nixosModules;
  };
}
