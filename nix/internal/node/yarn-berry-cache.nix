# yarn's own cache of the packages of a lock, for an installation without a network, in the shape of registry.nix.
# The lock knows the hash of the zip only, so each zip is a fixed-output derivation that yarn makes of the tarball.
{ pkgs, internal, ... }:
let
  inherit (internal.util) storeName;
  inherit (builtins)
    attrValues
    baseNameOf
    groupBy
    hashString
    head
    match
    substring
    toJSON
    ;
  # https://github.com/yarnpkg/berry/blob/master/packages/yarnpkg-core/sources/structUtils.ts: makeIdent, makeLocator, slugifyLocator
  slug =
    one:
    let
      scoped = match "@([^/]+)/(.*)" one.name;
      scope = if scoped == null then "" else head scoped;
      bare = if scoped == null then one.name else builtins.elemAt scoped 1;
      ident = hashString "sha512" "${scope}${bare}";
      locator = hashString "sha512" "${ident}${one.reference}";
    in
    "${if scoped == null then bare else "@${scope}-${bare}"}-npm-${one.version}-${substring 0 10 locator}";
  zip =
    yarn: one:
    pkgs.fetchurl {
      name = "${storeName (baseNameOf one.name)}-${one.version}.zip";
      url = if one.url != null then one.url else "${internal.node.registryUrl}/${one.name}/-/${baseNameOf one.name}-${one.version}.tgz";
      hash = "sha512:${one.checksum}";
      downloadToTemp = true;
      nativeBuildInputs = [
        pkgs.nodejs
        yarn
      ];
      # without its dependencies: only the archive is asked for
      postFetch = ''
        mkdir -p zip/registry/${one.name}/-; cd zip
        cp $downloadedFile registry/${one.name}/-/${baseNameOf one.name}-${one.version}.tgz
        cat > registry/index.json <<'END'
        ${toJSON { ${one.name}.${one.version}.manifest = { }; }}
        END
        echo '${toJSON { dependencies.${one.name} = one.version; }}' > package.json
        touch yarn.lock
        ${internal.node.serve "registry"}
        ${environment}
        ${level one.cacheKey} YARN_ENABLE_NETWORK=1 YARN_NPM_REGISTRY_SERVER=$npm_config_registry YARN_UNSAFE_HTTP_WHITELIST=127.0.0.1 YARN_CACHE_FOLDER=$PWD/cache yarn install --mode=skip-build
        ${internal.node.stopServing}
        cp cache/*.zip $out
      '';
    };
  # "10c0" is level 0; "10" the level that yarn takes by itself
  level =
    key:
    let
      parts = match "[0-9]+c([0-9]+)" key;
    in
    "YARN_COMPRESSION_LEVEL=${if parts == null then "mixed" else head parts}";
  # NB with the mirror off, yarn looks for files of other names
  environment = ''
    export HOME=$NIX_BUILD_TOP/home YARN_ENABLE_TELEMETRY=0 YARN_ENABLE_GLOBAL_CACHE=0 YARN_ENABLE_SCRIPTS=0 YARN_NODE_LINKER=node-modules YARN_IGNORE_PATH=1
    export YARN_ENABLE_IMMUTABLE_INSTALLS=0 YARN_ENABLE_HARDENED_MODE=0
    mkdir -p $HOME
  '';
in
# yarn: its package
yarn: packages:
let
  distinct = attrValues (builtins.mapAttrs (_: head) (groupBy (one: "${one.name}@${one.version}") packages));
in
rec {
  folder = pkgs.linkFarm "yarn-cache" (
    map (one: {
      name = "${slug one}-${substring 0 10 one.checksum}.zip";
      path = zip yarn one;
    }) distinct
  );
  # a copy: yarn adds packages that it patches itself
  serve = ''
    ${environment}
    export YARN_ENABLE_NETWORK=0 YARN_CACHE_FOLDER=$NIX_BUILD_TOP/yarn-cache
    mkdir -p $YARN_CACHE_FOLDER
    for one in ${folder}/*; do [ ! -e "$one" ] || cp -L "$one" $YARN_CACHE_FOLDER/; done
  '';
  stop = "";
}
