# A NixOS module per program: { <project> = module; default = all of them; }. Nothing runs unless `services.<name>.enable` says so.
{ polynx, internal, ... }:
let
  inherit (internal.util) letters lower storeName;
  inherit (builtins)
    attrValues
    concatStringsSep
    mapAttrs
    match
    substring
    ;
  # "@demo/Web.App" → "demo-web-app": a unit's name, and a user's
  serviceName =
    name:
    let
      plain = concatStringsSep "" (map (one: if match "[a-z0-9_-]" one == null then "-" else one) (letters (lower (storeName name))));
    in
    substring 0 31 (if match "[a-z_].*" plain == null then "_${plain}" else plain);
in
# project → its package; packages are looked at where a module is used
programs:
let
  modules = mapAttrs (
    name: package:
    polynx.serviceModule {
      name = serviceName name;
      inherit package;
    }
  ) programs;
in
{ default.imports = attrValues modules; } // modules
