scope: {
  workspace = import ./workspace.nix scope;
  npmLock = import ./npm-lock.nix scope;
  pnpmLock = import ./pnpm-lock.nix scope;
  registryUrl = "https://registry.npmjs.org";
  isOfThisPlatform = import ./platform.nix scope;
  manager = import ./manager.nix scope;
  registry = import ./registry.nix scope;
  build = import ./build.nix scope;
  define = import ./define.nix scope;
}
