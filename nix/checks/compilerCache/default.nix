# That a compiler goes through it: a cache that only notes that it was called.
{ pkgs, polynx, ... }:
let
  noting = name: pkgs.writeShellScriptBin name "echo called >> \${SCCACHE_NOTES:-/dev/null}; exec \"$@\"";
  cached =
    (import ../.. {
      pkgs = pkgs // {
        sccache = noting "sccache";
      };
    }).compilerCache
      {
        package = (polynx.buildRustWorkspace { src = ../variants/rust; }).packages.counter;
        folder = "/tmp";
      };
in
{
  called = cached.overrideAttrs (old: {
    SCCACHE_NOTES = "notes";
    preInstall = "test -s notes";
  });
}
