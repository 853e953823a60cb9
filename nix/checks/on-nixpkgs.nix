# What every function gives on a real set of packages: the paths of derivations, with nothing built.
#
#   NIX_CHECK_PKGS=/path/of/pkgs.nix nix-instantiate --eval --strict --json --read-write-mode \
#     --option allow-import-from-derivation false nix/checks/on-nixpkgs.nix
#
# pkgs.nix gives the set, or { pkgs, craneLib ? , lib ? }; `lib` is nixpkgs', with evalModules, for modules of NixOS.
let
  file = builtins.getEnv "NIX_CHECK_PKGS";
  given = if file == "" then throw "NIX_CHECK_PKGS names no set of packages" else import (/. + file);
  pkgs = given.pkgs or given;
  lib = given.lib or pkgs.lib;
  polynx = import ../. { inherit pkgs; };
  withCrane = import ../. {
    inherit pkgs;
    inherit (given) craneLib;
  };
  inherit (builtins)
    attrNames
    listToAttrs
    mapAttrs
    ;
  optional = condition: set: if condition then set else { };
  prefixed = prefix: set: listToAttrs (map (name: { name = "${prefix}-${name}"; value = set.${name}; }) (attrNames set));

  rust = library: (library.buildRustWorkspace { src = ./variants/rust; }).packages.counter;
  counter = rust polynx;
  # with registry and `-sys` crates, a git crate, a macro
  workspace = library: (library.buildRustWorkspace { src = ./buildRustWorkspace/workspace; }).packages;
  go = (polynx.buildGoWorkspace { src = ./buildGoWorkspace/workspace; }).packages;
  npm = (polynx.buildNpmWorkspace { src = ./buildNpmWorkspace/workspace; }).packages;
  pnpm = (polynx.buildPnpmWorkspace { src = ./buildPnpmWorkspace/workspace; }).packages;
  universal = listToAttrs (
    map
      (name: {
        inherit name;
        value = polynx.buildUniversalPackage {
          src = ./buildUniversalPackage + "/${name}";
          pname = name;
          version = "1";
          runtimeDeps = [ pkgs.bash ];
        };
      })
      [ "autotools" "cmake" "deno" "go" "make" "meson" "node" "python" "rust" ]
  );
  shared =
    language: src:
    polynx.createSharedDependencies {
      inherit language src;
    };

  repository = polynx.fromGraph { src = ./fromGraph/repository; };
  flake = import ../flake-outputs.nix {
    src = ./fromGraph/repository;
    nixpkgs.legacyPackages.${pkgs.stdenv.hostPlatform.system} = pkgs;
    systems = [ pkgs.stdenv.hostPlatform.system ];
  };
  # The repository's modules in a machine whose other options take anything
  machine = lib.evalModules {
    modules = [
      flake.nixosModules.default
      {
        options = listToAttrs (
          map (name: {
            inherit name;
            value = lib.mkOption {
              type = lib.types.attrsOf lib.types.anything;
              default = { };
            };
          }) [ "systemd" "users" "networking" ]
        )
        // {
          assertions = lib.mkOption {
            type = lib.types.listOf lib.types.anything;
            default = [ ];
          };
        };
        config._module.args.pkgs = pkgs;
        config.services.gen.enable = true;
      }
    ];
  };

  # Sets that lack what a function is for, such as valgrind, are told by its name.
  derivations = {
    inherit (go) api migrate worker;
    goAtproto = (polynx.buildGoAtprotoModule { src = ./buildGoWorkspace/vendored; services = [ "vendored" ]; }).packages.vendored;
    rust = counter;
    rustPackage = polynx.buildRustPackage { src = ./variants/rust; };
    npm = npm."@acme/web";
    npmPackage = polynx.buildNpmPackage { src = ./buildUniversalPackage/node; };
    pnpm = pnpm."@acme/app";
    curried = polynx.buildMultiLanguageProject {
      buildRustFn = polynx.buildRustAtprotoPackage;
      buildNodeFn = polynx.buildNodeAtprotoPackage;
      buildGoFn = polynx.buildGoAtprotoModule;
    } {
      src = ./calls/project;
      components = {
        backend = { language = "rust"; sourceRoot = "ledger"; };
        frontend = { language = "nodejs"; sourceRoot = "site"; };
        worker = { language = "go"; sourceRoot = "queue"; services = [ "drain" ]; };
      };
    };
    linked = polynx.buildRustPackage {
      src = ./buildRustPackage/linked;
      nativeBuildInputs = [ pkgs.cmake ];
      preBuild = "true";
    };
    contentAddressed = rust (import ../. { inherit pkgs; contentAddressed = true; });
    deno = polynx.buildDenoApp { src = ./buildDenoApp/app; };
    ffi = polynx.buildRustFfi {
      src = ./buildRustFfi/adder;
      crate = "adder";
      header = "include/adder.h";
    };
    pythonC = polynx.buildPythonExtension { src = ./buildPythonExtension/c; pname = "quick"; };
    pythonRust = polynx.buildPythonExtension { src = ./buildPythonExtension/rust; pname = "fast"; crate = "fast"; };
    project = polynx.buildMultiLanguageProject {
      src = ./buildMultiLanguageProject/project;
      coordinationStrategy = "orchestrated";
      components = {
        store = {
          language = "rust";
          sourceRoot = "store";
          autoStart = true;
        };
        gateway = {
          language = "go";
          sourceRoot = "gateway";
          dependencies = [ "store" ];
        };
        page = {
          language = "node";
          sourceRoot = "page";
        };
        shout = {
          language = "deno";
          sourceRoot = "shout";
        };
      };
    };
    interfaces = polynx.validateCrossLanguageInterfaces {
      components = [ "api" ];
      interfaceSpecs = { };
    };
    sharedRust = shared "rust" ./variants/rust;
    sharedGo = shared "go" ./buildUniversalPackage/go;
    sharedNode = shared "node" ./buildNpmWorkspace/workspace;
    sharedDeno = shared "deno" ./buildDenoApp/app;

    lto = polynx.lto { package = counter; };
    ltoC = polynx.lto { package = universal.make.unwrapped; march = "x86-64-v2"; };
    pgoC = polynx.pgo { package = universal.make.unwrapped; train = "true"; };
    debugC = polynx.debug { package = universal.make.unwrapped; sanitizer = [ "address" "undefined" ]; };
    debug = polynx.debug { package = counter; };
    debugGo = polynx.debug { package = go.migrate; };
    static = polynx.static { package = counter; };
    staticGo = polynx.static { package = go.migrate; };
    pgo = polynx.pgo {
      package = counter;
      profile = ./variants/rust/Cargo.lock;
    };
    pgoTrained = polynx.pgo {
      package = counter;
      train = "counter 10";
      llvm = pkgs.bash;
    };
    patched = polynx.autoPatchelf {
      package = go.migrate;
      libraries = [ pkgs.zlib ];
    };

    image = polynx.layeredImage { package = go.migrate; };
    imageOfContents = polynx.layeredImage { name = "tools"; contents = [ pkgs.bash ]; extraCommands = "mkdir data"; config.Cmd = [ "/bin/bash" ]; };
    environment = polynx.buildEnvironmentImage { tools = [ pkgs.bash ]; };
    weight = polynx.monitorBuildPerformance { component = go.migrate; };

    service = pkgs.writeText "start" machine.config.systemd.services.gen.serviceConfig.ExecStart;
    shell = repository.devShells.default;
    formatter = repository.formatter;
    tests = flake.legacyPackages.${pkgs.stdenv.hostPlatform.system}.tests;
    overlaid = (flake.overlays.default (pkgs // { polynx = { }; }) { }).polynx.gen;
  }
  // optional (pkgs ? yarn) { yarn = (polynx.buildYarnWorkspace { src = ./buildYarnWorkspace/classic; }).packages."@acme/app"; }
  // optional (pkgs ? yarn-berry) { yarnBerry = (polynx.buildYarnWorkspace { src = ./buildYarnWorkspace/berry; }).packages."@acme/app"; }
  // optional (pkgs ? bun) { bun = (polynx.buildBunWorkspace { src = ./buildBunWorkspace/workspace; }).packages."@acme/app"; }
  // optional (pkgs ? gdb) { gdb = (polynx.debug { package = counter; }).gdb; }
  // optional (pkgs ? valgrind) { valgrind = (polynx.debug { package = counter; }).valgrind; }
  // optional (pkgs ? sccache) { cached = polynx.compilerCache { package = counter; folder = "/tmp"; }; }
  // optional (pkgs ? ccache) { cachedC = polynx.compilerCache { package = universal.make.unwrapped; folder = "/tmp"; }; }
  // prefixed "universal" universal
  // prefixed "workspace" (workspace polynx)
  // prefixed "flake" flake.checks.${pkgs.stdenv.hostPlatform.system}
  // optional (given ? craneLib) (
    {
      crane = rust withCrane;
      craneDebug = polynx.debug { package = rust withCrane; };
      craneOther =
        (withCrane.buildRustWorkspace {
          src = ./variants/rust;
          toolchain = [ pkgs.rustc ];
        }).packages.counter;
    }
    // prefixed "crane" (workspace withCrane)
  );
in
mapAttrs (_: one: one.drvPath) derivations
