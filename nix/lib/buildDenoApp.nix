# A Deno program with all that it imports: npm packages in node_modules/, jsr and https modules in vendor/, a program that starts it offline.
{ pkgs, internal, ... }:
let
  inherit (internal.arguments) define;
  inherit (internal.util)
    commas
    optionalString
    quote
    quoteAll
    storeName
    words
    ;
  inherit (builtins)
    filter
    fromJSON
    head
    isString
    match
    pathExists
    readFile
    toJSON
    ;
  configurations = [
    "deno.json"
    "deno.jsonc"
    "package.json"
  ];
  entrypoints = [
    "main.ts"
    "src/main.ts"
    "mod.ts"
    "index.ts"
    "main.js"
    "main.tsx"
  ];
in
define "buildDenoApp"
  {
    required = [ "src" ];
    optional = {
      pname = null;
      version = "0";
      description = null;
      # relative to src; else `exports` of deno.json, or main.ts and the like
      entrypoint = null;
      # "--allow-net" and so on: what the program may do when it runs
      permissions = [ ];
      # folders that the program reads, "." for all
      folders = [ "." ];
      toolchain = _: [ pkgs.deno ];
      # where `nx sync` keeps lists of files of jsr packages: <locks>/deno.lock.json
      locks = args: internal.sources.resolve "buildDenoApp" args.src + "/nix/generated/locks";
      # a package with bin/denort: then one executable is made by `deno compile`
      denort = null;
      # a package with etc/ssl/certs/ca-bundle.crt, for what the program fetches when it runs
      caBundle = null;
      doCheck = true;
      env = { };
      buildPhase = null;
      mainProgram = null;
    }
    // internal.hooks.optional;
  }
  (
    args:
    let
      where = "buildDenoApp";
      src = internal.sources.resolve where args.src;
      has = file: pathExists (src + "/${file}");
      found = filter has configurations;
      configuration = if found == [ ] then null else head found;
      # deno.jsonc may have comments: only what builtins can read is looked at, deno reads the rest
      config = if configuration == "deno.json" then builtins.tryEval (fromJSON (readFile (src + "/deno.json"))) else { success = false; };
      exported = if config.success then config.value.exports or null else null;
      entrypoint =
        if args.entrypoint != null then
          args.entrypoint
        else if isString exported then
          exported
        else if filter has entrypoints != [ ] then
          head (filter has entrypoints)
        else
          throw "${where}: no entrypoint: neither `exports` in deno.json nor any of ${commas entrypoints}; name one by entrypoint";
      # A member's own configuration says what it may do; deno finds the workspace above it.
      above = path: if path == "." then [ "." ] else [ path ] ++ above (dirOf path);
      startConfiguration =
        let
          near = filter has (
            builtins.concatMap (
              dir: map (file: if dir == "." then file else "${dir}/${file}") (filter (file: file != "package.json") configurations)
            ) (above (dirOf (internal.util.removePrefix "./" entrypoint)))
          );
        in
        if near == [ ] then null else head near;
      pname =
        if args.pname != null then
          args.pname
        else if config.success && config.value ? name then
          baseNameOf config.value.name
        else
          throw "${where}: ${if configuration == null then "there is no deno.json" else "${configuration} has no name"}; name the package by pname";

      # A folder that was vendored and committed needs no lock.
      isVendored = has "vendor";
      twin = args.locks + "/deno.lock.json";
      generated = if pathExists twin then fromJSON (readFile twin) else null;
      locked =
        if has "deno.lock" then
          internal.denoLock {
            inherit where generated;
            file = src + "/deno.lock";
          }
        else
          # nothing is pinned, so nothing can be fetched: what has only local imports builds all the same
          {
            npm = [ ];
            modules = [ ];
          };
      registry = internal.node.registry locked.npm;
      hasNpm = locked.npm != [ ];
      # as attributes of a set, so that the files are dependencies of what reads the list
      list = pkgs.writeText "modules.json" (toJSON locked.modules);
      # All that the lock names, independent of the code
      modules = pkgs.stdenv.mkDerivation {
        pname = "${storeName pname}-modules";
        version = "0";
        nativeBuildInputs = [ pkgs.nodejs ];
        buildCommand = ''
          mkdir -p $out/deno
          node ${internal.programs.denoCache} ${list} $out/deno
          ln -s ${registry.folder} $out/npm
        '';
      };
      hosts = internal.util.unique (map (one: head (match "https?://([^/?]+).*" one.url)) locked.modules);
      flags = words (
        [ "--cached-only" ]
        ++ internal.util.optional (has "deno.lock") "--frozen"
        ++ internal.util.optional (hosts != [ ]) "--allow-import=${builtins.concatStringsSep "," hosts}"
        ++ internal.util.optional (locked.modules != [ ] || isVendored) "--vendor"
        ++ [ (if hasNpm then "--node-modules-dir=manual" else "--node-modules-dir=none") ]
      );
      name = storeName pname;
      place = "$out/share/${name}";
      start = "$out/bin/${name}";
    in
    pkgs.stdenv.mkDerivation (internal.hooks.of args // {
      pname = name;
      inherit (args) version doCheck;
      src = internal.sources.only {
        name = "${name}-source";
        inherit src;
        folders = args.folders ++ internal.util.optional isVendored "vendor";
        files = filter has (
          configurations
          ++ [
            "deno.lock"
            entrypoint
          ]
        );
      };
      nativeBuildInputs = args.toolchain ++ [ pkgs.nodejs ];
      inherit (args) env;
      __darwinAllowLocalNetworking = true;
      configurePhase = ''
        runHook preConfigure
        export DENO_DIR=$NIX_BUILD_TOP/deno DENO_NO_UPDATE_CHECK=1 NO_COLOR=1 DENO_NO_PROMPT=1
        node ${internal.programs.denoMembers} .
        mkdir -p $DENO_DIR; cp -r --no-preserve=mode ${modules}/deno/. $DENO_DIR/
        ${optionalString (hasNpm || locked.modules != [ ]) ''
          ${optionalString hasNpm registry.serve}
          NPM_CONFIG_REGISTRY=''${npm_config_registry:-} deno install --frozen --entrypoint ${
            words (
              internal.util.optional (hosts != [ ]) "--allow-import=${builtins.concatStringsSep "," hosts}"
              ++ internal.util.optional (locked.modules != [ ]) "--vendor"
            )
          } --node-modules-dir=${if hasNpm then "auto" else "none"} ${quote entrypoint}
          ${optionalString hasNpm registry.stop}
          # state of the installation, which holds times
          rm -f node_modules/.deno/.setup-cache.bin node_modules/.deno/.deno.lock
        ''}
        unset NPM_CONFIG_REGISTRY npm_config_registry
        runHook postConfigure
      '';
      buildPhase = ''
        runHook preBuild
        ${if args.buildPhase == null then ":" else args.buildPhase}
        runHook postBuild
      '';
      checkPhase = ''
        runHook preCheck
        deno check ${flags} ${quote entrypoint}
        runHook postCheck
      '';
      installPhase = ''
        runHook preInstall
        mkdir -p ${place} $out/bin
        ${
          if args.denort == null then
            ''
              cp -a . ${place}/
              cat > ${start} <<'START'
              #!${pkgs.bash}/bin/bash
              export DENO_NO_UPDATE_CHECK=1
              ${optionalString (args.caBundle != null) "export DENO_CERT=${args.caBundle}/etc/ssl/certs/ca-bundle.crt"}
              exec ${head args.toolchain}/bin/deno run --no-prompt ${flags} ${optionalString (startConfiguration != null) "--config=@place@/${startConfiguration}"} ${quoteAll args.permissions} @place@/${entrypoint} "$@"
              START
              sed -i "s|^ *||; s|@place@|${place}|g" ${start}
              chmod +x ${start}
            ''
          else
            ''
              DENORT_BIN=${args.denort}/bin/denort deno compile ${flags} ${quoteAll args.permissions} --output ${start} ${quote entrypoint}
              rmdir ${place}
            ''
        }
        runHook postInstall
      '';
      dontStrip = true;
      meta = {
        mainProgram = if args.mainProgram != null then args.mainProgram else name;
        description = if args.description != null then args.description else "${pname}, a Deno program";
      };
      passthru = {
        inherit entrypoint configuration modules;
        dependencies = modules;
        isCompiled = args.denort != null;
        polynx = {
          kind = "deno";
          name = pname;
        };
      };
    })
  )
