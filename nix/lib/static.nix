# A package whose programs need no library of the system, and no loader. That they do not is checked.
{ pkgs, internal, ... }:
let
  inherit (internal.arguments) define;
  inherit (internal.util) optional;
  # a C library to link statically, which nixpkgs keeps apart
  staticLibc = optional (pkgs ? glibc && pkgs.glibc ? static) pkgs.glibc.static;
  verify = ''
    for file in $out/bin/*; do
      if readelf -lW $file 2>/dev/null | grep INTERP > /dev/null; then
        echo "static: $file still names a loader" >&2
        exit 1
      fi
    done
  '';
in
define "static"
  {
    required = [ "package" ];
    optional = {
      # Rust: such as "x86_64-unknown-linux-musl", where `nativeBuildInputs` have a compiler for it; else the C library of the set, statically
      target = null;
      nativeBuildInputs = [ ];
    };
  }
  (
    {
      package,
      target,
      nativeBuildInputs,
      ...
    }:
    internal.variants.apply "static" package {
      rust = {
        suffix = "-static";
        inherit nativeBuildInputs;
        rustflags = [ "-Ctarget-feature=+crt-static" ];
        # naming the machine's own triple keeps the flag away from macros, which are libraries that the compiler loads
        env.CARGO_BUILD_TARGET = if target == null then internal.variants.triple else target;
        buildInputs = if target == null then staticLibc else [ ];
        afterInstall = verify;
      };
      go = {
        suffix = "-static";
        inherit nativeBuildInputs;
        env.CGO_ENABLED = "0";
        afterInstall = verify;
      };
      universal = {
        suffix = "-static";
        inherit nativeBuildInputs;
        linkflags = [ "-static" ];
        buildInputs = staticLibc;
        afterInstall = verify;
      };
    }
  )
