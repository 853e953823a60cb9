# The derivations of a cargo workspace: `dependencies` (third-party code, compiled once per member so that features are the member's own)
# and one per member, which sees the files of its own closure, and stubs in place of all other members.
{
  pkgs,
  craneLib,
  contentAddressed ? false,
  internal,
  ...
}:
let
  inherit (internal.util)
    lines
    optional
    optionalString
    quote
    quoteAll
    unique
    upper
    words
    storeName
    ;
  inherit (builtins)
    attrNames
    concatMap
    elem
    filter
    pathExists
    replaceStrings
    ;
  inherit (internal) sources;
  inherit (internal.rust) stubs;

  # https://doc.rust-lang.org/cargo/reference/profiles.html: the folder of a profile is its name, but for these
  profileFolder =
    profile:
    {
      dev = "debug";
      test = "debug";
      bench = "release";
    }
    .${profile} or profile;

  # rustc's own paths differ from build to build where there is no sandbox, and name the vendor folder, which would then be kept alive by every program.
  # A wrapper, not RUSTFLAGS: those are part of every fingerprint.
  remapped = vendor: "--remap-path-prefix=\"\${NIX_BUILD_TOP:-/build}=/build\" --remap-path-prefix=${vendor}=/cargo";
  compiler = vendor: pkgs.writeShellScriptBin "polynx-rustc" ''
    exec "$@" ${remapped vendor}
  '';
  # The same as a compiler: sccache stores nothing that it is told to rename itself, and knows rustc by its name.
  renamedCompiler = vendor: pkgs.writeShellScriptBin "rustc" ''
    exec rustc "$@" ${remapped vendor}
  '';

  exports = env: lines (map (name: "export ${name}=${quote env.${name}}") (attrNames env));

  # one member's part of the command line
  selection =
    config:
    words (
      optional (config.features != [ ]) "--features ${quote (builtins.concatStringsSep "," config.features)}"
      ++ optional (!config.defaultFeatures) "--no-default-features"
      ++ [ (quoteAll config.cargoExtraArgs) ]
    );
