# pgo, lto, debug and static of one small program with a macro's crate; debug and static of C and Go.
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
  ltoC = polynx.lto { package = c; };
  debug = polynx.debug { package = rust; };
  debugC = polynx.debug {
    package = c;
    sanitizer = "address";
  };
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
    for one in ${c} ${ltoC} ${staticC}; do $one/bin/crunch 3; done
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
    readelf -lW ${rust}/bin/counter | grep INTERP > /dev/null
    readelf -lW ${static}/bin/counter > headers
    not grep -q INTERP headers
  '';
  noSuch = expect "link-time optimisation of Go" (fails (polynx.lto { package = go; })) true;
  untrained = expect "a profile of nothing" (fails (polynx.pgo { package = rust; })) true;
}
