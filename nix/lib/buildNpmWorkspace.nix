# The packages of a npm workspace, or a single package, from package-lock.json.
{ pkgs, internal, ... }:
let
  inherit (internal.util) optionalString quote quoteAll;
in
internal.node.define "buildNpmWorkspace" {
  lockFile = "package-lock.json";
  readLock = internal.node.npmLock;
  toolchain = [ pkgs.nodejs ];
  # Scripts of third-party packages run only where they are named.
  install = scripts: production: ''
    npm ci --ignore-scripts --replace-registry-host=always ${optionalString production "--omit=dev"}
    ${optionalString (scripts != [ ]) "npm rebuild ${quoteAll scripts}"}
  '';
  runBuild = dir: script: "( cd ${quote dir}; npm run ${script} )";
}
