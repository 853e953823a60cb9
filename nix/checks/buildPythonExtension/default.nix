# An extension in C by setuptools, and one in Rust; both are imported and called.
{ pkgs, polynx, ... }:
rec {
  # a plain module, an extension that imports it when it is used, and a program of it
  words = polynx.buildUniversalPackage {
    src = ./words;
    pname = "words";
    version = "1";
  };
  propagating = polynx.buildPythonExtension {
    src = ./c;
    pname = "quick";
    propagatedBuildInputs = [ words ];
    pythonImportsCheck = [ "quick" "words" ];
  };
  program = polynx.buildUniversalPackage {
    src = ./program;
    pname = "say";
    version = "1";
    propagatedBuildInputs = [ propagating ];
  };
  c = polynx.buildPythonExtension {
    src = ./c;
    pname = "quick";
  };
  rust = polynx.buildPythonExtension {
    src = ./rust;
    pname = "fast";
    crate = "fast";
  };
  run = pkgs.runCommand "extensions-run" { nativeBuildInputs = [ pkgs.python3 ]; } ''
    for one in ${c} ${rust}; do PYTHONPATH=$(find $one -name site-packages):''${PYTHONPATH:-}; done
    export PYTHONPATH
    # without it, programs find what is propagated to them, and what that propagates
    test "$(env -u PYTHONPATH ${program}/bin/say)" = 'a word 42'
    python3 -c 'import quick, fast; print(quick.twice(fast.answer))' | tee $out | grep -x 84
  '';
}
