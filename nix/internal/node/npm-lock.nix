# What package-lock.json (version 2 or 3) pins: [ { name, version, integrity, url, file, hasInstallScript, optional, os, cpu, libc } ], of which
# `file` is a tarball of the repository, or null.
# https://docs.npmjs.com/cli/configuring-npm/package-lock-json
{ internal, ... }:
let
  inherit (internal.util) hasPrefix removePrefix toList;
  inherit (builtins)
    attrNames
    concatMap
    elemAt
    fromJSON
    isString
    length
    readFile
    split
    ;
in
where: file:
let
  lock = fromJSON (readFile file);
  # "node_modules/a/node_modules/@b/c" → "@b/c"
  nameOf =
    path:
    let
      parts = builtins.filter isString (split "node_modules/" path);
    in
    elemAt parts (length parts - 1);
  one =
    path:
    let
      entry = lock.packages.${path};
      name = entry.name or (nameOf path);
      remote = path != "" && !(entry.link or false) && !(entry.inBundle or false) && builtins.match ".*node_modules/.*" path != null;
    in
    if !remote then
      [ ]
    else
      [
        {
          inherit name;
          inherit (entry) version;
          integrity =
            entry.integrity
              or (throw "${where}: package-lock.json has no integrity for ${name} ${entry.version or ""} (${entry.resolved or "unknown source"}); a git or http dependency cannot be fetched from a lock, publish it or vendor it");
          url = entry.resolved or null;
          file = if hasPrefix "file:" (entry.resolved or "") then removePrefix "file:" entry.resolved else null;
          hasInstallScript = entry.hasInstallScript or false;
          optional = entry.optional or entry.devOptional or false;
          os = toList (entry.os or [ ]);
          cpu = toList (entry.cpu or [ ]);
          libc = toList (entry.libc or [ ]);
        }
      ];
in
if (lock.lockfileVersion or 1) < 2 then
  throw "${where}: package-lock.json is of version 1; run `npm install` with npm 7 or newer"
else
  concatMap one (attrNames lock.packages)
