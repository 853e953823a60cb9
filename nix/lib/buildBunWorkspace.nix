# The packages of a bun workspace, or a single package, from bun.lock.
{ pkgs, internal, ... }:
let
  inherit (internal.util) optionalString quote quoteAll;
in
internal.node.define "buildBunWorkspace" {
  lockFile = "bun.lock";
  settings = [ "bunfig.toml" ];
  folders = [ "patches" ];
  readLock = internal.node.bunLock;
  toolchain = [
    pkgs.nodejs
    (pkgs.bun or (throw "buildBunWorkspace: pkgs has no bun; name the tools by toolchain"))
  ];
  install = scripts: { production, ... }: ''
    export BUN_INSTALL_CACHE_DIR=$NIX_BUILD_TOP/bun-cache
    # addresses of other registries: all is served by one here
    sed -i -E 's|(": \["[^"]+", ")https?://[^"]*"|\1"|' bun.lock
    bun install --frozen-lockfile --ignore-scripts --no-progress --backend=copyfile --registry=$npm_config_registry ${optionalString production "--production"}
    ${optionalString (scripts != [ ]) "npm rebuild ${quoteAll scripts}"}
  '';
  runBuild = dir: script: "( cd ${quote dir}; bun run ${script} )";
}
