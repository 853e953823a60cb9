# What bun.lock pins, in the shape of npm-lock.nix. JSON, but for commas at the ends of lists. https://bun.sh/docs/install/lockfile
#
#   "packages": { "ms": ["ms@2.1.3", "", { "os": "darwin" }, "sha512-…"], "app": ["app@workspace:apps/app"], }
{ internal, ... }:
let
  inherit (internal.util) splitLines toList;
  inherit (builtins)
    attrValues
    concatMap
    elemAt
    fromJSON
    genList
    head
    length
    match
    readFile
    ;
in
where: file:
let
  lines = splitLines (readFile file);
  at = i: if i < length lines then elemAt lines i else "";
  # bun writes one entry a line, so that a comma before a closing line is the last of its list
  closes = i: i < length lines && (match "[[:space:]]*" (at i) != null && closes (i + 1) || match "[[:space:]]*[]}].*" (at i) != null);
  line =
    i:
    let
      open = match "(.*),[[:space:]]*" (at i);
    in
    if open != null && closes (i + 1) then head open else at i;
  lock = fromJSON (builtins.concatStringsSep "\n" (genList line (length lines)));
  one =
    entry:
    let
      parts = match "(@?[^@]+)@(.*)" (head entry);
      name = head parts;
      version = elemAt parts 1;
      more = if length entry > 2 then elemAt entry 2 else { };
      isLocal = match "(workspace|link):.*" version != null;
    in
    if isLocal then
      [ ]
    else if length entry != 4 || match "[0-9].*" version == null then
      throw "${where}: bun.lock takes ${name} from ${version}, which is no registry; publish it or vendor it"
    else
      [
        {
          inherit name version;
          integrity = elemAt entry 3;
          url = if elemAt entry 1 == "" then null else elemAt entry 1;
          file = null;
          hasInstallScript = false;
          optional = more ? os || more ? cpu;
          os = toList (more.os or [ ]);
          cpu = toList (more.cpu or [ ]);
          libc = toList (more.libc or [ ]);
        }
      ];
in
concatMap one (attrValues lock.packages)
