# What yarn.lock of yarn 2 and later pins, in the shape of npm-lock.nix. The hash is that of the zip that yarn makes of a tarball.
#
#   "@scope/name@npm:^1.2.0":
#     version: 1.2.3
#     resolution: "@scope/name@npm:1.2.3"
#     checksum: 10c0/<sha512>
#     conditions: os=darwin
{ internal, ... }:
let
  inherit (builtins)
    concatMap
    elemAt
    filter
    head
    isList
    match
    split
    ;
in
where: file:
let
  blocks = internal.node.blocks file;
  key = head (
    filter (one: one != null) (map (block: if block.key == "__metadata" then block.field "cacheKey" else null) blocks) ++ [ "" ]
  );
  # "os=darwin & cpu=(arm64 | x64)"
  conditions =
    field: text:
    if text == null then [ ] else concatMap (found: filter (word: builtins.isString word && word != "") (split "[^a-z0-9_]+" (head found))) (filter isList (split "${field}=([a-z0-9_]+|[(][^)]*[)])" text));
  decoded = builtins.replaceStrings [ "%3A" "%2F" "%40" ] [ ":" "/" "@" ];
  one =
    block:
    let
      resolution = match "(@?[^@]+)@([a-z]+):(.*)" (block.field "resolution");
      name = elemAt resolution 0;
      protocol = elemAt resolution 1;
      version = block.field "version";
      # the level of compression is part of the hash's name since yarn 4
      checksum = match "([0-9]+(c[0-9]+)?/)?([0-9a-f]{128})" (toString (block.field "checksum"));
      condition = block.field "conditions";
      archive = match "[^:]*::__archiveUrl=([^&]*).*" (elemAt resolution 2);
    in
    # yarn makes patched packages of the ones that are patched, and those of other platforms need not be there
    if protocol == "workspace" || protocol == "patch" || protocol == "link" || protocol == "portal" || (checksum == null && condition != null) then
      [ ]
    else if protocol != "npm" then
      throw "${where}: yarn.lock takes ${name} ${version} by ${protocol}:, which is no registry; publish it or vendor it"
    else if checksum == null then
      throw "${where}: yarn.lock has no checksum of ${name} ${version}; run `yarn install` without checksumBehavior"
    else
      [
        {
          inherit name version;
          # cacheKey of the lock: how the zip was compressed
          cacheKey = if elemAt checksum 0 == null then key else head (match "(.*)/" (elemAt checksum 0));
          reference = "npm:${elemAt resolution 2}";
          checksum = elemAt checksum 2;
          # a tarball that lies elsewhere than the registry's names say
          url = if archive == null then null else decoded (head archive);
          file = null;
          hasInstallScript = false;
          optional = condition != null;
          os = conditions "os" condition;
          cpu = conditions "cpu" condition;
          libc = conditions "libc" condition;
        }
      ];
in
concatMap one (filter (block: block.key != "__metadata") blocks)
