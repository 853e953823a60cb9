# Compiled by way of the real sccache and ccache, of Rust and of C.
{ pkgs, polynx, settings, ... }:
let
  folder = "${dirOf settings.mirror}/compiler-cache";
  # programs and C libraries of Rust, and what is linked at once, are nothing that they keep
  rust = (polynx.buildRustWorkspace { src = ../buildRustWorkspace/workspace; }).packages.acme-text;
  c = polynx.buildUniversalPackage {
    src = ../buildUniversalPackage/cmake;
    pname = "hello-cmake";
    version = "1.0";
  };
  # asked, and answered, or kept what it did not know
  through =
    package: preInstall:
    (polynx.compilerCache { inherit package folder; }).overrideAttrs (_: { inherit preInstall; });
in
{
  rust = through rust "sccache --show-stats > stats; cat stats; grep -E 'Compile requests executed +[1-9]' stats";
  c = through c "ccache --show-stats > stats; cat stats; grep -E 'Cacheable calls: +[1-9]' stats";
}
