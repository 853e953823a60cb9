# The programs of a go.work, or of one module, as packages; the standard library and third-party code are compiled once and shared.
{ pkgs, internal, ... }:
let
  inherit (internal.arguments) define noSuch within;
  inherit (internal.util)
    commas
    genAttrs
    lines
    optional
    optionalString
    quote
    quoteAll
    storeName
    words
    ;
  inherit (builtins)
    attrNames
    filter
    ;
  defaults = {
    description = null;
    # folder of the main package, relative to src
    path = null;
    # its name in bin, where it is not the service's
    mainProgram = null;
    ldflags = [ ];
    tags = [ ];
    env = { };
    doCheck = true;
    buildInputs = [ ];
    nativeBuildInputs = [ ];
    # module paths of the workspace that it imports without a line in its go.mod
    modules = [ ];
    # files outside its modules that its code embeds or its tests read
    extraFiles = [ ];
  }
  // internal.hooks.optional;
in
define "buildGoWorkspace"
  {
    required = [ "src" ];
    optional = {
      pname = "workspace";
      version = "0";
      services = null;
      serviceConfigs = { };
      toolchain = _: [ pkgs.go ];
      # where `nx sync` keeps hashes of what go.sum names: <locks>/<path of a go.sum>.json
      locks = args: internal.sources.resolve "buildGoWorkspace" args.src + "/nix/generated/locks";
    };
  }
  (
    args:
    let
      where = "buildGoWorkspace";
      src = internal.sources.resolve where args.src;
      workspace = internal.go.workspace where src;
      configured = filter (name: (args.serviceConfigs.${name}.path or null) != null) (attrNames args.serviceConfigs);
      available = internal.util.unique (attrNames workspace.programs ++ configured);
      asked = if args.services == null then available else args.services;
      strange = filter (name: !(builtins.elem name available)) (asked ++ attrNames args.serviceConfigs);

      proxy = internal.go.proxy {
        inherit where src;
        inherit (args) locks;
        sums = if workspace.isVendored then [ ] else workspace.sums;
      };
      configOf = name: within "${where}: serviceConfigs.${name}" defaults (args.serviceConfigs.${name} or { });

      # One set of flags for everything: they are part of every key of go's cache.
      environment = ''
        export GOCACHE=$NIX_BUILD_TOP/go-cache GOMODCACHE=$NIX_BUILD_TOP/go-modules GOPATH=$NIX_BUILD_TOP/go
        export GOTOOLCHAIN=local GOSUMDB=off GOENV=off GOTELEMETRY=off
        export GOFLAGS="-trimpath -buildvcs=false -modcacherw ${if workspace.isVendored then "-mod=vendor" else "-mod=readonly"}"
        ${if workspace.isVendored then "export GOPROXY=off" else "export GOPROXY=file://${proxy.folder}"}
        mkdir -p $GOCACHE $GOMODCACHE
      '';
      # go's cache after `go build` of packages. An entry holds the time at which it was made, its last 20 columns, which is made equal.
      # https://github.com/golang/go/blob/master/src/cmd/go/internal/cache/cache.go
      cacheOf =
        given:
        pkgs.stdenv.mkDerivation (
          {
            version = "0";
            nativeBuildInputs = args.toolchain;
            installPhase = ''
              runHook preInstall
              rm -f $GOCACHE/trim.txt $GOCACHE/testexpire.txt
              find $GOCACHE -name '*-a' -type f -exec sed -i -E 's/ +[0-9]+$/  1000000000000000000/' {} +
              mkdir -p $out; cp -r $GOCACHE/. $out/
              runHook postInstall
            '';
            dontUnpack = true;
            dontFixup = true;
            dontStrip = true;
          }
          // given
        );
      # the same derivation for all workspaces that import the same
      standardFor =
        cgo:
        cacheOf {
          pname = "go-standard-packages${optionalString cgo "-cgo"}";
          buildPhase = ''
            export GOCACHE=$NIX_BUILD_TOP/go-cache GOPATH=$NIX_BUILD_TOP/go GOTOOLCHAIN=local GOENV=off GOTELEMETRY=off GO111MODULE=off
            export CGO_ENABLED=${if cgo then "1" else "0"}
            go build -trimpath ${quoteAll workspace.standardPackages}
          '';
        };
      cacheFor =
        cgo:
        let
          standard = standardFor cgo;
          packages = if workspace.isVendored then workspace.vendoredPackages else workspace.importsOf proxy.paths;
        in
        if packages == [ ] then
          standard
        else
          cacheOf {
            pname = "${storeName args.pname}-dependencies${optionalString cgo "-cgo"}";
            src = internal.sources.only {
              name = "go-manifests";
              inherit src;
              files = workspace.manifests;
              folders = optional workspace.isVendored "vendor";
            };
            dontUnpack = false;
            configurePhase = ''
              runHook preConfigure
              ${environment}
              export CGO_ENABLED=${if cgo then "1" else "0"}
              cp -r --no-preserve=mode,ownership ${standard}/. $GOCACHE/
              runHook postConfigure
            '';
            # A package of a platform of its own, or one that this module does not have, is left to the build that needs it.
            buildPhase = ''
              runHook preBuild
              ${lines (map (module: "( cd ${quote module.dir}; for package in ${quoteAll packages}; do go build $package || true; done )") workspace.modules)}
              runHook postBuild
            '';
          };
      # evaluated once each, and only where asked for
      caches = {
        with-c = cacheFor true;
        without-c = cacheFor false;
      };

      package =
        variant: name:
        let
          config = configOf name;
          dir = if config.path != null then internal.util.removePrefix "./" config.path else workspace.programs.${name}.dir;
          program = if config.mainProgram != null then config.mainProgram else name;
          module = workspace.ownerOf dir;
          modules = workspace.closureOf module config.modules;
          dirs = map (one: one.dir) modules;
          cgo = workspace.cgoOf dirs;
          native = internal.native.ofPkgConfig "${where}: ${name}" cgo.libraries;
          env = {
            CGO_ENABLED = if cgo.used then "1" else "0";
          }
          // native.env
          // config.env
          // (variant.env or { });
          cache = if env.CGO_ENABLED == "1" then caches.with-c else caches.without-c;
          ldflags = config.ldflags ++ (variant.ldflags or [ ]);
          flags = words (
            optional (config.tags != [ ]) "-tags=${quote (builtins.concatStringsSep "," config.tags)}"
            ++ optional (ldflags != [ ]) "-ldflags=${quote (words ldflags)}"
            ++ (variant.goArgs or [ ])
          );
          inner = _: if dir == module.dir then "." else "./${if module.dir == "." then dir else internal.util.removePrefix "${module.dir}/" dir}";
        in
        pkgs.stdenv.mkDerivation (
          {
            pname = "${storeName name}${variant.suffix or ""}";
            inherit (args) version;
            src = internal.sources.only {
              name = "${storeName name}-source";
              inherit src;
              files = workspace.manifests ++ config.extraFiles;
              folders = dirs ++ optional workspace.isVendored "vendor";
              not = internal.sources.isOfOthers {
                own = dirs;
                others = map (one: one.dir) workspace.modules;
              };
            };
            nativeBuildInputs = args.toolchain ++ native.nativeBuildInputs ++ config.nativeBuildInputs ++ (variant.nativeBuildInputs or [ ]);
            buildInputs = native.buildInputs ++ config.buildInputs ++ (variant.buildInputs or [ ]);
            inherit env;
            configurePhase = ''
              runHook preConfigure
              ${environment}
              cp -r --no-preserve=mode,ownership ${cache}/. $GOCACHE/
              ${variant.configure or ""}
              runHook postConfigure
            '';
            buildPhase = ''
              runHook preBuild
              ${variant.beforeBuild or ""}
              ( cd ${quote module.dir}; go build ${flags} -o $NIX_BUILD_TOP/built/${quote program} ${quote (inner dir)} )
              runHook postBuild
            '';
            doCheck = config.doCheck && (variant.doCheck or true);
            checkPhase = ''
              runHook preCheck
              ( cd ${quote module.dir}; go test ${flags} ${quote (if inner dir == "." then "./..." else "${inner dir}/...")} )
              runHook postCheck
            '';
            installPhase = ''
              runHook preInstall
              install -Dm755 $NIX_BUILD_TOP/built/${quote program} $out/bin/${quote program}
              ${variant.afterInstall or ""}
              runHook postInstall
            '';
            meta = {
              mainProgram = program;
              description = if config.description != null then config.description else "${program}, a program of ${module.path}";
            };
            passthru = {
              dependencies = cache;
              closure = map (one: one.path) modules;
              polynx = {
                kind = "go";
                inherit name;
                vary = changes: package (internal.variants.join variant changes) name;
              };
              nativeLibraries = internal.native.told native;
            };
          }
          // internal.hooks.of config
          // (variant.attrs or { })
        );
    in
    if strange != [ ] then
      noSuch where "service" strange "; programs found are ${commas available} (serviceConfigs.<name>.path names one that lies elsewhere)"
    else
      {
        packages = genAttrs asked (package { });
        dependencies = caches.without-c;
        serviceNames = available;
        modulePaths = workspace.paths;
      }
  )
