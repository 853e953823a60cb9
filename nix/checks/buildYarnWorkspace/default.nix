# One workspace installed by yarn 1 and by yarn 4: a library that is built, and a program that uses it; from the lock alone.
{
  pkgs,
  polynx,
  expect,
  ...
}:
let
  build = src: (polynx.buildYarnWorkspace { inherit src; pname = "acme"; }).packages;
  classic = build ./classic;
  berry = build ./berry;
  alone = polynx.buildNpmPackage {
    src = ./classic;
    package = "@acme/app";
  };
  # -- locks, read alone
  scope = {
    inherit pkgs polynx;
    internal = import ../../internal scope;
  };
  inherit (scope.internal) node;
  told = map (one: "${one.name} ${one.version}${if one.os == [ ] then "" else " on ${toString one.os}"}");
  classicLock = text: node.yarnClassicLock "check" (builtins.toFile "yarn.lock" text);
  berryLock = text: node.yarnBerryLock "check" (builtins.toFile "yarn.lock" text);
  ofClassic = classicLock ''
    # yarn lockfile v1


    "@scope/a@^1.0.0", "@scope/a@~1.2.0":
      version "1.2.3"
      resolved "https://packages.example.com/npm/mirror/@scope/a/-/a-1.2.3.tgz#574c8138ce1d2b5861f0b44579dbadd60c6615b2"

    other@npm:ms@^2.1.3:
      version "2.1.3"
      resolved "https://packages.example.com/ms/-/ms-2.1.3.tgz#574c8138ce1d2b5861f0b44579dbadd60c6615b2"
      integrity sha512-6FlzubTLZG3J2a/NVCAleEhjzq5oxgHyaCU9yYXvcLsvoVaHJq/s5xXI6/XXP6tz7R9xAOtHnSO/tXtF3WRTlA==
      dependencies:
        "@scope/a" "^1.0.0"

    "local@file:./vendor/local-1.0.0.tgz":
      version "1.0.0"
      resolved "file:./vendor/local-1.0.0.tgz#574c8138ce1d2b5861f0b44579dbadd60c6615b2"
  '';
  checksum = builtins.hashString "sha512" "";
  ofBerry = berryLock ''
    __metadata:
      version: 8
      cacheKey: 10c0

    "@scope/a@npm:^1.0.0, @scope/a@npm:~1.2.0":
      version: 1.2.3
      resolution: "@scope/a@npm:1.2.3"
      checksum: 10c0/${checksum}
      linkType: hard

    "b@npm:^1.0.0":
      version: 1.0.0
      resolution: "b@npm:1.0.0"
      checksum: 10/${checksum}
      conditions: os=darwin & cpu=(arm64 | x64)
      linkType: hard

    "c@npm:^2.0.0":
      version: 2.0.0
      resolution: "c@npm:2.0.0::__archiveUrl=https%3A%2F%2Fpackages.example.com%2Fdownload%2F%40c%2Fc-2.0.0.tgz"
      checksum: 10c0/${checksum}
      linkType: hard

    "b@patch:b@npm%3A^1.0.0#optional!builtin<compat/b>":
      version: 1.0.0
      resolution: "b@patch:b@npm%3A1.0.0#optional!builtin<compat/b>::version=1.0.0&hash=df0bf1"
      linkType: hard

    "root@workspace:.":
      version: 0.0.0-use.local
      resolution: "root@workspace:."
      linkType: soft
  '';
  fails = f: !(builtins.tryEval f).success;
in
{
  classic = classic."@acme/app";
  berry = berry."@acme/app";
  run = pkgs.runCommand "yarn-workspaces-run" { } ''
    for app in ${classic."@acme/app"} ${berry."@acme/app"}; do $app/bin/app | tee $out | grep -x 'a day 86400000 true'; done
    test "$(ls ${berry."@acme/text"}/lib/node_modules/@acme/text)" = "$(ls ${classic."@acme/text"}/lib/node_modules/@acme/text)"
  '';
  byTheLock = expect "the builder that the lock asks for" alone.dependencies.drvPath (polynx.buildYarnWorkspace {
    src = ./classic;
    pname = "@acme/app";
  }).modules.drvPath;
  classicEntries = expect "entries of a lock of yarn 1: scopes, registries below a path, other names, tarballs of the repository" [ (told ofClassic) (map (one: one.file) ofClassic) ] [
    [ "@scope/a 1.2.3" "ms 2.1.3" "local 1.0.0" ]
    [ null null "vendor/local-1.0.0.tgz" ]
  ];
  berryEntries = expect "entries of a lock of yarn 4: platforms, levels of compression, no patches, no members" [ (told ofBerry) (map (one: one.cacheKey) ofBerry) (map (one: one.cpu) ofBerry) ] [
    [ "@scope/a 1.2.3" "b 1.0.0 on darwin" "c 2.0.0" ]
    [ "10c0" "10" "10c0" ]
    [ [ ] [ "arm64" "x64" ] [ ] ]
  ];
  archiveUrl = expect "a tarball that lies elsewhere" (map (one: one.url) ofBerry) [ null null "https://packages.example.com/download/@c/c-2.0.0.tgz" ];
  refusedLocks = expect "locks that are refused: of git, and without a checksum" (map (entries: fails (builtins.deepSeq entries entries)) [
    (classicLock ''
      a@git+https://example.com/a.git:
        version "1.0.0"
        resolved "git+https://example.com/a.git#574c8138ce1d2b5861f0b44579dbadd60c6615b2"
    '')
    (berryLock ''
      "a@npm:^1.0.0":
        version: 1.0.0
        resolution: "a@npm:1.0.0"
    '')
  ]) [ true true ];
  noLock = expect "a workspace without yarn.lock" (fails (build ../buildNpmWorkspace/workspace)."@acme/lib".drvPath) true;
}
