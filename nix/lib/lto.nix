# A package linked with optimisation over all its code: thin by default, which works on all cores that the build may use.
{ pkgs, internal, ... }:
let
  inherit (internal.arguments) define;
  inherit (internal.util) optional optionalAttrs;
  hasLld = pkgs ? lld;
in
define "lto"
  {
    required = [ "package" ];
    optional = {
      # "thin" or "fat"
      mode = "thin";
      # the machines that it must run on, such as "x86-64-v3": -march of C, target-cpu of Rust; null: all
      march = null;
    };
  }
  (
    {
      package,
      mode,
      march,
      ...
    }:
    if !(builtins.elem mode [ "thin" "fat" ]) then
      throw "lto: mode is thin or fat, not ${mode}"
    else if march == "native" then
      throw "lto: march is native, so the result would depend on the machine that builds it; name a processor, such as x86-64-v3"
    else
      internal.variants.apply "lto" package {
        rust = {
          suffix = "-lto";
          profileFields = {
            LTO = mode;
          }
          # fat is one unit in any case; thin needs several to be parallel
          // optionalAttrs (mode == "fat") { CODEGEN_UNITS = "1"; };
          rustflags = optional hasLld "-Clink-arg=-fuse-ld=lld" ++ optional (march != null) "-Ctarget-cpu=${march}";
          # flags for the program, which macros and build scripts do not get
          env = optionalAttrs (march != null) { CARGO_BUILD_TARGET = internal.variants.triple; };
          nativeBuildInputs = optional hasLld pkgs.lld;
        };
        universal = {
          suffix = "-lto";
          # 0 stands for all cores, which is what auto finds
          configure = ''
            jobs=''${NIX_BUILD_CORES:-0}
            if [ $jobs = 0 ]; then jobs=auto; fi
            export CFLAGS="$CFLAGS -flto=$jobs" CXXFLAGS="$CXXFLAGS -flto=$jobs" LDFLAGS="$LDFLAGS -flto=$jobs"
          '';
          cflags = [ "-O2" ] ++ optional (march != null) "-march=${march}";
          # one unit, as Rust's fat
          linkflags = [ "-O2" ] ++ optional (mode == "fat") "-flto-partition=one";
        };
      }
  )
