# What deno.lock pins: { npm, remote } for what is fetched by its hash. https://docs.deno.com/runtime/fundamentals/modules/#integrity-checking-and-lock-files
#
# For jsr packages deno.lock has the hash of a list of files; the generated lock adds that list, since a fetch must know its hash before.
{ pkgs, internal, ... }:
let
  inherit (internal.util) storeName hasSuffix;
  inherit (builtins)
    attrNames
    attrValues
    concatMap
    elemAt
    filter
    fromJSON
    groupBy
    head
    listToAttrs
    mapAttrs
    match
    readFile
    toJSON
    ;
  types = {
    ".ts" = "application/typescript";
    ".mts" = "application/typescript";
    ".tsx" = "text/tsx";
    ".jsx" = "text/jsx";
    ".js" = "application/javascript";
    ".mjs" = "application/javascript";
    ".json" = "application/json";
    ".wasm" = "application/wasm";
  };
  headersOf =
    url:
    let
      path = head (builtins.split "[?#]" url);
      fitting = filter (suffix: hasSuffix suffix path) (attrNames types);
    in
    # without an ending it is what servers of modules send
    { content-type = if fitting == [ ] then "application/typescript" else types.${head fitting}; };
  remote = url: sha256: {
    inherit url;
    headers = headersOf url;
    path = pkgs.fetchurl {
      name = storeName "module-${builtins.substring 0 12 sha256}";
      inherit url sha256;
    };
  };
  jsr = "https://jsr.io";
in
{
  where,
  # deno.lock
  file,
  # the generated lock, parsed, or null
  generated,
}:
let
  lock = fromJSON (readFile file);
  version = lock.version or "0";
  jsrPackages = lock.jsr or { };
  partsOf = key: match "(@[^@]+)@(.+)" key;
  versionsOf = groupBy (key: head (partsOf key)) (attrNames jsrPackages);
  ofJsr =
    key:
    let
      name = head (partsOf key);
      number = elemAt (partsOf key) 1;
      files = (generated.jsr.${key} or (throw "${where}: the generated lock for Deno does not have ${key}; run `nx sync`")).files;
    in
    [ (remote "${jsr}/${name}/${number}_meta.json" jsrPackages.${key}.integrity) ]
    ++ map (path: remote "${jsr}/${name}/${number}${path}" files.${path}) (attrNames files);
  # "@babel/core@7.0.0_peer@1.0.0" → name and version without what was resolved beside it
  ofNpm =
    key:
    let
      parts = match "(@?[^@]+)@([^_]+)(_.*)?" key;
    in
    {
      name = head parts;
      version = elemAt parts 1;
      inherit (lock.npm.${key}) integrity;
      url = lock.npm.${key}.tarball or null;
      hasInstallScript = lock.npm.${key}.scripts or false;
    };
in
if !(builtins.elem version [ "4" "5" ]) then
  throw "${where}: deno.lock is of version ${version}; run `deno install` with deno 2"
else if jsrPackages != { } && generated == null then
  throw "${where}: deno.lock has jsr packages (${head (attrNames jsrPackages)}), and no generated lock lists their files; run `nx sync`, which writes nix/generated/locks, or set \"vendor\": true and commit vendor/"
else
  {
    npm = map ofNpm (attrNames (lock.npm or { }));
    modules =
      map (url: remote url lock.remote.${url}) (attrNames (lock.remote or { }))
      ++ map (url: {
        inherit url;
        headers.location = lock.redirects.${url};
      }) (attrNames (lock.redirects or { }))
      ++ concatMap ofJsr (attrNames jsrPackages)
      # deno asks which versions there are: those of the lock
      ++ attrValues (
        mapAttrs (name: keys: {
          url = "${jsr}/${name}/meta.json";
          headers.content-type = "application/json";
          text = toJSON {
            scope = builtins.substring 1 (-1) (head (match "(@[^/]+)/.*" name));
            name = elemAt (match "@[^/]+/(.*)" name) 0;
            versions = listToAttrs (map (key: { name = elemAt (partsOf key) 1; value = { }; }) keys);
          };
        }) versionsOf
      );
  }
