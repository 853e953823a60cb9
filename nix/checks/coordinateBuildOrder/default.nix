{ polynx, expect, ... }:
let
  inherit (polynx) coordinateBuildOrder;
  fails = components: !(builtins.tryEval (coordinateBuildOrder { inherit components; })).success;
  diamond = coordinateBuildOrder {
    components = {
      app.dependencies = [ "left" "right" ];
      left.dependencies = [ "base" ];
      right.dependencies = [ "base" ];
      base = { };
      alone = { };
    };
  };
in
{
  order = expect "order of a diamond" diamond.order [ "alone" "base" "left" "right" "app" ];
  levels = expect "levels of a diamond" diamond.levels [ [ "alone" "base" ] [ "left" "right" ] [ "app" ] ];
  nothing = expect "no components" (coordinateBuildOrder { components = { }; }) { order = [ ]; levels = [ ]; };
  cycle = expect "a circle of two" (fails {
    a.dependencies = [ "b" ];
    b.dependencies = [ "a" ];
  }) true;
  self = expect "a circle of one" (fails { a.dependencies = [ "a" ]; }) true;
  unknown = expect "an unknown dependency" (fails { a.dependencies = [ "b" ]; }) true;
}
