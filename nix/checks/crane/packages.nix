# As much of nixpkgs as crane asks for, on the stand-in: https://github.com/ipetkov/crane
{
  pkgs,
  polynx,
  # https://github.com/nix-community/nixpkgs.lib
  lib,
}:
let
  inherit (lib.strings) sanitizeDerivationName;
  set = pkgs // {
    inherit lib;
    pkgs = set;
    stdenv = pkgs.stdenv // {
      mkDerivation =
        args:
        pkgs.stdenv.mkDerivation (
          args
          // lib.optionalAttrs (args ? name) { name = sanitizeDerivationName args.name; }
          // {
            # hooks of others read variables that may be unset
            isLoose = true;
            # the compiler is the host's, and not of the store
            doNotRemoveReferencesToRustToolchain = true;
          }
        );
      buildPlatform = pkgs.stdenv.hostPlatform;
      targetPlatform = pkgs.stdenv.hostPlatform // {
        isAarch64 = false;
      };
    };
    runCommand = name: pkgs.runCommand (sanitizeDerivationName name);
    runCommandLocal = set.runCommand;
    newScope = more: lib.callPackageWith (set // more);
    splicePackages = spliced: spliced.pkgsHostTarget;
    makeScopeWithSplicing' = { f, ... }: lib.makeScope set.newScope f;
    makeSetupHook =
      {
        name,
        substitutions ? { },
        ...
      }:
      script:
      pkgs.runCommand name { } ''
        mkdir -p $out/nix-support
        cp --no-preserve=mode ${script} $out/nix-support/setup-hook
        ${lib.concatStringsSep "\n" (
          lib.mapAttrsToList (key: value: "sed -i ${lib.escapeShellArg "s|@${key}@|${toString value}|g"} $out/nix-support/setup-hook") substitutions
        )}
      '';
    # crane's own programs are crates
    rustPlatform.buildRustPackage = args: polynx.buildRustPackage { inherit (args) src; };
    writableTmpDirAsHomeHook = null;
    pkgsBuildBuild = set;
    pkgsBuildHost = set;
    pkgsBuildTarget = set;
    pkgsHostHost = set;
    pkgsHostTarget = set;
    pkgsTargetTarget = set;
  };
in
crane: set.newScope { } (crane + "/lib") { }
