scope: {
  workspace = import ./workspace.nix scope;
  npmLock = import ./npm-lock.nix scope;
  pnpmLock = import ./pnpm-lock.nix scope;
  locks = [
    "package-lock.json"
    "pnpm-lock.yaml"
    "yarn.lock"
    "bun.lock"
  ];
  # yarn 2 and later write another lock than yarn 1, under the same name
  isBerry =
    src:
    builtins.pathExists (src + "/yarn.lock")
    && builtins.elem "__metadata:" (scope.internal.util.splitLines (builtins.readFile (src + "/yarn.lock")));
  # the workspace's builder, by the lock that is there; npm's where there is none, which says so
  builderOf =
    polynx: src:
    let
      found = builtins.filter (one: builtins.pathExists (src + "/${one.lock}")) [
        {
          lock = "pnpm-lock.yaml";
          build = polynx.buildPnpmWorkspace;
        }
        {
          lock = "package-lock.json";
          build = polynx.buildNpmWorkspace;
        }
        {
          lock = "yarn.lock";
          build = polynx.buildYarnWorkspace;
        }
        {
          lock = "bun.lock";
          build = polynx.buildBunWorkspace;
        }
      ];
    in
    if found == [ ] then polynx.buildNpmWorkspace else (builtins.head found).build;
  registryUrl = "https://registry.npmjs.org";
  blocks = import ./blocks.nix scope;
  yarnClassicLock = import ./yarn-classic-lock.nix scope;
  yarnBerryLock = import ./yarn-berry-lock.nix scope;
  yarnBerryCache = import ./yarn-berry-cache.nix scope;
  bunLock = import ./bun-lock.nix scope;
  inherit (import ./serve.nix scope) serve stopServing;
  isOfThisPlatform = import ./platform.nix scope;
  manager = import ./manager.nix scope;
  registry = import ./registry.nix scope;
  build = import ./build.nix scope;
  define = import ./define.nix scope;
}
