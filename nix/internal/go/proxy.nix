# Third-party modules as a folder that go reads as a proxy. https://go.dev/ref/mod#goproxy-protocol
#
# go.sum has hashes of what is in a zip, not of the zip, so the generated lock adds those; go itself compares with go.sum again.
{ pkgs, internal, ... }:
let
  inherit (internal.util)
    optional
    letters
    storeName
    ;
  inherit (builtins)
    attrNames
    concatMap
    elemAt
    fromJSON
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
  # go.sum: "path version h1:…" for a module, "path version/go.mod h1:…" for its go.mod alone
  listed =
    text:
    concatMap (
      line:
      let
        words = match "([^ ]+) ([^ /]+)(/go\\.mod)? h1:.*" line;
      in
      if words == null then
        [ ]
      else
        [
          {
            key = "${elemAt words 0}@${elemAt words 1}";
            isWhole = elemAt words 2 == null;
          }
        ]
    ) (internal.util.splitLines text);
in
{
  where,
  src,
  # folder of the generated locks: <folder>/<path of a go.sum>.json
  locks,
  # go.sum files, relative to src
  sums,
}:
let
  twin = file: locks + "/${file}.json";
  read =
    file:
    if pathExists (twin file) then
      (fromJSON (readFile (twin file))).modules
    else
      throw "${where}: src has ${file}, and there is no generated lock for it; run `nx sync`, which writes nix/generated/locks, or commit `go mod vendor`";
  modules = internal.util.mergeAll (
    map (
      file:
      let
        known = read file;
        missing = builtins.filter (
          one: !(builtins.hasAttr one.key known) || (one.isWhole && !(known.${one.key} ? zip))
        ) (listed (readFile (src + "/${file}")));
      in
      if missing == [ ] then
        known
      else
        throw "${where}: the generated lock for ${file} does not have ${(builtins.head missing).key}; run `nx sync`"
    ) sums
  );
  one =
    key:
    let
      parts = match "(.+)@([^@]+)" key;
      path = escape (elemAt parts 0);
      version = escape (elemAt parts 1);
      place = "${path}/@v/${version}";
      fetched = suffix: sha256: {
        name = "${place}.${suffix}";
        path = pkgs.fetchurl {
          name = storeName "${baseNameOf (elemAt parts 0)}-${elemAt parts 1}.${suffix}";
          url = "${base}/${place}.${suffix}";
          inherit sha256;
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
{
  folder = pkgs.linkFarm "go-modules" (concatMap one (attrNames modules));
  # module paths, without versions
  paths = map (key: elemAt (match "(.+)@([^@]+)" key) 0) (attrNames modules);
}
