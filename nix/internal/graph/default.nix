scope: {
  packages = import ./packages.nix scope;
  withNeeds = import ./needs.nix scope;
  shell = import ./shell.nix scope;
  formatter = import ./formatter.nix scope;
  services = import ./services.nix scope;
}
