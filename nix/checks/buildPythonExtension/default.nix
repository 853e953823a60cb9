# An extension in C by setuptools, and one in Rust; both are imported and called.
{ pkgs, polynx, ... }:
rec {
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
    python3 -c 'import quick, fast; print(quick.twice(fast.answer))' | tee $out | grep -x 84
  '';
}
