# A catalog, a workspace: dependency, a tarball and folders of the repository, a package for macOS alone, and the lock read by builtins alone.
{ pkgs, polynx, ... }:
let
  inherit (polynx.buildPnpmWorkspace { src = ./workspace; pname = "acme"; }) packages;
in
{
  app = packages."@acme/app";
  run = pkgs.runCommand "pnpm-workspace-runs" { } "${packages."@acme/app"}/bin/app > $out; grep -x odd $out; grep -x 'Hello, you' $out";
}
