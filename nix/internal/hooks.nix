# Hooks of stdenv's phases, which builders pass on as they are: preBuild, postInstall and so on.
# https://nixos.org/manual/nixpkgs/stable/#sec-stdenv-phases
{ internal, ... }:
let
  inherit (internal.util) filterAttrs genAttrs;
  names = builtins.concatMap (phase: [ "pre${phase}" "post${phase}" ]) [
    "Unpack"
    "Patch"
    "Configure"
    "Build"
    "Check"
    "Install"
    "Fixup"
  ];
in
{
  inherit names;
  # defaults for `define` and `within`
  optional = genAttrs names (_: null);
  # the hooks that are given, as attributes of a derivation; none is set otherwise, so that nothing else is built anew
  of = args: filterAttrs (name: value: builtins.elem name names && value != null) args;
}
