# A crate of its own, with a Cargo.lock beside its Cargo.toml.
{ polynx, internal, ... }:
let
  inherit (internal.arguments) define;
  inherit (internal.util) filterAttrs commas;
  own = [
    "src"
    "pname"
    "toolchain"
    "registries"
  ];
  config = import ../internal/rust/member-config.nix;
in
define "buildRustPackage"
  {
    required = [ "src" ];
    optional = config // {
      pname = null;
      toolchain = null;
      registries = { };
    };
  }
  (
    args:
    let
      given = filterAttrs (name: value: builtins.elem name own && value != null) args;
      root = builtins.fromTOML (builtins.readFile (internal.sources.resolve "buildRustPackage" args.src + "/Cargo.toml"));
      name =
        if args.pname != null then
          args.pname
        else
          root.package.name
            or (throw "buildRustPackage: src is a workspace without a package of its own; use buildRustWorkspace, or name the member by pname");
      workspace = polynx.buildRustWorkspace (
        given
        // {
          pname = name;
          memberConfigs.${name} = filterAttrs (field: _: builtins.hasAttr field config) args;
        }
      );
    in
    workspace.packages.${name}
  )
