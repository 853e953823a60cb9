# The members of a cargo workspace as packages; third-party code is compiled once and shared.
{ pkgs, internal, ... }:
let
  inherit (internal.arguments) define noSuch within;
  inherit (internal.util) commas genAttrs;
  memberDefaults = import ../internal/rust/member-config.nix // internal.hooks.optional;
in
define "buildRustWorkspace"
  {
    required = [ "src" ];
    optional = {
      pname = "workspace";
      members = null;
      memberConfigs = { };
      toolchain = _: [
        pkgs.cargo
        pkgs.rustc
      ];
      registries = { };
    };
  }
  (
    args:
    let
      where = "buildRustWorkspace";
      src = internal.sources.resolve where args.src;
      workspace = internal.rust.workspace where src;
      asked = if args.members == null then workspace.names else args.members;
      strange = workspace.unknownMembers (asked ++ builtins.attrNames args.memberConfigs);
      vendor = internal.rust.vendor {
        inherit where;
        inherit (workspace) packages;
        inherit (args) registries;
      };
      configs = genAttrs workspace.names (
        name: within "${where}: memberConfigs.${name}" memberDefaults (args.memberConfigs.${name} or { })
      );
      build = internal.rust.build {
        inherit
          where
          src
          workspace
          vendor
          configs
          ;
        inherit (args) pname toolchain;
      };
    in
    if strange != [ ] then
      noSuch where "member" strange "; the workspace has ${commas workspace.names}"
    else
      {
        inherit (build) dependencies;
        vendor = vendor.folders;
        packages = genAttrs asked build.package;
        memberNames = workspace.names;
      }
  )
