# A package linked with optimisation over all its code: thin by default, which works on all cores.
{ pkgs, internal, ... }:
let
  inherit (internal.arguments) define;
  inherit (internal.util) optional optionals;
  hasLld = pkgs ? lld;
in
define "lto"
  {
    required = [ "package" ];
    optional = {
      # "thin" or "fat"
      mode = "thin";
    };
  }
  (
    { package, mode, ... }:
    if !(builtins.elem mode [ "thin" "fat" ]) then
      throw "lto: mode is thin or fat, not ${mode}"
    else
      internal.variants.apply "lto" package {
        rust = {
          suffix = "-lto";
          profileFields = {
            LTO = mode;
          }
          # fat is one unit in any case; thin needs several to be parallel
          // internal.util.optionalAttrs (mode == "fat") { CODEGEN_UNITS = "1"; };
          rustflags = optional hasLld "-Clink-arg=-fuse-ld=lld";
          nativeBuildInputs = optional hasLld pkgs.lld;
        };
        universal = {
          suffix = "-lto";
          cflags = [
            "-O2"
            "-flto=auto"
          ];
          linkflags = [
            "-O2"
            "-flto=auto"
          ];
        };
      }
  )
