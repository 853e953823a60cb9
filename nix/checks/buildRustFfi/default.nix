# A crate that C uses, shared and static, and a C project that finds it by pkg-config alone.
{ pkgs, polynx, expect, ... }:
let
  adder = polynx.buildRustFfi {
    src = ./adder;
    crate = "adder";
    header = "include/adder.h";
    test = "test.c";
  };
in
{
  inherit adder;
  used = pkgs.stdenv.mkDerivation {
    name = "uses-adder";
    nativeBuildInputs = [ pkgs.pkg-config ];
    buildInputs = [ adder ];
    buildCommand = ''
      cc -o $out ${./adder/test.c} $(pkg-config --cflags --libs adder) -Wl,-rpath,${adder}/lib
      $out
    '';
  };
  noLibrary = expect "a crate without a C library" (builtins.tryEval (polynx.buildRustFfi {
    src = ../variants/rust;
    crate = "counter";
    header = "x.h";
  }).drvPath).success false;
}
