# A program that was linked to a library by a path that is gone, and the same program with the library given.
{ pkgs, polynx, ... }:
let
  library = pkgs.runCommand "library" { } ''
    mkdir -p $out/lib
    echo 'int answer(void) { return 42; }' > answer.c
    cc -shared -fPIC -Wl,-soname,libanswer.so -o $out/lib/libanswer.so answer.c
  '';
  foreign = pkgs.runCommand "foreign" { } ''
    mkdir -p $out/bin $out/lib
    echo 'int answer(void) { return 42; }' > answer.c
    cc -shared -fPIC -Wl,-soname,libanswer.so -o libanswer.so answer.c
    echo 'int answer(void); int main(void) { return answer() == 42 ? 0 : 1; }' > main.c
    cc -g -o $out/bin/foreign main.c -L. -lanswer -Wl,-rpath,/nowhere
    echo text > $out/lib/note
  '';
  loader = "/lib64/ld-linux-x86-64.so.2";
  # the C library lies elsewhere than its loader here
  ignoreMissing = [ "libc.so.6" ];
  patch = libraries: polynx.autoPatchelf { package = foreign; inherit libraries loader ignoreMissing; };
in
{
  patched = patch [ library ];
  run = pkgs.runCommand "patched-runs" { } ''
    not ${foreign}/bin/foreign
    ${patch [ library ]}/bin/foreign
    # nothing was stripped
    readelf -S ${patch [ library ]}/bin/foreign | grep debug_info > /dev/null
    echo ok > $out
  '';
}
