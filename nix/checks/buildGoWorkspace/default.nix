# go.work with a library that one service requires, a third-party module, a second program under cmd/, cgo with a pkg-config line, ldflags; vendor/.
{
  pkgs,
  polynx,
  expect,
  ...
}:
let
  src = ./workspace;
  build =
    src:
    polynx.buildGoWorkspace {
      inherit src;
      pname = "acme";
      serviceConfigs.api = {
        ldflags = [ "-X main.version=1.2.3" ];
        description = "Greets";
      };
      serviceConfigs.migrate = {
        tags = [ "twice" ];
        env.GOAMD64 = "v2";
      };
      # a program that lies elsewhere than where they are looked for
      serviceConfigs.other.path = "api/cmd/migrate";
    };
  workspace = build src;
  inherit (workspace) packages;
  without =
    file:
    (build (
      builtins.path {
        name = "edited";
        path = src;
        filter = path: _: path != toString src + "/${file}";
      }
    )).packages;
  same = edited: name: edited.${name}.drvPath == (without "nothing").${name}.drvPath;
  afterText = without "lib/text/README.md";
  vendored = polynx.buildGoAtprotoModule {
    src = ./vendored;
    services = [ "vendored" ];
  };
  fails = f: !(builtins.tryEval (builtins.seq f f)).success;
in
{
  inherit (packages) api migrate other worker;
  run = pkgs.runCommand "go-workspace-runs" { nativeBuildInputs = [ pkgs.go ]; } ''
    test "$(${packages.api}/bin/api)" = 'hello 1.2.3 6ba7b810-9dad-11d1-80b4-00c04fd430c8'
    test "$(${packages.migrate}/bin/migrate)" = 'migrated 2'
    test "$(${packages.other}/bin/other)" = 'migrated 1'
    go version -m ${packages.migrate}/bin/migrate | grep GOAMD64=v2
    ${packages.worker}/bin/worker | grep '^sqlite 3'
    ${vendored.packages.vendored}/bin/vendored | tee $out | grep 'from vendor'
  '';
  names = expect "programs found" workspace.serviceNames [
    "api"
    "migrate"
    "worker"
    "other"
  ];
  touch = expect "services that an edit of lib/text leaves alone" (builtins.filter (same afterText) (builtins.attrNames afterText)) [ "worker" ];
  misspelt = expect "a service that there is not" (fails (
    polynx.buildGoWorkspace {
      inherit src;
      services = [ "apo" ];
    }
  ).packages) true;
  twoOfOneName = expect "a program whose name is another's too" (fails
    (polynx.buildGoWorkspace {
      src = ./twins;
    }).packages.server.drvPath
  ) true;
  stale = expect "no generated lock for go.sum" (fails
    (polynx.buildGoWorkspace {
      inherit src;
      locks = ./vendored;
    }).packages.api.drvPath
  ) true;
}
