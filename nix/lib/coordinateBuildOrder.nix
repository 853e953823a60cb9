# The order in which components are built and started: what a component depends on comes first. A cycle is an error that prints it.
{ internal, ... }:
let
  inherit (internal.arguments) define;
  inherit (internal.util) commas;
  inherit (builtins)
    attrNames
    concatMap
    concatStringsSep
    elem
    filter
    foldl'
    hasAttr
    head
    listToAttrs
    tail
    ;
in
define "coordinateBuildOrder"
  {
    required = [ "components" ];
  }
  (
    { components, ... }:
    let
      where = "coordinateBuildOrder";
      names = attrNames components;
      dependenciesOf = name: components.${name}.dependencies or [ ];
      unknown = concatMap (
        name: map (other: "${other} (of ${name})") (filter (other: !(hasAttr other components)) (dependenciesOf name))
      ) names;

      # Depth first; `path` is what is being visited, so a name met again closes a circle.
      visit =
        path: done: name:
        if elem name done then
          done
        else if elem name path then
          throw "${where}: the components depend on each other in a circle: ${concatStringsSep " → " (from name path ++ [ name ])}"
        else
          foldl' (visit (path ++ [ name ])) done (dependenciesOf name) ++ [ name ];
      from = name: path: if head path == name then path else from name (tail path);
      order = foldl' (visit [ ]) [ ] names;

      # Components of a level depend on lower levels only, and may be built at once.
      levelOf = listToAttrs (
        map (name: {
          inherit name;
          value = foldl' (level: other: if levelOf.${other} >= level then levelOf.${other} + 1 else level) 0 (dependenciesOf name);
        }) order
      );
      highest = foldl' (a: name: if levelOf.${name} > a then levelOf.${name} else a) (-1) order;
    in
    if unknown != [ ] then
      throw "${where}: dependencies on ${commas unknown}, which are no components; there are ${commas names}"
    else
      builtins.deepSeq order {
        inherit order;
        levels = builtins.genList (level: filter (name: levelOf.${name} == level) order) (highest + 1);
      }
  )
