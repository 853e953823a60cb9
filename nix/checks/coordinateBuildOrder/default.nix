{ polynx, expect, ... }:
let
  inherit (polynx) coordinateBuildOrder;
  fails = components: !(builtins.tryEval (coordinateBuildOrder { inherit components; })).success;
  diamond = {
    app.dependencies = [ "left" "right" ];
    left.dependencies = [ "base" ];
    right.dependencies = [ "base" ];
    base = { };
    alone = { };
  };
  row = {
    store.dependencies = [ ];
    api.dependencies = [ "store" ];
    web.dependencies = [ "api" ];
  };
in
{
  isAList = expect "the order is the list itself" (coordinateBuildOrder { components = row; } == [ "store" "api" "web" ]) true;
  order = expect "order of a diamond" (coordinateBuildOrder { components = diamond; }) [ "alone" "base" "left" "right" "app" ];
  levels = expect "levels of a diamond" (coordinateBuildOrder.levels { components = diamond; }) [ [ "alone" "base" ] [ "left" "right" ] [ "app" ] ];
  nothing = expect "no components" [ (coordinateBuildOrder { components = { }; }) (coordinateBuildOrder.levels { components = { }; }) ] [ [ ] [ ] ];
  packages = expect "components that are packages, whose dependencies are a derivation" (coordinateBuildOrder {
    components.counter = polynx.buildRustPackage { src = ../variants/rust; };
  }) [ "counter" ];
  cycle = expect "a circle of two" (fails {
    a.dependencies = [ "b" ];
    b.dependencies = [ "a" ];
  }) true;
  self = expect "a circle of one" (fails { a.dependencies = [ "a" ]; }) true;
  unknown = expect "an unknown dependency" (fails { a.dependencies = [ "b" ]; }) true;
}
