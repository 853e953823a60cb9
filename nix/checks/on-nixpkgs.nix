# The packages of the checks, evaluated on a real set of packages: their derivations' paths, with nothing built.
#
#   NIX_CHECK_PKGS=/path/of/pkgs.nix nix-instantiate --eval --strict --json --option allow-import-from-derivation false nix/checks/on-nixpkgs.nix
#
# pkgs.nix gives the set, or { pkgs, craneLib }.
let
  file = builtins.getEnv "NIX_CHECK_PKGS";
  given = if file == "" then throw "NIX_CHECK_PKGS names no set of packages" else import (/. + file);
  pkgs = given.pkgs or given;
  polynx = import ../. { inherit pkgs; };
  withCrane = import ../. {
    inherit pkgs;
    inherit (given) craneLib;
  };
  rust = library: (library.buildRustWorkspace { src = ./variants/rust; }).packages.counter;
  sys = (polynx.buildRustWorkspace { src = ./buildPythonExtension/rust; }).packages.fast;
  go = (polynx.buildGoWorkspace { src = ./buildGoWorkspace/workspace; }).packages;
  npm = (polynx.buildNpmWorkspace { src = ./buildNpmWorkspace/workspace; }).packages;
  pnpm = (polynx.buildPnpmWorkspace { src = ./buildPnpmWorkspace/workspace; }).packages;
  universal =
    name:
    polynx.buildUniversalPackage {
      src = ./buildUniversalPackage + "/${name}";
      pname = name;
      version = "1";
    };
  counter = rust polynx;
  derivations = {
    rust = counter;
    rustLibrary = sys;
    inherit (go) api migrate worker;
    web = npm."@acme/web";
    pnpm = pnpm."@acme/app";
    deno = polynx.buildDenoApp { src = ./buildDenoApp/app; };
    python = universal "python";
    cmake = universal "cmake";
    autotools = universal "autotools";
    make = universal "make";
    lto = polynx.lto { package = counter; };
    debug = polynx.debug { package = counter; };
    static = polynx.static { package = counter; };
    ffi = polynx.buildRustFfi {
      src = ./buildRustFfi/adder;
      crate = "adder";
      header = "include/adder.h";
    };
    image = polynx.layeredImage { package = go.migrate; };
    environment = polynx.buildEnvironmentImage { tools = [ pkgs.bash ]; };
    weight = polynx.monitorBuildPerformance { component = go.migrate; };
    project = polynx.buildMultiLanguageProject {
      src = ./buildMultiLanguageProject/project;
      coordinationStrategy = "orchestrated";
      components.store = {
        language = "rust";
        sourceRoot = "store";
        autoStart = true;
      };
    };
    interfaces = polynx.validateCrossLanguageInterfaces {
      components = [ "api" ];
      interfaceSpecs = { };
    };
  }
  // (if given ? craneLib then { crane = rust withCrane; } else { });
in
builtins.mapAttrs (_: one: one.drvPath) derivations
