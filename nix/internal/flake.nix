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
  internal = import ./. { inherit internal; };
  # names, overlays and modules need no packages
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
    let
      known = any.nixosModules;
      # the module that has all others; a project may be called so, too
      isAll = name: name == "default" && known.default ? imports;
      # The module is the same for all systems, and only its package is asked of one: NixOS reads the shape of a module before it knows its packages.
      ofProject =
        name:
        { lib, pkgs, ... }:
        {
          imports = [ known.${name} ];
          config.services.${internal.serviceName name}.package = lib.mkDefault (outputsOn name pkgs.stdenv.hostPlatform.system).packages.${name};
        };
      projects = builtins.filter (name: !(isAll name)) (builtins.attrNames known);
    in
    builtins.mapAttrs (name: _: if isAll name then { imports = map ofProject projects; } else ofProject name) known;
  inherit (any) overlays;
}
