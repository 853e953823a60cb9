# The tarballs of a lock as the folder that programs/registry.mjs serves, and the shell lines that do so.
{ pkgs, internal, ... }:
let
  inherit (internal.util)
    storeName
    unique
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
  # NB The server must not keep the builder's output: Nix waits for its end, for ever where an install fails.
  serve = ''
    node ${internal.programs.registry} ${folder} > $NIX_BUILD_TOP/.registry 2>/dev/null </dev/null &
    registry_pid=$!
    trap 'kill $registry_pid 2>/dev/null || true' EXIT
    until [ -s $NIX_BUILD_TOP/.registry ]; do kill -0 $registry_pid; sleep 0.05; done
    export npm_config_registry=$(cat $NIX_BUILD_TOP/.registry)
  '';
  stop = ''
    kill $registry_pid 2>/dev/null || true
    trap - EXIT
  '';
}
