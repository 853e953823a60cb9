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
  described = expect "description" counter.meta.description "Counts";
  withoutRev = expect "a pinned source without a commit" (fails (pinned { inherit hash; }).memberNames) true;
  withoutHash = expect "a pinned source without a hash" (fails (pinned { inherit rev; }).memberNames) true;
  wrongHash = expect "no source at all" (fails (polynx.buildRustWorkspace { src = { }; }).memberNames) true;
  unknownLibrary = expect "an unknown -sys crate" (native polynx).nativeLibraries.unknown [ "frobnicate-sys" ];
  knownLibrary = expect "a row of the user's" (native withRow).nativeLibraries.unknown [ ];
  usedLibrary = expect "its environment" (native withRow).env.FROBNICATE or (native withRow).FROBNICATE "system";
}
