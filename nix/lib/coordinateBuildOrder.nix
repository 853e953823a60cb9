# The order in which components are built and started: what a component depends on comes first. A cycle is an error that prints it.
# `coordinateBuildOrder.levels` takes the same argument and gives lists of components that may be built at once.
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
    genList
    hasAttr
    head
    isList
    listToAttrs
    tail
    ;
  where = "coordinateBuildOrder";
  # A component may be a package, whose `dependencies` are something else.
  dependenciesOf =
    components: name:
    let
      given = components.${name}.dependencies or [ ];
    in
    if isList given then given else [ ];

  orderOf =
    components:
    let
      names = attrNames components;
      next = dependenciesOf components;
      unknown = concatMap (name: map (other: "${other} (of ${name})") (filter (other: !(hasAttr other components)) (next name))) names;
      # Depth first; `path` is what is being visited, so a name met again closes a circle.
      visit =
        path: done: name:
        if elem name done then
          done
        else if elem name path then
          throw "${where}: the components depend on each other in a circle: ${concatStringsSep " → " (from name path ++ [ name ])}"
        else
          foldl' (visit (path ++ [ name ])) done (next name) ++ [ name ];
      from = name: path: if head path == name then path else from name (tail path);
      order = foldl' (visit [ ]) [ ] names;
    in
    if unknown != [ ] then
      throw "${where}: dependencies on ${commas unknown}, which are no components; there are ${commas names}"
    else
      builtins.deepSeq order order;

  # Components of a level depend on lower levels only.
  levelsOf =
    components:
    let
      order = orderOf components;
      levelOf = listToAttrs (
        map (name: {
          inherit name;
          value = foldl' (level: other: if levelOf.${other} >= level then levelOf.${other} + 1 else level) 0 (dependenciesOf components name);
        }) order
      );
      highest = foldl' (a: name: if levelOf.${name} > a then levelOf.${name} else a) (-1) order;
    in
    genList (level: filter (name: levelOf.${name} == level) order) (highest + 1);

  over = name: f: define name { required = [ "components" ]; } ({ components, ... }: f components);
in
over where orderOf // { levels = over "${where}.levels" levelsOf; }
