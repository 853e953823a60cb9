# A workspace compiled by crane itself, where prepare.mjs could get its source; elsewhere by a stand-in with the functions of crane that the library
# calls: https://crane.dev/API.html
{
  pkgs,
  polynx,
  expect,
  settings,
  ...
}:
let
  isReal = (settings.crane or null) != null;
  real = import ./packages.nix {
    inherit pkgs polynx;
    lib = import (/. + settings.nixpkgsLib + "/lib");
  } (/. + settings.crane);
  craneLib = if isReal then real else import ./stand-in.nix { inherit pkgs; };
  withCrane = import ../.. { inherit pkgs craneLib; };
  workspace = withCrane.buildRustWorkspace {
    src = ../calls/crates;
    memberConfigs = {
      api = {
        env.GREETING = "hello";
        postInstall = "echo by crane > $out/note";
      };
      jobs.doCheck = false;
    };
  };
  # registry crates, a crate of git, `-sys` crates, a macro; programs of crane itself are compiled for it
  whole =
    (withCrane.buildRustWorkspace {
      src = ../buildRustWorkspace/workspace;
      memberConfigs.acme-db.doCheck = false;
    }).packages;
  programs = if isReal then "${whole.acme-cli}/bin/acme-cli | grep 42" else "true";
in
{
  api = workspace.packages.api;
  run = pkgs.runCommand "a-workspace-built-by-crane" { } ''
    test "$(${workspace.packages.api}/bin/api)" = 'kept hello'
    test "$(cat ${workspace.packages.api}/note)" = 'by crane'
    ${workspace.packages.jobs}/bin/jobs | tee $out
    ${programs}
  '';
  toolchain = expect "another compiler reaches crane" (builtins.elem pkgs.bash (withCrane.buildRustPackage {
    src = ../variants/rust;
    toolchain = [ pkgs.bash ];
  }).nativeBuildInputs) true;
}