in
{
  where,
  pname,
  src,
  workspace,
  vendor,
  toolchain,
  # name → complete member configuration
  configs,
}:
let
  inherit (workspace) members names;
  dirOfMember = name: members.${name}.dir;

  # once for each member, whichever variants and packages ask
  natives = internal.util.genAttrs names (
    name: internal.native.ofCrates "${where}: ${name}" (map (one: one.name) (workspace.lockedClosure [ name ]))
  );

  # What a member is built with, and what a variant (see variants.nix) adds to it
  settingsOf =
    variant: name:
    let
      config = configs.${name};
      native = natives.${name};
      profile = variant.profile or config.profile;
      prefix = "CARGO_PROFILE_${replaceStrings [ "-" ] [ "_" ] (upper profile)}_";
      fields = variant.profileFields or { };
    in
    config
    // {
      inherit name profile native;
      folder = profileFolder profile;
      buildInputs = native.buildInputs ++ config.buildInputs ++ (variant.buildInputs or [ ]);
      nativeBuildInputs = native.nativeBuildInputs ++ config.nativeBuildInputs ++ (variant.nativeBuildInputs or [ ]);
      env =
        native.env
        // config.env
        // (variant.env or { })
        // internal.util.optionalAttrs (variant ? rustcWrapper) {
          RUSTC = "${renamedCompiler vendor.folders}/bin/rustc";
          POLYNX_RUSTC_WRAPPER = variant.rustcWrapper;
        }
        // internal.util.optionalAttrs ((variant.rustflags or [ ]) != [ ]) {
          RUSTFLAGS = words (optional (config.env ? RUSTFLAGS) config.env.RUSTFLAGS ++ variant.rustflags);
        }
        // builtins.listToAttrs (
          map (field: {
            name = prefix + field;
            value = toString fields.${field};
          }) (attrNames fields)
        );
      doCheck = config.doCheck && (variant.doCheck or true);
    };

  # crane brings its own compiler, unless another one is asked for
  crane =
    if
      toolchain == [
        pkgs.cargo
        pkgs.rustc
      ]
    then
      craneLib
    else
      craneLib.overrideToolchain (
        if builtins.length toolchain == 1 then
          builtins.head toolchain
        else
          pkgs.symlinkJoin {
            name = "rust-toolchain";
            paths = toolchain;
          }
      );

  cargo =
    verb: settings: extra:
    "cargo ${verb} --profile ${quote settings.profile} --offline --locked -p ${quote settings.name} ${selection settings} ${extra}";

  wrapper = compiler vendor.folders;
  prepare = ''
    export CARGO_HOME=$NIX_BUILD_TOP/.cargo-home CARGO_TARGET_DIR=$NIX_BUILD_TOP/target
    export CARGO_NET_OFFLINE=true CARGO_INCREMENTAL=0 CARGO_TERM_COLOR=never
    export RUSTC_WRAPPER=''${POLYNX_RUSTC_WRAPPER:-${wrapper}/bin/polynx-rustc}
    # the cores that Nix gives to a build; 0 stands for all, which is what cargo takes
    if [ "''${NIX_BUILD_CORES:-0}" != 0 ]; then export CARGO_BUILD_JOBS=$NIX_BUILD_CORES; fi
    mkdir -p $CARGO_HOME $CARGO_TARGET_DIR
    sed "s|@vendor@|${vendor.folders}|g" ${vendor.config} > $CARGO_HOME/config.toml
  '';
  # Files of the root that every build sees. rust-toolchain.toml is none of them: the toolchain is what `toolchain` says.
  shared = filter (file: pathExists (src + "/${file}")) [
    "Cargo.lock"
    ".cargo/config.toml"
    ".cargo/config"
  ];
  virtualRoot = optionalString (
    !(workspace.root ? package)
  ) "cp --no-preserve=mode ${stubs.virtualRoot workspace.root} Cargo.toml\n";

  # One list for all: build scripts compile again when a search path such as PKG_CONFIG_PATH is another than it was for the shared dependencies.
  inputsOf =
    variant: selected:
    let
      all = map (settingsOf variant) selected;
    in
    {
      nativeBuildInputs = toolchain ++ unique (concatMap (one: one.nativeBuildInputs) all);
      buildInputs = unique (concatMap (one: one.buildInputs) all);
    };

  dependenciesFor =
    variant: selected:
    let
      all = map (settingsOf variant) selected;
    in
    pkgs.stdenv.mkDerivation {
      pname = "${storeName pname}-dependencies${variant.suffix or ""}";
      version = "0";
      src = sources.only {
        name = "cargo-lock";
        inherit src;
        files = shared;
      };
      inherit (inputsOf variant selected) nativeBuildInputs buildInputs;
      configurePhase = ''
        runHook preConfigure
        ${virtualRoot}${stubs.write (map (name: members.${name}) names)}
        ${prepare}${variant.prepare or ""}
        runHook postConfigure
      '';
      # With `-p member` and not `--workspace`: a member's own features decide those of what it depends on, else nothing would fit later.
      buildPhase = ''
        runHook preBuild
        ${lines (
          map (one: ''
            ( ${exports one.env}
            export RUSTC_WRAPPER=''${POLYNX_RUSTC_WRAPPER:-$RUSTC_WRAPPER}
            ${cargo "build" one ""}
            ${optionalString one.doCheck (cargo "test" one "--no-run")} )
          '') all
        )}
        runHook postBuild
      '';
      # What was compiled from stubs must never be taken for the members themselves.
      installPhase = ''
        runHook preInstall
        ${lines (
          map (one: ''
            ( ${exports one.env}
            for member in ${quoteAll names}; do cargo clean --offline --locked --profile ${quote one.profile} -p $member; done )
          '') all
        )}
        # what cargo remembers of the compiler is in no order
        rm -f $CARGO_TARGET_DIR/.rustc_info.json
        mkdir -p $out; cp -r $CARGO_TARGET_DIR/. $out/
        ${variant.summary or ""}
        runHook postInstall
      '';
      dontFixup = true;
      dontStrip = true;
    };

  # Said while evaluating, and not when all dependencies are compiled.
  newEnough =
    member: one: value:
    let
      wanted = member.rustVersion;
      compilers = filter (
        tool: builtins.match "rustc(-wrapper)?(-[0-9].*)?" (tool.pname or tool.name or "") != null && (tool.version or null) != null
      ) toolchain;
      tooOld = filter (tool: builtins.compareVersions tool.version wanted < 0) compilers;
    in
    if wanted == null || tooOld == [ ] || elem "--ignore-rust-version" one.cargoExtraArgs then
      value
    else
      throw "${where}: ${member.name} asks for Rust ${wanted} (rust-version in its Cargo.toml), and the compiler is ${(builtins.head tooOld).version}; take a nixpkgs that has it, or name another one by toolchain";

  package =
    variant: selected: name:
    let
      member = members.${name};
      one = newEnough member settings settings;
      settings = settingsOf variant name;
      closure = workspace.closureOf name;
      others = filter (other: !(elem other closure)) names;
      dependencies = dependenciesFor variant selected;
      hooks = internal.hooks.of one;
      library = replaceStrings [ "-" ] [ "_" ] (member.manifest.lib.name or name);
      targets = [ "target" ] ++ map (other: "${dirOfMember other}/target") closure;
      common = {
        pname = "${storeName (if one.pname != null then one.pname else name)}${variant.suffix or ""}";
        version = if one.version != null then one.version else member.version;
        src = sources.only {
          name = "${storeName name}-source";
          inherit src;
          files = shared ++ [ "Cargo.toml" ] ++ one.extraFiles;
          folders = map dirOfMember closure;
          # where cargo puts results; elsewhere a folder of code may be called so
          not = path: elem path targets || sources.isOfOthers { own = map dirOfMember closure; others = map dirOfMember others; } path;
        };
        inherit (inputsOf variant selected) nativeBuildInputs buildInputs;
        inherit (one) patches doCheck;
        meta = {
          mainProgram = if one.mainProgram != null then one.mainProgram else if elem name member.programs || member.programs == [ ] then name else builtins.head member.programs;
          description = if one.description != null then one.description else if member.description != null then member.description else "${name}, a crate of ${pname}";
        }
        // internal.util.optionalAttrs (member.license != null) { inherit (member) license; };
        passthru = {
          inherit dependencies closure;
          polynx = {
            kind = "rust";
            inherit name;
            # the same package, built with what a variant says; its dependencies are its own
            vary = changes: package (internal.variants.join variant changes) [ name ] name;
          };
          nativeLibraries = internal.native.told one.native;
        };
      };
      buildCommands = cargo "build" one (variant.buildArgs or "");
      checkCommands = cargo "test" one "";
      folderCommands = ''
        for folder in include share; do
          [ ! -d ${quote member.dir}/$folder ] || { mkdir -p $out; cp -r ${quote member.dir}/$folder $out/; }
        done'';
      # Files by name, not all that lies there: build scripts leave things of their own
      installCommands = ''
        built=$CARGO_TARGET_DIR/''${CARGO_BUILD_TARGET:+$CARGO_BUILD_TARGET/}${one.folder}
        for program in ${quoteAll member.programs}; do
          # one with required-features may not have been built
          [ ! -f $built/$program ] || install -Dm755 $built/$program $out/bin/$program
        done
        for file in $built/lib${library}.so $built/lib${library}.dylib $built/lib${library}.a $built/${library}.wasm ${words (map (program: "$built/${quote program}.wasm") member.programs)}; do
          [ ! -f $file ] || install -Dm755 $file $out/lib/''${file##*/}
        done
        ${folderCommands}
        # a library for other crates leaves nothing that could be installed: that it compiles is the result
        mkdir -p $out
      '';
      # https://crane.dev/API.html
      forCrane = {
        inherit (one) env buildInputs nativeBuildInputs;
        cargoExtraArgs = "--locked -p ${quote name} ${selection one}";
        CARGO_PROFILE = one.profile;
      }
      // internal.util.optionalAttrs contentAddressed (import ../content-addressed.nix).attributes;
    in
    if craneLib != null then
      crane.buildPackage (
        common
        // forCrane
        // hooks
        // {
          cargoArtifacts = crane.buildDepsOnly (
            forCrane
            // {
              pname = storeName pname;
              version = "0";
              # crane takes manifests and the lock of it, and nothing else
              inherit src;
            }
          );
          # every member that is named must be there
          postPatch = stubs.write (map (other: members.${other}) others) + "\n" + (hooks.postPatch or "");
          postInstall = ''
            ${folderCommands}
            ${variant.afterInstall or ""}
            ${hooks.postInstall or ""}
          '';
        }
        // (variant.attrs or { })
      )
    else
      pkgs.stdenv.mkDerivation (
        common
        // hooks
        // {
          inherit (one) env;
          configurePhase = ''
            runHook preConfigure
            ${stubs.write (map (other: members.${other}) others)}
            ${prepare}${variant.prepare or ""}
            cp -r --preserve=mode,timestamps ${dependencies}/. $CARGO_TARGET_DIR/; chmod -R u+w $CARGO_TARGET_DIR
            # In the store all times are equal, which must stay so: cargo compares those of the results with each other, and with the code's.
            find . -type f -exec touch {} +
            ${variant.configure or ""}
            runHook postConfigure
          '';
          buildPhase = ''
            runHook preBuild
            ${variant.beforeBuild or ""}
            ${buildCommands}
            runHook postBuild
          '';
          checkPhase = ''
            runHook preCheck
            ${checkCommands}
            runHook postCheck
          '';
          installPhase = ''
            runHook preInstall
            ${installCommands}
            ${variant.afterInstall or ""}
            ${variant.summary or ""}
            runHook postInstall
          '';
        }
        // (variant.attrs or { })
      );
in
{
  dependencies = dependenciesFor { } names;
  package = package { } names;
}
