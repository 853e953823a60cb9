# What the ways to write a flake (../flake-outputs.nix, ../flake-module.nix) have in common. It takes their arguments.
{
  src,
  # project → arguments of its builder
  overrides ? { },
  # pkgs → { <language> = packages; }, in place of those that the repository's pins ask for
  toolchains ? _: { },
  graph ? src + "/nix/generated/graph.json",
  # the flake of crane, which then builds the crates
  crane ? null,
  # rows for foreign libraries
  nativeLibraries ? { },
  # results are found by what they are: an experimental feature of Nix
  contentAddressed ? false,
}:
let
  # names and overlays need no packages
  any =
    (import ../. {
      inherit nativeLibraries contentAddressed;
      pkgs = throw "polynx: nothing is built here";
    }).fromGraph
      { inherit src graph overrides; };
in
{
  outputsFor =
    pkgs:
    (import ../. {
      inherit pkgs nativeLibraries contentAddressed;
      craneLib = if crane == null then null else crane.mkLib pkgs;
    }).fromGraph
      {
        inherit src graph overrides;
        toolchains = toolchains pkgs;
      };
  # what runs is built with this flake's packages, not with those of the machine's configuration
  # outputsOn: system, the module that asks → outputs
  nixosModules =
    outputsOn:
    builtins.mapAttrs (
      name: module:
      if module ? imports then
        module
      else
        { config, lib, pkgs, ... }@machine: (outputsOn name pkgs.stdenv.hostPlatform.system).nixosModules.${name} machine
    ) any.nixosModules;
  inherit (any) overlays;
}
