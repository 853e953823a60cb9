# Third-party modules as a folder that go reads as a proxy. https://go.dev/ref/mod#goproxy-protocol
#
# go.sum has hashes of what is in a zip, not of the zip, so the generated lock adds those; go itself compares with go.sum again.
{ pkgs, internal, ... }:
let
  inherit (internal.util)
    optional
    upper
    letters
    lines
    storeName
    ;
  inherit (builtins)
    attrNames
    concatMap
    elemAt
    fromJSON
    hashFile
    match
    pathExists
    readFile
    toFile
    toJSON
    ;
  # "github.com/Masterminds" → "github.com/!masterminds"
  escape =
    let
      large = letters "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
      small = letters "abcdefghijklmnopqrstuvwxyz";
    in
    builtins.replaceStrings large (map (letter: "!${letter}") small);
  base = "https://proxy.golang.org";
in
{
  where,
  src,
  # a path, a parsed lock, or null where there is nothing to fetch
  lock,
  # go.sum files, relative to src
  sums,
}:
let
  read =
    if lock == null then
      null
    else if builtins.isAttrs lock then
      lock
    else
      fromJSON (readFile lock);
  stale = builtins.filter (file: (read.files.${file} or "") != hashFile "sha256" (src + "/${file}")) sums;
  modules = if read == null then { } else read.modules;
  one =
    key:
    let
      parts = match "(.+)@([^@]+)" key;
      path = escape (elemAt parts 0);
      version = escape (elemAt parts 1);
      place = "${path}/@v/${version}";
      fetched = suffix: hash: {
        name = "${place}.${suffix}";
        path = pkgs.fetchurl {
          name = storeName "${baseNameOf (elemAt parts 0)}-${elemAt parts 1}.${suffix}";
          url = "${base}/${place}.${suffix}";
          inherit hash;
        };
      };
    in
    [
      {
        name = "${place}.info";
        path = toFile "info" (toJSON { Version = elemAt parts 1; });
      }
      (fetched "mod" modules.${key}.mod)
    ]
    ++ optional (modules.${key} ? zip) (fetched "zip" modules.${key}.zip);
in
if read == null && sums != [ ] then
  throw "${where}: src has ${builtins.head sums}, and there is no generated lock for Go; run `nx sync`, which writes nix/generated/locks/go.json, or commit `go mod vendor`"
else if stale != [ ] then
  throw "${where}: the generated lock for Go is older than ${builtins.head stale}; run `nx sync`"
else
  {
    folder = pkgs.linkFarm "go-modules" (concatMap one (attrNames modules));
    imports = read.imports or [ ];
  }
