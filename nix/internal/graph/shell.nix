# A shell with the compilers of all workspaces, and the foreign libraries that their packages are linked to.
{ pkgs, internal, ... }:
let
  inherit (internal.util) mergeAll unique;
  inherit (builtins) concatMap;
in
{
  # [ { build, shell } ], as of internal/pins.nix
  toolchains,
  packages,
}:
let
  all = field: unique (concatMap (package: package.${field} or [ ]) packages);
in
pkgs.mkShell (
  mergeAll (map (package: package.nativeLibraries.env or { }) packages)
  // {
    packages = unique (concatMap (one: one.build ++ one.shell) toolchains ++ all "nativeBuildInputs");
    buildInputs = all "buildInputs";
  }
)
