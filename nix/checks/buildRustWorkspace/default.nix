# Registry crates, a git crate whose workspace it inherits from, `-sys` crates, renamed and inherited dependencies, build.rs, a proc macro,
# a custom profile, features.
{
  pkgs,
  polynx,
  expect,
  ...
}:
let
  src = ./workspace;
  workspace = polynx.buildRustWorkspace {
    inherit src;
    pname = "acme";
    memberConfigs = {
      acme-cli = {
        features = [ "loud" ];
        profile = "small";
      };
      acme-core.doCheck = true;
      acme-db.doCheck = false;
    };
  };
  inherit (workspace) packages;
  # the same workspace after somebody touched `file`
  without =
    file:
    (polynx.buildRustWorkspace {
      pname = "acme";
      src = builtins.path {
        name = "edited";
        path = src;
        filter = path: _: path != toString src + "/${file}";
      };
      memberConfigs.acme-db.doCheck = false;
    }).packages;
  same = edited: name: edited.${name}.drvPath == (without "nothing").${name}.drvPath;
  afterText = without "crates/text/README.md";
  afterDb = without "apps/db/README.md";
  reported = f: builtins.tryEval f;
in
{
  inherit (workspace) dependencies;
  inherit (packages)
    acme-cli
    acme-core
    acme-db
    ;
  run = pkgs.runCommand "rust-workspace-runs" { } ''
    test "$(${packages.acme-cli}/bin/acme-cli)" = '42!'
    test "$(${packages.acme-cli}/bin/extra)" = extra
    ${packages.acme-db}/bin/acme-db | tee $out
    grep -q 'sqlite 3.* openssl 3' $out
    # the dependencies' code is not kept alive by what was compiled from it
    not grep -qa cargo-vendor ${packages.acme-cli}/bin/acme-cli
  '';
  closures = expect "closure of acme-cli" (builtins.sort builtins.lessThan packages.acme-cli.closure) [
    "acme-cli"
    "acme-core"
    "acme-macros"
    "acme-text"
  ];
  noClosure = expect "closure of acme-db" packages.acme-db.closure [ "acme-db" ];
  inheritedVersion = expect "version of acme-cli" packages.acme-cli.version "0.4.0";
  touchText = expect "members that an edit of acme-text leaves alone" (builtins.filter (same afterText) (builtins.attrNames afterText)) [
    "acme-db"
    "acme-macros"
  ];
  touchDb = expect "members that an edit of acme-db leaves alone" (builtins.filter (same afterDb) (builtins.attrNames afterDb)) [
    "acme-cli"
    "acme-core"
    "acme-macros"
    "acme-text"
  ];
  misspeltMember =
    expect "memberConfigs of no member" (reported (polynx.buildRustWorkspace {
      inherit src;
      memberConfigs.acme-clu = { };
    })).success
      false;
  misspeltArgument =
    expect "a misspelt argument" (reported (polynx.buildRustWorkspace {
      inherit src;
      memberConfig = { };
    })).success
      false;
}
