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
  inherit (builtins) elem;
  sanitizers = {
    rust = [
      "address"
      "leak"
      "thread"
    ];
    go = [
      "address"
      "thread"
    ];
    universal = [
      "address"
      "leak"
      "thread"
      "undefined"
    ];
  };
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
      # "address", "leak", "thread" or, of C, "undefined"; several in a list. Rust's are unstable and need a compiler that has their runtime
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
      inherit (package.polynx or (throw "debug: package was not made by a builder of this library")) kind;
      asked = if sanitizer == null then [ ] else internal.util.toList sanitizer;
      isSanitized = asked != [ ];
      known = sanitizers.${kind} or [ ];
      strange = builtins.filter (one: !(elem one known)) asked;
      # each has its own memory beside the program's
      exclusive = builtins.filter (one: elem one asked) [
        "address"
        "thread"
      ];
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
          rustflags = [ "-Clink-arg=-Wl,--build-id=sha1" ] ++ map (one: "-Zsanitizer=${one}") asked;
          env = {
            CARGO_BUILD_TARGET = internal.variants.triple;
          }
          // optionalAttrs isSanitized { RUSTC_BOOTSTRAP = "1"; };
        };
        go = common // {
          goArgs = [ "'-gcflags=all=-N -l'" ] ++ optional (elem "address" asked) "-asan" ++ optional (elem "thread" asked) "-race";
          # go's own linker writes an id of another kind
          ldflags = [ "-B gobuildid" ];
          env = optionalAttrs isSanitized { CGO_ENABLED = "1"; };
        };
        universal = common // {
          # where it was compiled is no part of it: a sandbox has one place for all, but not everybody has one
          configure = "export CFLAGS=\"$CFLAGS -ffile-prefix-map=$NIX_BUILD_TOP=/build\" CXXFLAGS=\"$CXXFLAGS -ffile-prefix-map=$NIX_BUILD_TOP=/build\"\n";
          cflags = [
            "-O0"
            "-g3"
            "-DDEBUG"
          ]
          # undefined behaviour ends the program, as the others' findings do
          ++ optionals isSanitized [
            sanitize
            "-fno-sanitize-recover=all"
            "-fno-omit-frame-pointer"
          ];
          linkflags = [ "-Wl,--build-id=sha1" ] ++ optional isSanitized sanitize;
        };
      };
      sanitize = "-fsanitize=${builtins.concatStringsSep "," asked}";
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
    if strange != [ ] then
      throw "debug: unknown sanitizer ${commas strange} of a ${kind} package; known are ${if known == [ ] then "none" else commas known}"
    else if builtins.length exclusive > 1 then
      throw "debug: the sanitizers ${commas exclusive} exclude each other; build one package with each"
    else
      built
      // runners
      // {
        passthru = (built.passthru or { }) // runners;
      }
  )
