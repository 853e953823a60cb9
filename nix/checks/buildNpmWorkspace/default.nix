# A library with a third-party dependency, and a program that is built with the library's result; a lock without `resolved`, with a tarball and a folder of the repository, and with
# a package for macOS alone, which is not to be had.
{
  pkgs,
  polynx,
  expect,
  ...
}:
let
  build =
    src:
    polynx.buildNpmWorkspace {
      inherit src;
      pname = "acme";
      workspaceConfigs."@acme/web".doCheck = true;
    };
  inherit (build ./workspace) packages;
  edited =
    (build (
      builtins.path {
        name = "edited";
        path = ./workspace;
        filter = path: _: baseNameOf path != "main.test.js";
      }
    )).packages;
in
{
  lib = packages."@acme/lib";
  web = packages."@acme/web";
  run = pkgs.runCommand "npm-workspace-runs" { } ''
    ${packages."@acme/web"}/bin/acme-web | tee $out
    grep -x 'a day 86400000' $out
    grep -x 'odd false' $out
    grep -x 'Hello, you' $out
    grep -x 'a word' $out
    # what is not in the manifest's files is no result
    test "$(ls ${packages."@acme/web"}/lib/node_modules/@acme/web | tr '\n' ' ')" = 'dist package.json '
  '';
  touch = expect "an edit of web and the library" (edited."@acme/lib".drvPath == (build (builtins.path { name = "edited"; path = ./workspace; })).packages."@acme/lib".drvPath) true;
  withoutTarball = expect "a tarball that git does not know" (builtins.tryEval (build (
    builtins.path {
      name = "without-tarball";
      path = ./workspace;
      filter = path: _: baseNameOf path != "greet-1.0.0.tgz";
    }
  )).modules.drvPath).success false;
  misspelt = expect "a package that there is not" (builtins.tryEval (polynx.buildNpmWorkspace {
    src = ./workspace;
    workspaces = [ "@acme/wob" ];
  })).success false;
}
