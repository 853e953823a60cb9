# What pnpm-lock.yaml pins, in the shape of npm-lock.nix. Builtins read no YAML; pnpm writes the section that matters one way only:
#
#   packages:
#     '@scope/name@1.2.3':
#       resolution: {integrity: sha512-…}
#     '@scope/name@file:folder/name-1.2.3.tgz':
#       resolution: {integrity: sha512-…, tarball: file:folder/name-1.2.3.tgz}
{ internal, ... }:
let
  inherit (internal.util) splitLines hasPrefix removePrefix;
  inherit (builtins)
    elemAt
    filter
    foldl'
    head
    match
    readFile
    ;
in
where: file:
let
  elsewhere =
    { name, version, ... }:
    throw "${where}: pnpm-lock.yaml takes ${name} ${version} from somewhere else than a registry; publish it or vendor it";
  step =
    state: line:
    let
      key = match "  '?(@?[^@']+)@([^'()]+)'?:" line;
      resolution = match "    resolution: [{]integrity: ([^,}]+)(, tarball: ([^,}]+))?[}]" line;
    in
    if match "[^ #].*" line != null then
      state // { inside = line == "packages:"; }
    else if !state.inside then
      state
    else if key != null then
      state
      // {
        name = head key;
        version = elemAt key 1;
      }
    else if resolution != null && match "[^:]*:.*" state.version != null && !(hasPrefix "file:" state.version) then
      elsewhere state
    else if resolution != null then
      state
      // {
        found = state.found ++ [
          {
            inherit (state) name version;
            integrity = head resolution;
            url = elemAt resolution 2;
            file = if hasPrefix "file:" state.version then removePrefix "file:" state.version else null;
            hasInstallScript = false;
          }
        ];
      }
    else if match "    resolution: .*" line != null then
      elsewhere state
    else if match "    requiresBuild: true" line != null then
      # follows the resolution of the same package
      state
      // {
        found = builtins.genList (
          i:
          let
            one = elemAt state.found i;
          in
          if i == builtins.length state.found - 1 then one // { hasInstallScript = true; } else one
        ) (builtins.length state.found);
      }
    else
      state;
  lines = splitLines (readFile file);
  version = filter (found: found != null) (map (match "lockfileVersion: '?([0-9]+)[.0-9]*'?") lines);
in
if version == [ ] || builtins.fromJSON (head (head version)) < 9 then
  throw "${where}: pnpm-lock.yaml is not of version 9; run `pnpm install` with pnpm 9 or newer"
else
  (foldl' step {
    inside = false;
    found = [ ];
    name = null;
    version = null;
  } lines).found
