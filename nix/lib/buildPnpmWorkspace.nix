# The packages of a pnpm workspace, or a single package, from pnpm-lock.yaml; catalogs are pnpm's own affair and work.
{ pkgs, internal, ... }:
let
  inherit (internal.util) optionalString quote quoteAll;
in
internal.node.define "buildPnpmWorkspace" {
  lockFile = "pnpm-lock.yaml";
  # where `pnpm patch-commit` puts them
  folders = [ "patches" ];
  readLock = internal.node.pnpmLock;
  toolchain = [
    pkgs.nodejs
    pkgs.pnpm
  ];
  install = scripts: { production, ... }: ''
    # the pnpm that is here, whatever packageManager says: another could not be fetched
    export npm_config_manage_package_manager_versions=false npm_config_store_dir=$NIX_BUILD_TOP/pnpm-store npm_config_package_import_method=copy
    pnpm install --frozen-lockfile --ignore-scripts --registry $npm_config_registry ${optionalString production "--prod"}
    ${optionalString (scripts != [ ]) "pnpm rebuild ${quoteAll scripts}"}
  '';
  runBuild = dir: script: "( cd ${quote dir}; npm_config_manage_package_manager_versions=false npm_config_verify_deps_before_run=false pnpm run ${script} )";
}
