# buildNpmWorkspace and buildPnpmWorkspace differ in the lock and in the program that installs.
{ internal, ... }:
name:
{
  lockFile,
  # files and folders beside the lock that decide what is installed
  settings ? [ ],
  folders ? [ ],
  # toolchain: packages → what serves them while they are installed
  supply ? _: internal.node.registry,
  readLock,
  install,
  runBuild,
  toolchain,
}:
let
  inherit (internal.arguments) define noSuch within;
  inherit (internal.util) commas genAttrs;
  inherit (builtins) attrNames pathExists;
  defaults = import ./member-config.nix // internal.hooks.optional;
in
define name
  {
    required = [ "src" ];
    optional = {
      pname = "workspace";
      workspaces = null;
      workspaceConfigs = { };
      toolchain = _: toolchain;
      installScripts = [ ];
    };
  }
  (
    args:
    let
      src = internal.sources.resolve name args.src;
      workspace = internal.node.workspace name src;
      asked = if args.workspaces == null then workspace.published else args.workspaces;
      strange = builtins.filter (one: !(builtins.hasAttr one workspace.members)) (asked ++ attrNames args.workspaceConfigs);
      locked =
        if pathExists (src + "/${lockFile}") then
          readLock name (src + "/${lockFile}")
        else
          throw "${name}: src has no ${lockFile}; run the install and commit it";
      build = internal.node.build {
        where = name;
        inherit src workspace locked;
        inherit (args) pname toolchain installScripts;
        inherit runBuild;
        supply = supply args.toolchain;
        lockFolders = builtins.filter (folder: pathExists (src + "/${folder}")) folders;
        install = install args.installScripts;
        lockFiles = builtins.filter (file: pathExists (src + "/${file}")) (
          [
            lockFile
            "pnpm-workspace.yaml"
            ".npmrc"
          ]
          ++ settings
        );
        configs = genAttrs workspace.names (
          one: within "${name}: workspaceConfigs.${one}" defaults (args.workspaceConfigs.${one} or { })
        );
      };
    in
    if strange != [ ] then
      noSuch name "package" strange " of the workspace, which has ${commas workspace.names}"
    else
      {
        inherit (build) modules productionModules;
        packages = genAttrs asked build.package;
        workspaceNames = workspace.names;
      }
  )
