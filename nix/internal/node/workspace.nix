# The packages of a npm or pnpm workspace, or the one whose package.json lies in `src`.
{ internal, ... }:
let
  inherit (internal.util)
    closure
    filterAttrs
    hasPrefix
    removePrefix
    resolved
    splitLines
    unique
    ;
  inherit (builtins)
    attrNames
    concatMap
    elem
    elemAt
    filter
    fromJSON
    hasAttr
    head
    isList
    listToAttrs
    match
    pathExists
    readFile
    ;
  kinds = [
    "dependencies"
    "devDependencies"
    "optionalDependencies"
    "peerDependencies"
  ];
in
where: src:
let
  at = dir: if dir == "." then src else src + "/${dir}";
  manifestAt =
    dir:
    if pathExists (at dir + "/package.json") then
      fromJSON (readFile (at dir + "/package.json"))
    else
      throw "${where}: there is no ${if dir == "." then "" else dir + "/"}package.json in src";
  root = manifestAt ".";

  # pnpm-workspace.yaml: the list below "packages:", one pattern per line. https://pnpm.io/pnpm-workspace_yaml
  yaml = src + "/pnpm-workspace.yaml";
  listed =
    (builtins.foldl' (
      state: line:
      let
        entry = match "[[:space:]]*-[[:space:]]+[\"']?([^\"'#]+)[\"']?[[:space:]]*(#.*)?" line;
      in
      if match "packages:.*" line != null then
        state // { inside = true; }
      else if match "[^ #-].*" line != null then
        state // { inside = false; }
      else if state.inside && entry != null then
        state // { found = state.found ++ [ (head entry) ]; }
      else
        state
    ) { inside = false; found = [ ]; } (splitLines (readFile yaml))).found;
  patterns =
    if pathExists yaml then
      listed
    else
      let
        given = root.workspaces or [ ];
      in
      if isList given then given else given.packages or [ ];
  expand = internal.sources.expand "package.json" src;
  excluded = concatMap (pattern: expand (removePrefix "!" pattern)) (filter (hasPrefix "!") patterns);
  dirs = unique (
    [ "." ] ++ filter (dir: !(elem dir excluded)) (concatMap expand (filter (pattern: !(hasPrefix "!" pattern)) patterns))
  );
  member =
    dir:
    let
      manifest = manifestAt dir;
    in
    {
      inherit dir manifest;
      name = manifest.name or (if dir == "." then "root" else throw "${where}: ${dir}/package.json has no name");
      version = manifest.version or "0.0.0";
    };
  list = map member dirs;
  # `file:` and `link:` of a folder that is no member, as a path of src: [ { name, from, dir } ]. null: outside of it
  linkedBy =
    one:
    filter (link: link.dir == null || !(elem link.dir dirs) && pathExists (at link.dir + "/package.json")) (
      concatMap (
        kind:
        concatMap (
          name:
          let
            path = match "(file|link):(.*)" one.manifest.${kind}.${name};
          in
          if path == null || match ".*[.](tgz|tar|tar[.]gz)" (elemAt path 1) != null then
            [ ]
          else
            [
              {
                inherit name;
                from = one.name;
                dir = resolved one.dir (elemAt path 1);
              }
            ]
        ) (attrNames (one.manifest.${kind} or { }))
      ) kinds
    );
  members = listToAttrs (map (one: { inherit (one) name; value = one; }) list);
  dependenciesOf = kinds: one: unique (concatMap (kind: attrNames (one.manifest.${kind} or { })) kinds);
  local = one: filter (name: hasAttr name members && name != one.name) (dependenciesOf kinds one);
in
{
  inherit members root dirs;
  linked = concatMap linkedBy list;
  names = map (one: one.name) list;
  # a root that only holds others is no package to ask for
  published = map (one: one.name) (filter (one: one.dir != "." || builtins.length list == 1) list);
  localOf = name: local members.${name};
  closureOf = name: closure (other: local members.${other}) [ name ];
  runtimeOf = name: dependenciesOf [ "dependencies" "optionalDependencies" "peerDependencies" ] members.${name};
  # manifests as far as they decide what is installed: a changed script or description installs nothing anew
  installable =
    one:
    filterAttrs (
      field: _:
      elem field (
        kinds
        ++ [
          "name"
          "version"
          "type"
          "private"
          "bin"
          "workspaces"
          "overrides"
          "resolutions"
          "pnpm"
          "os"
          "cpu"
          "bundleDependencies"
          "peerDependenciesMeta"
          "dependenciesMeta"
          "installConfig"
          "catalog"
          "catalogs"
          "trustedDependencies"
          "patchedDependencies"
        ]
      )
    ) one.manifest;
}
