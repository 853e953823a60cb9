# A package of its own, with package-lock.json or pnpm-lock.yaml beside its package.json.
{ polynx, internal, ... }:
let
  inherit (internal.arguments) define;
  inherit (internal.util) filterAttrs;
  config = import ../internal/node/member-config.nix;
in
define "buildNpmPackage"
  {
    required = [ "src" ];
    optional = config // {
      toolchain = null;
      installScripts = [ ];
    };
  }
  (
    args:
    let
      src = internal.sources.resolve "buildNpmPackage" args.src;
      name = (builtins.fromJSON (builtins.readFile (src + "/package.json"))).name or "root";
      build =
        if builtins.pathExists (src + "/pnpm-lock.yaml") then polynx.buildPnpmWorkspace else polynx.buildNpmWorkspace;
    in
    (build (
      {
        inherit src;
        inherit (args) installScripts;
        pname = name;
        workspaces = [ name ];
        workspaceConfigs.${name} = filterAttrs (field: _: builtins.hasAttr field config) args;
      }
      // internal.util.optionalAttrs (args.toolchain != null) { inherit (args) toolchain; }
    )).packages.${name}
  )
