# What yarn.lock of yarn 1 pins, in the shape of npm-lock.nix. https://classic.yarnpkg.com/lang/en/docs/yarn-lock/
#
#   "@scope/name@^1.2.0", "@scope/name@~1.2.3":
#     version "1.2.3"
#     resolved "https://registry.yarnpkg.com/@scope/name/-/name-1.2.3.tgz#<sha1>"
#     integrity sha512-…
{ internal, ... }:
let
  inherit (internal.util) hasPrefix removePrefix;
  inherit (builtins) elemAt filter head match;
in
where: file:
let
  blocks = internal.node.blocks file;
  one =
    block:
    let
      version = block.field "version";
      resolved = block.field "resolved";
      key = match "\"?(@?[^@\"]+)@.*" block.key;
      # the package itself, where a manifest calls it by another name
      remote = if resolved == null then null else match "https?://[^/]+/(([^@/][^/]*/)*)(@[^/]+/[^/]+|[^/@][^/]*)/-/[^#]+(#([0-9a-f]{40}))?" resolved;
      local = if resolved == null then null else match "file:([^#]+)(#.*)?" resolved;
      name = if remote != null then elemAt remote 2 else head key;
      sha1 = if remote == null then null else elemAt remote 4;
      given = block.field "integrity";
    in
    if remote == null && local == null then
      throw "${where}: yarn.lock takes ${head key} ${toString version} from ${if resolved == null then "a folder" else resolved}, which is no registry; publish it or vendor it"
    else if given == null && local == null && sha1 == null then
      throw "${where}: yarn.lock has no hash of ${name} ${version}; run `yarn install` with yarn 1.10 or newer"
    else
      {
        inherit name version;
        integrity =
          if given != null then
            head (match "([^ ]+).*" given)
          else if sha1 == null then
            null
          else
            builtins.convertHash {
              hash = sha1;
              hashAlgo = "sha1";
              toHashFormat = "sri";
            };
        url = if remote == null then null else head (match "([^#]*).*" resolved);
        file = if local == null then null else removePrefix "./" (head local);
        hasInstallScript = false;
        # the lock does not say; all that it names is fetched
        optional = false;
        os = [ ];
        cpu = [ ];
        libc = [ ];
      };
  isFolder = block: block.field "resolved" == null;
in
map one (filter (block: !(isFolder block) && !(hasPrefix "__metadata" block.key)) blocks)
