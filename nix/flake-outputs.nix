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
  graph ? src + "/nix/generated/graph.json",
  # system → a set of packages, for those who need overlays
  pkgsFor ? system: nixpkgs.legacyPackages.${system},
}:
let
  inherit (builtins) listToAttrs mapAttrs;
  perSystem = listToAttrs (
    map (system: {
      name = system;
      value = (import ./. { pkgs = pkgsFor system; }).fromGraph { inherit src graph overrides; };
    }) systems
  );
  part = name: mapAttrs (_: outputs: outputs.${name} or { }) perSystem;
in
{
  packages = part "packages";
  legacyPackages = part "legacyPackages";
  checks = part "checks";
  apps = part "apps";
  devShells = part "devShells";
}
