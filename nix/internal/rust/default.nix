scope: {
  workspace = import ./workspace.nix scope;
  stubs = import ./stubs.nix scope;
  vendor = import ./vendor.nix scope;
  build = import ./build.nix scope;
}
