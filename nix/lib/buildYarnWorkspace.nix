# The packages of a yarn workspace, or a single package, from yarn.lock: of yarn 1 (classic) or of yarn 2 and later (berry), which the lock tells.
{ pkgs, internal, ... }:
let
  inherit (internal.util) optionalString quote quoteAll;
  name = "buildYarnWorkspace";
  need = tool: pkgs.${tool} or (throw "${name}: pkgs has no ${tool}; name the tools by toolchain");
  rebuild = scripts: optionalString (scripts != [ ]) "npm rebuild ${quoteAll scripts}";

  classic = internal.node.define name {
    lockFile = "yarn.lock";
    settings = [ ".yarnrc" ];
    readLock = internal.node.yarnClassicLock;
    toolchain = [
      pkgs.nodejs
      (need "yarn")
    ];
    # the lock names the addresses of tarballs, which are the same on the registry that serves them here
    install = scripts: { production, ... }: ''
      export YARN_CACHE_FOLDER=$NIX_BUILD_TOP/yarn-cache YARN_IGNORE_PATH=1
      sed -i -E "s|(resolved \")https?://[^\"]*/((@[^/\"]+/)?[^/\"]+/-/[^\"]+\")|\1$npm_config_registry/\2|" yarn.lock
      yarn install --frozen-lockfile --ignore-scripts --non-interactive --no-progress --registry $npm_config_registry ${optionalString production "--production"}
      ${rebuild scripts}
    '';
    runBuild = dir: script: "( cd ${quote dir}; YARN_IGNORE_PATH=1 yarn run ${script} )";
  };

  # A project that is installed by Plug'n'Play gets node_modules all the same: that is what node reads without yarn.
  berry = internal.node.define name {
    lockFile = "yarn.lock";
    settings = [ ".yarnrc.yml" ];
    folders = [
      ".yarn/patches"
      ".yarn/plugins"
    ];
    readLock = internal.node.yarnBerryLock;
    supply = toolchain: internal.node.yarnBerryCache (builtins.elemAt toolchain 1);
    toolchain = [
      pkgs.nodejs
      (need "yarn-berry")
    ];
    install = scripts: { production, ... }: ''
      yarn ${if production then "workspaces focus --all --production" else "install --immutable --mode=skip-build"}
      ${rebuild scripts}
    '';
    # npm, since a yarn that finds no state of its own asks for an installation
    runBuild = dir: script: "( cd ${quote dir}; npm run ${script} )";
  };

  sourceOf = given: (internal.arguments.gathered name given).src or null;
in
classic
// {
  __functor =
    _: given:
    let
      src = if builtins.isAttrs given then sourceOf given else null;
    in
    if src != null && internal.node.isBerry (internal.sources.resolve name src) then berry given else classic given;
}
