# A NixOS module per program: { <project> = module; default = all of them; }. Nothing runs unless `services.<name>.enable` says so.
{ polynx, internal, ... }:
let
  inherit (builtins) attrValues mapAttrs;
in
# project → its package; packages are looked at where a module is used
programs:
let
  modules = mapAttrs (
    name: package:
    polynx.serviceModule {
      name = internal.serviceName name;
      inherit package;
    }
  ) programs;
in
{ default.imports = attrValues modules; } // modules
