# Outputs of a flake for a whole repository: `import ./nix/polynx/flake-outputs.nix { inherit nixpkgs; src = ./.; }`
{
  nixpkgs,
  src,
  systems ? [
    "x86_64-linux"
    "aarch64-linux"
    "aarch64-darwin"
  ],
  # project → arguments of its builder
  overrides ? { },
  # pkgs → { <language> = packages; }, in place of those that the repository's pins ask for
  toolchains ? _: { },
  graph ? src + "/nix/generated/graph.json",
  # system → a set of packages, for those who need overlays
  pkgsFor ? system: nixpkgs.legacyPackages.${system},
  # the flake of crane, which then builds the crates
  crane ? null,
  # rows for foreign libraries
  nativeLibraries ? { },
}:
let
  inherit (builtins)
    head
    listToAttrs
    mapAttrs
    ;
  outputsFor =
    system:
    let
      pkgs = pkgsFor system;
    in
    (import ./. {
      inherit pkgs nativeLibraries;
      craneLib = if crane == null then null else crane.mkLib pkgs;
    }).fromGraph
      {
        inherit src graph overrides;
        toolchains = toolchains pkgs;
      };
  perSystem = listToAttrs (map (system: { name = system; value = outputsFor system; }) systems);
  part = name: mapAttrs (_: outputs: outputs.${name}) perSystem;
  # names are the same for all systems
  any = perSystem.${head systems};
in
{
  packages = part "packages";
  legacyPackages = part "legacyPackages";
  checks = part "checks";
  apps = part "apps";
  devShells = part "devShells";
  inherit (any) overlays;
  # what runs is built with this flake's nixpkgs, not with that of the machine's configuration
  nixosModules = mapAttrs (
    name: module:
    if module ? imports then
      module
    else
      { config, lib, pkgs, ... }@machine:
      let
        inherit (pkgs.stdenv.hostPlatform) system;
      in
      (perSystem.${system} or (throw "nixosModules.${name}: this flake has no packages for ${system}; add it to systems")).nixosModules.${name}
        machine
  ) any.nixosModules;
  formatter = part "formatter";
}
