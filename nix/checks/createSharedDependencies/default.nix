# The same derivation that the builders use, so that it is built once; for Deno a folder that deno reads.
{ pkgs, polynx, expect, ... }:
let
  shared = language: src: polynx.createSharedDependencies { inherit language src; pname = "shared"; };
  node = shared "node" ../buildNpmWorkspace/workspace;
  deno = shared "deno" ../buildDenoApp/app;
in
{
  isThatOfTheBuilder = expect "node_modules of the builder" node.drvPath
    (polynx.buildNpmWorkspace { src = ../buildNpmWorkspace/workspace; pname = "shared"; }).packages."@acme/web".dependencies.drvPath;
  rust = expect "compiled crates of the builder" (shared "rust" ../buildUniversalPackage/rust).drvPath
    (polynx.buildRustWorkspace { src = ../buildUniversalPackage/rust; pname = "shared"; }).dependencies.drvPath;
  go = shared "go" ../buildUniversalPackage/go;
  contents = pkgs.runCommand "shared-dependencies" { } ''
    test -e ${node}/node_modules/ms/package.json
    test -e ${deno}/npm/ms/-/ms-2.1.3.tgz
    test -d ${deno}/deno/remote/https/jsr.io
    echo ok > $out
  '';
  nodejs = expect "nodejs is node, and npmDepsHash changes nothing" (polynx.createSharedDependencies {
    language = "nodejs";
    src = ../buildNpmWorkspace/workspace;
    pname = "shared";
    npmDepsHash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
  }).drvPath node.drvPath;
  unknown = expect "an unknown language" (builtins.tryEval (shared "cobol" ./.).drvPath).success false;
}
