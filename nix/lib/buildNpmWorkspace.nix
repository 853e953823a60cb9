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
  # NB "always" gives a host to the paths of tarballs too, so with those one host stands for all registries.
  install = scripts: { production, tarballs }: ''
    ${optionalString (tarballs != [ ]) "sed -i -E 's|(\"resolved\": \"https://)[^/\"]+/|\\1registry.npmjs.org/|' package-lock.json"}
    npm ci --ignore-scripts --replace-registry-host=${if tarballs == [ ] then "always" else "npmjs"} ${optionalString production "--omit=dev"}
    ${optionalString (scripts != [ ]) "npm rebuild ${quoteAll scripts}"}
  '';
  runBuild = dir: script: "( cd ${quote dir}; npm run ${script} )";
}
