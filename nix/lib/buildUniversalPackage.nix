# A package from any source whose build system can be told by its files. Looked for in the order of internal/detection.nix; the first that fits is used.
{ pkgs, polynx, internal, ... }:
let
  inherit (internal.arguments) define;
  inherit (internal.util)
    optionals
    optionalAttrs
    optionalString
    storeName
    ;
  inherit (builtins)
    attrNames
    concatMap
    filter
    head
    isString
    length
    match
    pathExists
    readFile
    split
    substring
    ;
  need = name: pkgs.${name} or (throw "buildUniversalPackage: pkgs has no ${name}, which this build system needs");
in
define "buildUniversalPackage"
  {
    required = [ "src" ];
    optional = {
      pname = null;
      version = null;
      description = null;
      # in place of the detected system's own
      buildPhase = null;
      installPhase = null;
      doCheck = false;
      # packages whose programs the result calls when it runs
      runtimeDeps = [ ];
      buildInputs = [ ];
      nativeBuildInputs = [ ];
      env = { };
      # of Python: packages that whoever imports it finds as well
      propagatedBuildInputs = [ ];
      # passed to the builder of rust, node, go or deno
      arguments = { };
    }
    // internal.hooks.optional;
  }
  (
    args:
    let
      where = "buildUniversalPackage";
      src = internal.sources.resolve where args.src;
      has = file: pathExists (src + "/${file}");
      text = file: readFile (src + "/${file}");
      detected = internal.detection where src;

      pname =
        if args.pname != null then
          args.pname
        else if args.src ? repo then
          args.src.repo
        else
          throw "${where}: src has no name of its own; give pname";
      # as nixpkgs calls what has no release
      version =
        if args.version != null then
          args.version
        else if args.src ? rev && match "v?[0-9]+[.].*" args.src.rev != null then
          internal.util.removePrefix "v" args.src.rev
        else if args.src ? rev then
          "unstable-${substring 0 7 args.src.rev}"
        else
          "unstable";

      # PKG_CHECK_MODULES([SQLITE], [sqlite3 >= 3.6 zlib]): names, and not versions. https://autotools.info/pkgconfig/pkg_check_modules.html
      modulesOf =
        file:
        concatMap (
          found:
          filter (word: isString word && match "[A-Za-z][A-Za-z0-9+._-]*" word != null) (split "[[:space:],]+" (head found))
        ) (filter builtins.isList (split "PKG_CHECK_MODULES[(][^,]*,[[:space:]]*[[]?([^],)]*)" (text file)));
      # pkg_check_modules(SQLITE REQUIRED IMPORTED_TARGET sqlite3), dependency('sqlite3')
      cmakeModules =
        file:
        concatMap (
          found:
          # options are in capitals
          filter (word: isString word && match "[a-z][A-Za-z0-9+._-]*" word != null) (split "[[:space:]]+" (builtins.elemAt found 1))
        ) (filter builtins.isList (split "pkg_(check|search)_modules?[(][[:space:]]*[A-Za-z0-9_]+([^)]*)" (text file)));
      mesonModules =
        file: map head (filter builtins.isList (split "dependency[(][[:space:]]*'([^']+)'" (text file)));
      pkgConfig = filter (name: name != "threads" && name != "dl") (
        (if has "configure.ac" then modulesOf "configure.ac" else [ ])
        ++ (if has "CMakeLists.txt" then cmakeModules "CMakeLists.txt" else [ ])
        ++ (if has "meson.build" then mesonModules "meson.build" else [ ])
      );
      native = internal.native.ofPkgConfig where pkgConfig;
      license = internal.license src;

      common = {
        inherit version;
        pname = storeName pname;
        src = internal.sources.whole "${storeName pname}-source" src;
        buildInputs = native.buildInputs ++ args.buildInputs;
        nativeBuildInputs = native.nativeBuildInputs ++ args.nativeBuildInputs;
        env = native.env // args.env;
        inherit (args) doCheck;
        inherit meta;
        passthru = {
          inherit pkgConfig;
          polynx = {
            kind = "universal";
            name = pname;
            vary = changes: generic changes;
          };
        };
      };
      meta = {
        detectedBuildSystem = detected;
        description = if args.description != null then args.description else pname;
        mainProgram = pname;
      }
      // optionalAttrs (license != null) { inherit license; };

      # Phases of the build systems without a builder of their own. Out of tree, so that a stray `build` folder does no harm.
      systems = {
        cmake = {
          nativeBuildInputs = [ (need "cmake") ];
          configurePhase = "cmake -S . -B .polynx-build -DCMAKE_BUILD_TYPE=Release -DCMAKE_INSTALL_PREFIX=$out -DCMAKE_INSTALL_LIBDIR=lib -DCMAKE_SKIP_BUILD_RPATH=ON";
          buildPhase = "cmake --build .polynx-build -j\${NIX_BUILD_CORES:-1}";
          checkPhase = "ctest --test-dir .polynx-build --output-on-failure";
          installPhase = "cmake --install .polynx-build";
        };
        meson = {
          nativeBuildInputs = [
            (need "meson")
            (need "ninja")
          ];
          configurePhase = "meson setup .polynx-build --prefix=$out --libdir=lib --buildtype=release";
          buildPhase = "ninja -C .polynx-build";
          checkPhase = "meson test -C .polynx-build --no-rebuild";
          installPhase = "meson install -C .polynx-build --no-rebuild";
        };
        autotools = {
          # a release brings its configure, a repository only what it is made from
          nativeBuildInputs = optionals (!(has "configure")) [
            (need "autoconf")
            (need "automake")
            (need "libtool")
          ];
          configurePhase = "${optionalString (!(has "configure")) "autoreconf --install --force\n"}./configure --prefix=$out --disable-dependency-tracking";
          buildPhase = "make -j\${NIX_BUILD_CORES:-1}";
          checkPhase = "make check";
          installPhase = "make install";
        };
        make = {
          configurePhase = ":";
          buildPhase = "make -j\${NIX_BUILD_CORES:-1} PREFIX=$out prefix=$out";
          checkPhase = "make check";
          installPhase = "make install PREFIX=$out prefix=$out DESTDIR=";
        };
        python = {
          nativeBuildInputs = [ (need "python3") ];
          configurePhase = ":";
          # without isolation: nothing is downloaded, what builds it is in nativeBuildInputs
          buildPhase = "python3 -m pip wheel --no-deps --no-build-isolation --no-index --wheel-dir .polynx-wheels .";
          checkPhase = "python3 -m unittest discover";
          installPhase = ''
            python3 -m pip install --no-deps --no-index --no-warn-script-location --no-compile --root-user-action ignore --prefix $out .polynx-wheels/*.whl
            # the address it was installed from holds the name of a temporary folder
            find $out -name direct_url.json -delete
            find $out -name RECORD -exec sed -i '/direct_url.json/d' {} +
            # programs find their own modules, whatever PYTHONPATH says
            ${internal.python.sites args.propagatedBuildInputs}
            site=$(find $out/lib -type d -name site-packages; echo "$sites")
            for program in $out/bin/*; do
              [ ! -f "$program" ] || sed -i "1a import sys; sys.path[0:0] = '$(echo $site)'.split()" "$program"
            done
          '';
        };
      };
      generic =
        variant:
        let
          system = systems.${detected};
          flags = internal.util.words (variant.cflags or [ ]);
          linkflags = internal.util.words (variant.linkflags or [ ]);
          phase = hook: body: "runHook pre${hook}\n${body}\nrunHook post${hook}";
        in
        pkgs.stdenv.mkDerivation (
          common
          // {
            pname = common.pname + (variant.suffix or "");
            env =
              common.env
              // (variant.env or { })
              // optionalAttrs (flags != "") {
                CFLAGS = flags;
                CXXFLAGS = flags;
              }
              // optionalAttrs (linkflags != "") { LDFLAGS = linkflags; };
            nativeBuildInputs = (system.nativeBuildInputs or [ ]) ++ common.nativeBuildInputs ++ (variant.nativeBuildInputs or [ ]);
            buildInputs = common.buildInputs ++ (variant.buildInputs or [ ]);
            configurePhase = phase "Configure" ((variant.configure or "") + system.configurePhase);
            buildPhase = phase "Build" (
              (variant.beforeBuild or "") + (if args.buildPhase != null then args.buildPhase else system.buildPhase)
            );
            checkPhase = phase "Check" system.checkPhase;
            installPhase = phase "Install" (
              (if args.installPhase != null then args.installPhase else system.installPhase) + "\n" + (variant.afterInstall or "")
            );
          }
          // internal.hooks.of args
          // optionalAttrs (args.propagatedBuildInputs != [ ]) { inherit (args) propagatedBuildInputs; }
          // (variant.attrs or { })
        );

      withBuilder = {
        rust =
          let
            workspace = polynx.buildRustWorkspace ({ inherit src pname; } // args.arguments);
          in
          everything workspace.packages;
        go = everything (polynx.buildGoWorkspace ({ inherit src pname version; } // args.arguments)).packages;
        node = everything (
          internal.node.builderOf polynx src ({ inherit src pname; } // args.arguments)
        ).packages;
        deno = polynx.buildDenoApp ({ inherit src pname version; } // args.arguments);
      };
      # one package of all that a workspace has; a single one is left as it is
      everything =
        packages:
        if length (attrNames packages) == 1 then
          packages.${head (attrNames packages)}
        else
          pkgs.symlinkJoin {
            name = "${storeName pname}-${version}";
            paths = map (name: packages.${name}) (attrNames packages);
          };
      built = if withBuilder ? ${detected} then withBuilder.${detected} else generic { };
      result = built // {
        meta = (built.meta or { }) // meta;
        passthru = (built.passthru or { }) // {
          inherit detected pkgConfig;
        };
      };
    in
    if args.runtimeDeps == [ ] then result else internal.wrapped result args.runtimeDeps
  )
