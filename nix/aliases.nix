# Names that users of other sets of builders know, for functions of ./lib.
polynx: {
  buildGoAtprotoModule = polynx.buildGoWorkspace;
  buildNodeAtprotoPackage = polynx.buildNpmPackage;
  buildRustAtprotoPackage = polynx.buildRustPackage;
}
