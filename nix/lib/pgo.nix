# A package optimised by a profile of its own work: built with counters, put to work by `train`, and built again with what was counted.
{ pkgs, internal, ... }:
let
  inherit (internal.arguments) define;
  inherit (internal.util) optional optionalString;
  # gcc writes and reads counters per object file, clang one profile for all
  isClang = pkgs.stdenv.cc.isClang or false;
in
define "pgo"
  {
    required = [ "package" ];
    optional = {
      # shell lines that put the programs (on PATH) to work; must do the same each time, or the result differs from build to build
      train = null;
      # a profile made elsewhere: .profdata for Rust, a CPU profile of runtime/pprof for Go, for C what `profile` of another call gave
      profile = null;
      # has bin/llvm-profdata, of the compiler's LLVM
      llvm = _: pkgs.llvm or (throw "pgo: pkgs has no llvm; name a package with bin/llvm-profdata, of the compiler's LLVM, by llvm");
    };
  }
  (
    {
      package,
      train,
      profile,
      llvm,
      ...
    }:
    let
      inherit (package.polynx or (throw "pgo: package was not made by a builder of this library")) kind;
      env.CARGO_BUILD_TARGET = internal.variants.triple;
      # Without a seed, gcc's counters hold the time of the compilation; without the prefix, the folder of the build.
      optimised = [ "-O2" ] ++ optional (!isClang) "-frandom-seed=polynx";
      counting =
        mode:
        optionalString (!isClang) ''
          export CFLAGS="$CFLAGS -fprofile-${mode} -fprofile-prefix-path=$PWD" CXXFLAGS="$CXXFLAGS -fprofile-${mode} -fprofile-prefix-path=$PWD"
        '';
      instrumented = internal.variants.apply "pgo" package {
        rust = {
          suffix = "-instrumented";
          rustflags = [ "-Cprofile-generate" ];
          doCheck = false;
          inherit env;
        };
        universal = {
          suffix = "-instrumented";
          attrs.doCheck = false;
          configure = counting "generate -fprofile-dir=/counters";
          cflags = optimised ++ optional isClang "-fprofile-instr-generate";
          linkflags = [ (if isClang then "-fprofile-instr-generate" else "-fprofile-generate") ];
        };
      };
      isLlvm = kind == "rust" || isClang;
      merged = "llvm-profdata merge -o $out/merged.profdata counters";
      # gcc's add up by themselves, one file for each object
      kept = ''
        if [ -z "$(find counters -name '*.gcda')" ]; then
          echo "pgo: train wrote no counters: it runs none of the package's programs, or their build ignores CFLAGS and LDFLAGS" >&2
          exit 1
        fi
        cp counters/counters/* $out/
      '';
      counted = pkgs.stdenv.mkDerivation {
        pname = "${package.pname}-profile";
        inherit (package) version;
        nativeBuildInputs = [ instrumented ] ++ optional isLlvm llvm;
        buildCommand = ''
          mkdir counters $out
          export LLVM_PROFILE_FILE=$NIX_BUILD_TOP/counters/%p-%m.profraw GCOV_PREFIX=$NIX_BUILD_TOP/counters
          ${train}
          ${if isLlvm then merged else kept}
        '';
      };
      given = if profile != null then profile else counted;
      llvmProfile = if profile != null then profile else "${counted}/merged.profdata";
    in
    if profile == null && train == null then
      throw "pgo: give train, shell lines that put the package's programs to work, or profile, a profile made elsewhere"
    else if profile == null && kind == "go" then
      throw "pgo: a ${kind} package cannot be counted here; give a profile made elsewhere"
    else
      internal.variants.apply "pgo" package {
        rust = {
          suffix = "-pgo";
          rustflags = [
            "-Cprofile-use=${llvmProfile}"
            # counters of code that training did not reach are no mistake
            "-Cllvm-args=-pgo-warn-missing-function=false"
          ];
          inherit env;
        };
        go = {
          suffix = "-pgo";
          goArgs = [ "-pgo=${given}" ];
        };
        universal = {
          suffix = "-pgo";
          configure = counting "use=${given}";
          cflags = optimised ++ (if isClang then [ "-fprofile-instr-use=${llvmProfile}" ] else [ "-Wno-missing-profile" ]);
        };
      }
      // internal.util.optionalAttrs (profile == null) {
        inherit instrumented;
        profile = counted;
      }
  )
