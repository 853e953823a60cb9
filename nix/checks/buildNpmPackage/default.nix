# A package of its own; what is said instead of its build script; which libraries a package that compiles brings.
{ pkgs, polynx, expect, ... }:
let
  inherit (builtins) map;
  hello = polynx.buildNpmPackage {
    src = ../buildUniversalPackage/node;
    description = "Says hello";
    env.WHOM = "you";
    buildPhase = "echo \"console.log('built for $WHOM')\" > built.js";
    output = [ "built.js" ];
  };
  compiling = (polynx.buildNpmWorkspace {
    src = ../buildNpmWorkspace/workspace;
    installScripts = [ "better-sqlite3" ];
  }).modules;
in
{
  inherit hello;
  run = pkgs.runCommand "npm-package-runs" { nativeBuildInputs = [ pkgs.nodejs ]; } ''
    node $(find ${hello}/lib/node_modules -name built.js) | tee $out | grep -x 'built for you'
    test "$(find ${hello}/lib/node_modules -name index.js)" = ""
  '';
  described = expect "its description" hello.meta.description "Says hello";
  libraries = expect "what better-sqlite3 brings" [ compiling.buildInputs (map (tool: builtins.elem tool compiling.nativeBuildInputs) [ pkgs.python3 pkgs.pkg-config ]) ] [
    [ pkgs.sqlite ]
    [ true true ]
  ];
}
