# Outputs of a flake for a whole repository: `import ./nix/polynx/flake-outputs.nix { inherit nixpkgs; src = ./.; }`
{
  nixpkgs,
  systems ? [
    "x86_64-linux"
    "aarch64-linux"
    "aarch64-darwin"
  ],
  # system → a set of packages, for those who need overlays
  pkgsFor ? system: nixpkgs.legacyPackages.${system},
  # src and what else internal/flake.nix takes
  ...
}@args:
let
  inherit (builtins) listToAttrs mapAttrs;
  flake = import ./internal/flake.nix (removeAttrs args [ "nixpkgs" "systems" "pkgsFor" ]);
  perSystem = listToAttrs (map (system: { name = system; value = flake.outputsFor (pkgsFor system); }) systems);
  part = name: mapAttrs (_: outputs: outputs.${name}) perSystem;
in
{
  packages = part "packages";
  legacyPackages = part "legacyPackages";
  checks = part "checks";
  apps = part "apps";
  devShells = part "devShells";
  formatter = part "formatter";
  inherit (flake) overlays;
  nixosModules = flake.nixosModules (
    name: system: perSystem.${system} or (throw "nixosModules.${name}: this flake has no packages for ${system}; add it to systems")
  );
}
