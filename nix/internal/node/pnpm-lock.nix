# What pnpm-lock.yaml pins, in the shape of npm-lock.nix. Builtins read no YAML; pnpm writes the sections that matter one way only:
#
#   packages:
#     '@scope/name@1.2.3':
#       resolution: {integrity: sha512-…}
#       cpu: [x64]
#     '@scope/name@file:folder/name-1.2.3.tgz':
#       resolution: {integrity: sha512-…, tarball: file:folder/name-1.2.3.tgz}
#   snapshots:
#     '@scope/name@1.2.3(peer@1.0.0)':
#       optional: true
{ internal, ... }:
let
  inherit (internal.util)
    genAttrs
    hasPrefix
    removePrefix
    splitLines
    ;
  inherit (builtins)
    concatMap
    elemAt
    filter
    genList
    head
    isString
    length
    match
    readFile
    split
    ;
in
where: file:
let
  lines = splitLines (readFile file);
  at = i: if i < length lines then elemAt lines i else "";
  # NB by index, since a fold over all lines would be as deep as a lock is long
  blocks = concatMap (
    i:
    let
      key = match "  '?(@?[^@']+)@([^'()]+)([(].*)?'?:( [{][}])?" (at i);
    in
    if hasPrefix "  " (at i) && !(hasPrefix "   " (at i)) && key != null then
      [
        {
          name = head key;
          version = elemAt key 1;
          lines = linesFrom (i + 1);
        }
      ]
    else
      [ ]
  ) (genList (i: i) (length lines));
  linesFrom = i: if hasPrefix "    " (at i) then [ (at i) ] ++ linesFrom (i + 1) else [ ];

  field =
    name: block:
    let
      found = filter (hasPrefix "    ${name}: ") block.lines;
    in
    if found == [ ] then null else removePrefix "    ${name}: " (head found);
  # "[x64, arm64]", and "'!win32'" in it
  words =
    value: if value == null then [ ] else filter (one: isString one && one != "") (split "[],' \"[]+" value);

  isLocked = block: field "resolution" block != null;
  # a folder of the repository
  isFolder = block: match "[{]directory: .*" (field "resolution" block) != null;
  idOf = { name, version, ... }: "${name}@${version}";
  # a snapshot for each set of peers; optional is what is so in all
  needed = genAttrs (map idOf (filter (block: !(isLocked block) && field "optional" block != "true") blocks)) (_: true);

  one =
    block:
    let
      inherit (block) name version;
      resolution = match "[{]integrity: ([^,}]+)(, tarball: ([^,}]+))?[}]" (field "resolution" block);
      isFile = hasPrefix "file:" version;
    in
    if resolution == null || (match "[^:]*:.*" version != null && !isFile) then
      throw "${where}: pnpm-lock.yaml takes ${name} ${version} from somewhere else than a registry; publish it or vendor it"
    else
      {
        inherit name version;
        integrity = head resolution;
        url = elemAt resolution 2;
        file = if isFile then removePrefix "file:" version else null;
        hasInstallScript = field "requiresBuild" block == "true";
        optional = !(needed ? ${idOf block});
        os = words (field "os" block);
        cpu = words (field "cpu" block);
        libc = words (field "libc" block);
      };
  version = filter (found: found != null) (map (match "lockfileVersion: '?([0-9]+)[.0-9]*'?") lines);
in
if version == [ ] || builtins.fromJSON (head (head version)) < 9 then
  throw "${where}: pnpm-lock.yaml is not of version 9; run `pnpm install` with pnpm 9 or newer"
else
  map one (filter (block: !(isFolder block)) (filter isLocked blocks))
