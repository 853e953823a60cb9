# What a caller gets wrong is refused, and not taken for something else or for nothing.
{ pkgs, polynx, expect, ... }:
let
  inherit (builtins) attrNames deepSeq filter tryEval;
  rust = more: (polynx.buildRustWorkspace ({ src = ../buildRustWorkspace/workspace; } // more)).memberNames;
  api = more: (polynx.buildRustPackage ({ src = ../buildUniversalPackage/rust; } // more)).drvPath;
  withRows =
    nativeLibraries:
    ((import ../../. { inherit pkgs nativeLibraries; }).buildRustPackage { src = ../buildUniversalPackage/rust; }).drvPath;
  wrong = {
    misspelt = api { feature = [ ]; };
    textForList = api { features = "tls"; };
    listForSet = api { env = [ "A=1" ]; };
    textForTruth = api { doCheck = "no"; };
    argumentTextForList = rust { members = "core"; memberConfigs = [ ]; };
    componentTextForList =
      (polynx.buildMultiLanguageProject {
        src = ../buildUniversalPackage;
        components.a = { language = "rust"; sourceRoot = "rust"; dependencies = "b"; };
      }).drvPath;
    pathInQuotes = (polynx.buildRustPackage { src = "./rust"; }).drvPath;
    compilerTooOld = (polynx.buildRustPackage { src = builtins.path { name = "new"; path = ./new; }; }).drvPath;
    noModule = (polynx.buildGoWorkspace { src = ../buildUniversalPackage/empty; }).serviceNames;
    noManifest = (polynx.buildNpmPackage { src = ../buildUniversalPackage/empty; }).drvPath;
    noGraph = (polynx.fromGraph { src = ../buildUniversalPackage/empty; }).packages;
    misspeltTable = withRows { crate.foo-sys = { }; };
    misspeltRow = withRows { crates.foo-sys.buildInput = _: [ ]; };
  };
  accepted = filter (name: (tryEval (deepSeq wrong.${name} null)).success) (attrNames wrong);
  port =
    ports:
    (polynx.layeredImage {
      package = pkgs.bash // { meta.mainProgram = "bash"; };
      name = "ports";
      inherit ports;
    }).drvPath;
in
{
  refused = expect "what is accepted all the same" accepted [ ];
  right = expect "what is right" (tryEval (api { features = [ ]; doCheck = false; env.A = "1"; }) ).success true;
  ownRow = expect "a row of one's own" (tryEval (withRows { crates.foo-sys.buildInputs = [ pkgs.bash ]; })).success true;
  port = expect "a port that is a number" (port [ 8080 ]) (port [ "8080/tcp" ]);
}
