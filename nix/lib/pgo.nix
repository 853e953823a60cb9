# A package optimised by a profile of its own work: built with counters, put to work by `train`, and built again with what was counted.
{ pkgs, internal, ... }:
let
  inherit (internal.arguments) define;
in
define "pgo"
  {
    required = [ "package" ];
    optional = {
      # shell lines that put the programs (on PATH) to work; must do the same each time, or the result differs from build to build
      train = null;
      # a profile made elsewhere: .profdata for Rust, a CPU profile of runtime/pprof for Go
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
      instrumented = internal.variants.apply "pgo" package {
        rust = {
          suffix = "-instrumented";
          rustflags = [ "-Cprofile-generate" ];
          doCheck = false;
          inherit env;
        };
      };
      counted = pkgs.stdenv.mkDerivation {
        pname = "${package.pname}-profile";
        inherit (package) version;
        nativeBuildInputs = [
          instrumented
          llvm
        ];
        buildCommand = ''
          export LLVM_PROFILE_FILE=$NIX_BUILD_TOP/counters/%p-%m.profraw
          mkdir counters $out
          ${train}
          llvm-profdata merge -o $out/merged.profdata counters
        '';
      };
      given = if profile != null then profile else "${counted}/merged.profdata";
    in
    if profile == null && train == null then
      throw "pgo: give train, shell lines that put the package's programs to work, or profile, a profile made elsewhere"
    else if profile == null && kind != "rust" then
      throw "pgo: a ${kind} package cannot be counted here; give a profile made elsewhere"
    else
      internal.variants.apply "pgo" package {
        rust = {
          suffix = "-pgo";
          rustflags = [
            "-Cprofile-use=${given}"
            # counters of code that training did not reach are no mistake
            "-Cllvm-args=-pgo-warn-missing-function=false"
          ];
          inherit env;
        };
        go = {
          suffix = "-pgo";
          goArgs = [ "-pgo=${given}" ];
        };
      }
      // internal.util.optionalAttrs (profile == null) {
        inherit instrumented;
        profile = counted;
      }
  )
