# nix-build nix/checks -A runAllTests: every function builds something real on the stand-in, and pure functions are compared with what they should give.
#
# `node nix/checks/run.mjs` gets Nix, tools and downloads first, and runs this without a network.
{
  settings ?
    let
      file = builtins.getEnv "POLYNX_CHECKS";
    in
    if file == "" then
      throw "nix/checks: POLYNX_CHECKS names no settings; use `node nix/checks/run.mjs`, which writes them"
    else
      builtins.fromJSON (builtins.readFile file),
}:
let
  inherit (builtins)
    attrNames
    attrValues
    concatMap
    filter
    listToAttrs
    pathExists
    readDir
    ;
  pkgs = import ./stand-in.nix {
    inherit (settings)
      tools
      versions
      libraries
      programs
      mirror
      ;
  };
  polynx = import ../. { inherit pkgs; };

  # One folder per function; its default.nix gives { <check> = derivation; }
  folders = filter (name: pathExists (./. + "/${name}/default.nix")) (attrNames (readDir ./.));
  checks = listToAttrs (
    map (name: {
      inherit name;
      value = import (./. + "/${name}") {
        inherit
          pkgs
          polynx
          settings
          expect
          ;
      };
    }) folders
  );

  # expect "what" actual wanted: a check that has been decided while evaluating
  expect =
    what: actual: wanted:
    if actual == wanted then
      pkgs.runCommand "as-expected" { inherit what; } "echo ok > $out" // { isDecided = true; }
    else
      throw "${what}: expected ${builtins.toJSON wanted}, got ${builtins.toJSON actual}";
  all = concatMap attrValues (attrValues checks);

  # What `nix-build --check` builds a second time and compares: all that is built, variants and what programs said included …
  made = filter (one: !(one.isDecided or false)) all;
  results = filter (one: !(sharedByPath ? ${pathOf one})) made;
  # … and what packages share: compiled crates, go's cache, node_modules. One derivation may be that of many.
  pathOf = one: builtins.unsafeDiscardStringContext one.drvPath;
  sharedByPath = listToAttrs (
    map (one: {
      name = pathOf one;
      value = one;
    }) (concatMap (one: if one ? dependencies then [ one.dependencies ] else [ ]) made)
  );
  shared = attrValues sharedByPath;
in
checks
// {
  inherit pkgs polynx;
  inherit results shared;
  runAllTests = pkgs.runCommand "all-tests" { inherit all; } "printf '%s\\n' $all > $out";
}
