# Results that are found by what they are: two sources that lead to the same bytes have one result.
# Needs the experimental feature ca-derivations, which run.mjs switches on.
{
  pkgs,
  polynx,
  expect,
  ...
}:
let
  addressed = import ../.. {
    inherit pkgs;
    contentAddressed = true;
  };
  src = ../variants/c;
  build =
    library: src:
    library.buildUniversalPackage {
      inherit src;
      pname = "crunch";
      version = "1";
    };
  # the same program without a file that decides nothing
  without = builtins.path {
    name = "without";
    path = src;
    filter = path: _: baseNameOf path != "NOTES";
  };
  rust = addressed.buildRustPackage { src = ../variants/rust; };
in
{
  # NB `--check` cannot compare what has no path before it is built
  run =
    pkgs.runCommand "two-sources-with-one-result" { } ''
      test ${build addressed src} = ${build addressed without}
      test ${build polynx src} != ${build polynx without}
      ${build addressed src}/bin/crunch 3 > $out
      ${rust}/bin/counter 10 | grep -x 'even 5 odd 5'
    ''
    // {
      isDecided = true;
    };
  option = expect "content-addressed packages, of the library and by default" (map (library: library.__contentAddressed or false) [ rust (build polynx src) ]) [ true false ];
}
