# What a component weighs: the size of its closure and its biggest references. Times are no property of a result: Nx's side has those.
{ pkgs, internal, ... }:
let
  inherit (internal.arguments) define;
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
    pkgs.stdenv.mkDerivation {
      name = "${component.pname or component.name}-weight";
      nativeBuildInputs = [ pkgs.nodejs ];
      # https://nix.dev/manual/nix/latest/language/advanced-attributes#adv-attr-exportReferencesGraph
      exportReferencesGraph = [
        "closure"
        component
      ];
      inherit component count;
      buildCommand = "node ${internal.programs.weight} closure $component $count > $out";
    }
  )
