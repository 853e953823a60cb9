# The tarballs of a lock as the folder that programs/registry.mjs serves, and the shell lines that do so.
{ pkgs, internal, ... }:
let
  inherit (internal.util)
    storeName
    hasPrefix
    ;
  inherit (builtins)
    attrValues
    baseNameOf
    groupBy
    listToAttrs
    mapAttrs
    toJSON
    ;
in
packages:
let
  # the same version may stand at several places of node_modules
  distinct = attrValues (mapAttrs (_: builtins.head) (groupBy (one: "${one.name}@${one.version}") packages));
  fileOf = one: "${one.name}/-/${baseNameOf one.name}-${one.version}.tgz";
  tarball = one: {
    name = fileOf one;
    path = pkgs.fetchurl {
      name = storeName "${baseNameOf one.name}-${one.version}.tgz";
      url = if one.url != null && hasPrefix "https://" one.url then one.url else "${internal.node.registryUrl}/${fileOf one}";
      hash = one.integrity;
    };
  };
  index = mapAttrs (
    _: versions:
    listToAttrs (
      map (one: {
        name = one.version;
        value = { inherit (one) integrity; };
      }) versions
    )
  ) (groupBy (one: one.name) distinct);
in
rec {
  folder = pkgs.linkFarm "npm-registry" (
    [
      {
        name = "index.json";
        path = pkgs.writeText "index.json" (toJSON index);
      }
    ]
    ++ map tarball distinct
  );
  serve = internal.node.serve folder;
  stop = internal.node.stopServing;
}
