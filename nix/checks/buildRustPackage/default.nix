# A crate of its own, pinned sources, and the table of native libraries. The lock of ./native names a crate that does not exist: it is only read.
{
  pkgs,
  polynx,
  expect,
  ...
}:
let
  counter = polynx.buildRustPackage {
    src = ../variants/rust;
    env.GREETING = "hello";
    description = "Counts";
    patches = [ ./patches/say.patch ];
    cargoExtraArgs = [
      "--config"
      "profile.release.debug-assertions=true"
    ];
    buildInputs = [ pkgs.sqlite ];
    nativeBuildInputs = [ pkgs.pkg-config ];
    mainProgram = "counter";
  };
  pinned = more: polynx.buildRustWorkspace { src = { url = "https://git.polynx.test/pinned"; } // more; };
  rev = "ff90e5cbeeddcc4d8e56a3134c9173cf0f8e35d8";
  hash = "sha256-xf6nrBebHH0gfNrSIcSF0DJJVPpZH1Z/zQF3nyZJ0mc=";
  fails = f: !(builtins.tryEval (builtins.deepSeq f f)).success;
  # a C library of the same source, built by a hook before the crate that links it
  linked = polynx.buildRustPackage {
    src = ./linked;
    nativeBuildInputs = [ pkgs.cmake ];
    extraFiles = [ "sum" ];
    preBuild = ''
      cmake -S sum -B sum-build -DCMAKE_INSTALL_PREFIX=$out
      cmake --build sum-build --target install
      export SUM=$out/lib
    '';
    postInstall = "echo later > $out/note";
    postFixup = "echo fixed >> $out/note";
  };
  native = library: library.buildRustPackage { src = ./native; };
  withRow = import ../.. {
    inherit pkgs;
    nativeLibraries.crates.frobnicate-sys = {
      buildInputs = p: [ p.sqlite ];
      env = _: { FROBNICATE = "system"; };
    };
  };
in
{
  inherit counter;
  run = pkgs.runCommand "rust-package-runs" { } "${counter}/bin/counter 4 | tee $out | grep -x 'hello true'";
  fromGit =
    (pinned {
      inherit rev hash;
    }).packages.pinned;
  inherit linked;
  linkedRuns = pkgs.runCommand "a-crate-that-links-a-c-library-built-by-a-hook" { } ''
    ${linked}/bin/linked | tee $out | grep -x 42
    ls ${linked}/lib/libsum.a
    test "$(cat ${linked}/note)" = "later
    fixed"
  '';
  hooks = expect "hooks of a member, a program, a package and of Deno" (map (one: one.preBuild) [
    (polynx.buildRustWorkspace { src = ../variants/rust; memberConfigs.counter.preBuild = "rust"; }).packages.counter
    (polynx.buildGoWorkspace { src = ../buildUniversalPackage/go; serviceConfigs.hello-go.preBuild = "go"; }).packages.hello-go
    (polynx.buildNpmPackage { src = ../buildUniversalPackage/node; preBuild = "node"; })
    (polynx.buildDenoApp { src = ../buildDenoApp/plain; pname = "plain"; preBuild = "deno"; })
    (polynx.buildUniversalPackage { src = ../variants/c; pname = "crunch"; preBuild = "make"; })
  ]) [ "rust" "go" "node" "deno" "make" ];
  named = expect "name and version that are given" (map (one: [ one.pname one.version ]) [
    (polynx.buildRustPackage { src = ../variants/rust; pname = "tally"; version = "9"; })
    (polynx.buildNpmPackage { src = ../buildUniversalPackage/node; pname = "tally"; version = "9"; })
  ]) [ [ "tally" "9" ] [ "tally" "9" ] ];
  described = expect "description" counter.meta.description "Counts";
  withoutRev = expect "a pinned source without a commit" (fails (pinned { inherit hash; }).memberNames) true;
  withoutHash = expect "a pinned source without a hash" (fails (pinned { inherit rev; }).memberNames) true;
  wrongHash = expect "no source at all" (fails (polynx.buildRustWorkspace { src = { }; }).memberNames) true;
  unknownLibrary = expect "an unknown -sys crate" (native polynx).nativeLibraries.unknown [ "frobnicate-sys" ];
  knownLibrary = expect "a row of the user's" (native withRow).nativeLibraries.unknown [ ];
  usedLibrary = expect "its environment" (native withRow).env.FROBNICATE or (native withRow).FROBNICATE "system";
}
