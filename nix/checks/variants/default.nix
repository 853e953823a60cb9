# pgo, lto, debug and static of one small program with a macro's crate, and of C by make; debug and static of Go.
{
  pkgs,
  polynx,
  expect,
  ...
}:
let
  rust =
    (polynx.buildRustWorkspace {
      src = ./rust;
      pname = "counter";
      memberConfigs.counter.doCheck = false;
    }).packages.counter;
  c = polynx.buildUniversalPackage {
    src = ./c;
    pname = "crunch";
    version = "1.0";
  };
  go = (polynx.buildGoWorkspace { src = ../buildUniversalPackage/go; }).packages.hello-go;
  busy = (polynx.buildGoWorkspace { src = ./go; }).packages.busy;
  # what it did once, as somebody would commit it
  cpuProfile = pkgs.runCommand "cpu-profile" { } "${busy}/bin/busy $out";
  fails = package: !(builtins.tryEval package.drvPath).success;
in
rec {
  pgo = polynx.pgo {
    package = rust;
    train = "counter 1000";
  };
  # decides what is compiled, so it has to be the same each time
  inherit (pgo) instrumented profile;
  lto = polynx.lto { package = rust; };
  ltoC = polynx.lto {
    package = c;
    march = "x86-64-v2";
  };
  ltoMarch = expect "the processor that Rust is compiled for" (polynx.lto { package = rust; march = "x86-64-v2"; }).RUSTFLAGS "-Clink-arg=-fuse-ld=lld -Ctarget-cpu=x86-64-v2";
  debug = polynx.debug { package = rust; };
  debugC = polynx.debug {
    package = c;
    sanitizer = [ "address" "undefined" ];
  };
  pgoC = polynx.pgo {
    package = c;
    train = "crunch 8; crunch 7";
  };
  instrumentedC = pgoC.instrumented;
  profileC = pgoC.profile;
  static = polynx.static { package = rust; };
  staticGo = polynx.static { package = go; };
  # NB a profile of times: another one each time, and so is what it decides
  pgoGo = polynx.pgo {
    package = busy;
    profile = cpuProfile;
  } // { isDecided = true; };
  staticC = polynx.static { package = c; };
  run = pkgs.runCommand "variants-run" { nativeBuildInputs = [ pkgs.go ]; } ''
    for one in ${rust} ${pgo} ${lto} ${debug} ${static}; do
      test "$($one/bin/counter 10)" = 'even 5 odd 5'
    done
    for one in ${c} ${ltoC} ${staticC} ${pgoC}; do test "$($one/bin/crunch 3)" = 9; done
    # both runs were counted and merged into one profile, and the second build read it
    test "$(find ${pgoC.profile} -name '*.gcda' | wc -l)" = 1
    not cmp ${pgoC}/bin/crunch ${polynx.pgo { package = c; train = "crunch 0"; }}/bin/crunch
    ${staticGo}/bin/hello-go

    # counters were read: the compiler says so for the program's own functions
    test "$(${pgoGo}/bin/busy)" = "$(${busy}/bin/busy)"
    go version -m ${pgoGo}/bin/busy | grep -- -pgo=
    test -s ${pgo.instrumented}/bin/counter
    # debug information lies apart, and is found
    readelf -S ${debug}/bin/counter > sections
    not grep -q debug_info sections
    test -n "$(find ${debug.debug} -name '*.debug')"
    ${debug.gdb}/bin/gdb-counter -batch -ex 'info line counter::main' | tee $out | grep 'main.rs'
    ${debug.valgrind}/bin/valgrind-counter --error-exitcode=1 2> valgrind
    grep 'ERROR SUMMARY: 0 errors' valgrind
    # the sanitizer stops at what it is for, an ordinary build does not
    ${c}/bin/crunch 9
    not ${debugC}/bin/crunch 9 2>report
    grep 'heap-buffer-overflow' report
    grep 'debug build' report
    not ${debugC}/bin/crunch 10 2>report
    grep 'signed integer overflow' report
    readelf -lW ${rust}/bin/counter | grep INTERP > /dev/null
    readelf -lW ${static}/bin/counter > headers
    not grep -q INTERP headers
  '';
  noSuch = expect "link-time optimisation of Go" (fails (polynx.lto { package = go; })) true;
  refused = expect "variants that are refused: an unknown sanitizer, one of another language, two that exclude each other, a processor that is the builder's" (map fails [
    (polynx.debug { package = c; sanitizer = "adress"; })
    (polynx.debug { package = rust; sanitizer = "undefined"; })
    (polynx.debug { package = c; sanitizer = [ "address" "thread" ]; })
    (polynx.lto { package = c; march = "native"; })
  ]) [ true true true true ];
  untrained = expect "a profile of nothing" (fails (polynx.pgo { package = rust; })) true;
}
