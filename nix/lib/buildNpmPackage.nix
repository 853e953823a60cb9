# A package of its own, with the lock of npm, pnpm, yarn or bun beside its package.json, or one package of a workspace.
{ polynx, internal, ... }:
let
  inherit (internal.arguments) define;
  inherit (internal.util) filterAttrs;
  config = import ../internal/node/member-config.nix // internal.hooks.optional;
in
define "buildNpmPackage"
  {
    required = [ "src" ];
    optional = config // {
      # its name in package.json, where src is a workspace
      package = null;
      toolchain = null;
      installScripts = [ ];
    };
  }
  (
    args:
    let
      where = "buildNpmPackage";
      src = internal.sources.resolve where args.src;
      manifest = src + "/package.json";
      name =
        if args.package != null then
          args.package
        else if builtins.pathExists manifest then
          (builtins.fromJSON (builtins.readFile manifest)).name or "root"
        else
          throw "${where}: there is no package.json in src";
    in
    (internal.node.builderOf polynx src (
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
