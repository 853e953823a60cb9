# A crate of its own, with a Cargo.lock beside its Cargo.toml, or one member of a workspace.
{ polynx, internal, ... }:
let
  inherit (internal.arguments) define;
  inherit (internal.util) commas filterAttrs;
  own = [
    "src"
    "toolchain"
    "registries"
  ];
  config = import ../internal/rust/member-config.nix // internal.hooks.optional;
in
define "buildRustPackage"
  {
    required = [ "src" ];
    optional = config // {
      # the crate: else the one called `pname`, the one beside Cargo.lock, or the only one
      package = null;
      toolchain = null;
      registries = { };
    };
  }
  (
    args:
    let
      where = "buildRustPackage";
      src = internal.sources.resolve where args.src;
      workspace = internal.rust.workspace where src;
      isMember = name: workspace.members ? ${name};
      crate =
        if args.package != null then
          args.package
        else if args.pname != null && isMember args.pname then
          args.pname
        else
          workspace.root.package.name or onlyMember;
      onlyMember =
        if builtins.length workspace.names == 1 then
          builtins.head workspace.names
        else
          throw "${where}: src is a workspace of ${commas workspace.names}; name one of them by package, or use buildRustWorkspace for all";
    in
    (polynx.buildRustWorkspace (
      filterAttrs (name: value: builtins.elem name own && value != null) args
      // {
        inherit src;
        pname = if args.pname != null then args.pname else crate;
        members = [ crate ];
        memberConfigs.${crate} = filterAttrs (field: _: builtins.hasAttr field config) args;
      }
    )).packages.${crate}
  )
