# The library: `import ./nix { inherit pkgs; }` gives one function per file of ./lib, under the file's name, and the names of ./aliases.nix.
#
# It needs `builtins`, a dozen names of `pkgs` (README.md lists them) and nothing that is built during evaluation
# (`allow-import-from-derivation = false` is how its checks run).
{
  pkgs,
  craneLib ? null,
  # rows added to, or put in place of, those of internal/native-libraries.nix
  nativeLibraries ? { },
  # results are found by what they are, and not by what they were made of; needs ca-derivations
  contentAddressed ? false,
}:
let
  inherit (builtins)
    attrNames
    filter
    listToAttrs
    match
    readDir
    head
    ;
  addressed = import ./internal/content-addressed.nix;
  scope = {
    inherit craneLib nativeLibraries contentAddressed;
    pkgs = if contentAddressed then addressed.packages pkgs else pkgs;
    internal = import ./internal scope;
    polynx = functions;
  };
  file = match "(.*)\\.nix";
  functions =
    listToAttrs (
      map (entry: {
        name = head (file entry);
        value = import (./lib + "/${entry}") scope;
      }) (filter (entry: file entry != null) (attrNames (readDir ./lib)))
    )
    // import ./aliases.nix functions;
in
functions
