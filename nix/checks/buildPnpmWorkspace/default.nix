# A catalog, a workspace: dependency, and the lock read by builtins alone.
{ pkgs, polynx, ... }:
let
  inherit (polynx.buildPnpmWorkspace { src = ./workspace; pname = "acme"; }) packages;
in
{
  app = packages."@acme/app";
  run = pkgs.runCommand "pnpm-workspace-runs" { } "${packages."@acme/app"}/bin/app | tee $out | grep -x odd";
}
