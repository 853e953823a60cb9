scope: {
  workspace = import ./workspace.nix scope;
  npmLock = import ./npm-lock.nix scope;
  pnpmLock = import ./pnpm-lock.nix scope;
  locks = [ "package-lock.json" "pnpm-lock.yaml" ];
  # the workspace's builder, by the lock that is there; npm's where there is none, which says so
  builderOf =
    polynx: src:
    let
      found = builtins.filter (one: builtins.pathExists (src + "/${one.lock}")) [
        {
          lock = "pnpm-lock.yaml";
          build = polynx.buildPnpmWorkspace;
        }
      ];
    in
    if found == [ ] then polynx.buildNpmWorkspace else (builtins.head found).build;
  registryUrl = "https://registry.npmjs.org";
  isOfThisPlatform = import ./platform.nix scope;
  manager = import ./manager.nix scope;
  registry = import ./registry.nix scope;
  build = import ./build.nix scope;
  define = import ./define.nix scope;
}
