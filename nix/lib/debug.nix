# A package for a debugger: not optimised, all debug information (in an output of its own), sanitizers if asked for, and scripts
# that start its program in gdb and valgrind (passthru.gdb, passthru.valgrind).
{ pkgs, internal, ... }:
let
  inherit (internal.arguments) define;
  inherit (internal.util)
    commas
    optional
    optionals
    optionalAttrs
    ;
  sanitizers = [
    "address"
    "leak"
    "thread"
  ];
  # What separateDebugInfo of nixpkgs does, for any set of packages: files called by the build id, where gdb looks for them.
  separate = ''
    for file in $(find $out/bin $out/lib -type f 2>/dev/null); do
      readelf -h $file >/dev/null 2>&1 || continue
      id=$(readelf -n $file | awk '/Build ID:/ && !seen++ { print $NF }')
      [ -n "$id" ] || continue
      place=$debug/lib/debug/.build-id/''${id:0:2}
      mkdir -p $place
      chmod u+w $file
      objcopy --only-keep-debug $file $place/''${id:2}.debug
      objcopy --strip-debug --add-gnu-debuglink=$place/''${id:2}.debug $file
    done
    mkdir -p $debug/lib/debug
  '';
in
define "debug"
  {
    required = [ "package" ];
    optional = {
      # "address", "leak" or "thread"; Rust's are unstable and need a compiler that has their runtime
      sanitizer = null;
      separateDebugInfo = true;
    };
  }
  (
    {
      package,
      sanitizer,
      separateDebugInfo,
      ...
    }:
    let
      common = {
        suffix = "-debug";
        afterInstall = if separateDebugInfo then separate else "";
        attrs = {
          dontStrip = true;
        }
        // optionalAttrs separateDebugInfo {
          outputs = [
            "out"
            "debug"
          ];
        };
      };
      built = internal.variants.apply "debug" package {
        rust = common // {
          profileFields = {
            OPT_LEVEL = "0";
            DEBUG = "full";
            STRIP = "none";
            DEBUG_ASSERTIONS = "true";
            OVERFLOW_CHECKS = "true";
          };
          rustflags = [ "-Clink-arg=-Wl,--build-id=sha1" ] ++ optional (sanitizer != null) "-Zsanitizer=${sanitizer}";
          env = {
            CARGO_BUILD_TARGET = internal.variants.triple;
          }
          // optionalAttrs (sanitizer != null) { RUSTC_BOOTSTRAP = "1"; };
        };
        go = common // {
          goArgs = [ "'-gcflags=all=-N -l'" ] ++ optional (sanitizer == "address") "-asan" ++ optional (sanitizer == "thread") "-race";
          # go's own linker writes an id of another kind
          ldflags = [ "-B gobuildid" ];
          env = optionalAttrs (sanitizer != null) { CGO_ENABLED = "1"; };
        };
        universal = common // {
          # where it was compiled is no part of it: a sandbox has one place for all, but not everybody has one
          configure = "export CFLAGS=\"$CFLAGS -ffile-prefix-map=$NIX_BUILD_TOP=/build\" CXXFLAGS=\"$CXXFLAGS -ffile-prefix-map=$NIX_BUILD_TOP=/build\"\n";
          cflags = [
            "-O0"
            "-g3"
          ]
          ++ optional (sanitizer != null) "-fsanitize=${sanitizer}";
          linkflags = [ "-Wl,--build-id=sha1" ] ++ optional (sanitizer != null) "-fsanitize=${sanitizer}";
        };
      };
      program = "${built}/bin/${package.meta.mainProgram}";
      symbols = if separateDebugInfo then "-iex 'set debug-file-directory ${built.debug}/lib/debug'" else "";
      runners = {
        gdb = pkgs.writeShellScriptBin "gdb-${package.meta.mainProgram}" ''
          exec ${pkgs.gdb or (throw "debug: pkgs has no gdb")}/bin/gdb ${symbols} "$@" ${program}
        '';
        valgrind = pkgs.writeShellScriptBin "valgrind-${package.meta.mainProgram}" ''
          exec ${pkgs.valgrind or (throw "debug: pkgs has no valgrind")}/bin/valgrind ${
            if separateDebugInfo then "--extra-debuginfo-path=${built.debug}/lib/debug" else ""
          } "$@" ${program}
        '';
      };
    in
    if sanitizer != null && !(builtins.elem sanitizer sanitizers) then
      throw "debug: unknown sanitizer ${sanitizer}; known are ${commas sanitizers}"
    else
      built
      // runners
      // {
        passthru = (built.passthru or { }) // runners;
      }
  )
