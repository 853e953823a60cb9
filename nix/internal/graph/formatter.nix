# `nix fmt` for the expressions that are the user's own: nix/polynx is kept as it was copied, or `nx sync:check` would call it stale.
{ pkgs, internal, ... }:
let
  inherit (builtins) filter hasAttr head;
  # under its newest name first
  known = filter (name: hasAttr name pkgs) [
    "nixfmt"
    "nixfmt-rfc-style"
  ];
  nixfmt = pkgs.${head known};
  git = if pkgs ? git then "${pkgs.git}/bin/git" else "git";
in
if known == [ ] then
  # not another style instead; and no output that comes and goes, which flake-parts would not take
  pkgs.writeShellScriptBin "polynx-nix-format" "echo 'nix fmt: this set of packages has no nixfmt' >&2; exit 1"
else
  pkgs.writeShellScriptBin "polynx-nix-format" ''
    set -euo pipefail
    options=() paths=()
    for one in "$@"; do case $one in -*) options+=("$one") ;; *) paths+=("$one") ;; esac; done
    # files that git knows, or would know
    ${git} ls-files -z --cached --others --exclude-standard -- "''${paths[@]}" ':(top,exclude)nix/polynx' ':(top,exclude)nix/generated' |
      while IFS= read -r -d "" file; do case $file in *.nix) [ ! -f "$file" ] || printf '%s\0' "$file" ;; esac; done |
      xargs -0 -r ${nixfmt}/bin/nixfmt "''${options[@]}"
  ''
