# A workspace installed by bun: a library that is built, a program that uses it, a catalog, a patched package, one for macOS alone; from bun.lock alone.
{ pkgs, polynx, expect, ... }:
let
  scope = {
    inherit pkgs polynx;
    internal = import ../../internal scope;
  };
  locked = scope.internal.node.bunLock "check" (builtins.toFile "bun.lock" ''
    {
      "lockfileVersion": 1,
      "packages": {
        "@scope/a": ["@scope/a@1.2.3", "", { "dependencies": { "b": "^1.0.0" }, "os": "darwin" }, "sha512-AAA="],

        "b": ["b@1.0.0", "https://packages.example.com/b/-/b-1.0.0.tgz", {}, "sha512-BBB="],

        "app": ["app@workspace:apps/app"],
      },
    }
  '');
  inherit (polynx.buildBunWorkspace { src = ./workspace; pname = "acme"; }) packages;
in
{
  entries = expect "entries of bun.lock, which has commas at the ends of lists" (map (one: [ one.name one.version one.url one.os ]) locked) [
    [ "@scope/a" "1.2.3" null [ "darwin" ] ]
    [ "b" "1.0.0" "https://packages.example.com/b/-/b-1.0.0.tgz" [ ] ]
  ];
  app = packages."@acme/app";
  run = pkgs.runCommand "a-bun-workspace-runs" { } ''
    ${packages."@acme/app"}/bin/app | tee $out | grep -x 'a day 86400000 true'
    # with the patches of the repository
    grep -x '// patched' $(find -L ${packages."@acme/app".dependencies} -path '*/ms/index.js' -print -quit)
  '';
}
