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
      manifest = src + "/package.json";
      name =
        if builtins.pathExists manifest then
          (builtins.fromJSON (builtins.readFile manifest)).name or "root"
        else
          throw "buildNpmPackage: there is no package.json in src";
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
