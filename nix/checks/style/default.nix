# deadnix, statix and nixfmt over the library and its checks, where the machine has them; nothing else asks for them.
{ pkgs, ... }:
let
  inherit (builtins) filter hasAttr match;
  tools = filter (name: hasAttr name pkgs) [
    "deadnix"
    "statix"
    "nixfmt"
  ];
  expressions = builtins.path {
    name = "expressions";
    path = ../..;
    filter = path: type: type == "directory" || match ".*[.]nix" path != null;
  };
in
{
  expressions = pkgs.runCommand "expressions-without-dead-code" { nativeBuildInputs = map (name: pkgs.${name}) tools; } ''
    echo 'looked at by: ${toString tools}' | tee $out
    ${if pkgs ? deadnix then "deadnix --fail --no-lambda-pattern-names ${expressions}" else ""}
    # shown, and no more: neither can be had where these checks are developed
    ${if pkgs ? statix then "statix check ${expressions} || true" else ""}
    ${if pkgs ? nixfmt then "find ${expressions} -name '*.nix' -exec nixfmt --check {} + || true" else ""}
  '';
}
