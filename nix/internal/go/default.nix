scope: {
  modfile = import ./modfile.nix scope;
  workspace = import ./workspace.nix scope;
  proxy = import ./proxy.nix scope;
}
