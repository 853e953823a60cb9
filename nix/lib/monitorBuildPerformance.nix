# What a component weighs: the size of its closure and its biggest references. Times are no property of a result, which is the same for each build;
# `report` is a program that reads what the store of this machine knows about them.
{ pkgs, internal, ... }:
let
  inherit (internal.arguments) define;
  inherit (internal.util) words;
in
define "monitorBuildPerformance"
  {
    required = [ "component" ];
    optional = {
      # how many references are listed
      count = 10;
    };
  }
  (
    { component, count, ... }:
    let
      name = component.pname or component.name;
      # what it shares with others takes most of the time
      paths = [ component ] ++ internal.util.optional (component.dependencies.type or null == "derivation") component.dependencies;
    in
    pkgs.stdenv.mkDerivation {
      name = "${name}-weight";
      nativeBuildInputs = [ pkgs.nodejs ];
      # https://nix.dev/manual/nix/latest/language/advanced-attributes#adv-attr-exportReferencesGraph
      exportReferencesGraph = [
        "closure"
        component
      ];
      inherit component count;
      buildCommand = "node ${internal.programs.weight} closure $component $count > $out";
      passthru.report = pkgs.writeShellScriptBin "build-performance" ''
        exec ${pkgs.nodejs}/bin/node ${internal.programs.performance} ${words (map toString paths)} "$@"
      '';
    }
  )
