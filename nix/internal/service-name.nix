# "@demo/Web.App" → "demo-web-app": a unit's name, and a user's
{ internal, ... }:
let
  inherit (internal.util) letters lower storeName;
  inherit (builtins) concatStringsSep match substring;
in
name:
let
  plain = concatStringsSep "" (map (one: if match "[a-z0-9_-]" one == null then "-" else one) (letters (lower (storeName name))));
in
substring 0 31 (if match "[a-z_].*" plain == null then "_${plain}" else plain)
