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
  # the rate is printed at the end of the log: everything of the second build is of the first
  rate = (polynx.compilerCache { package = c; folder = "$NIX_BUILD_TOP/cache"; }).overrideAttrs (old: {
    name = "the-hit-rate-of-ccache";
    env = old.env // { CCACHE_DIR = "/nowhere"; };
    preConfigure = "export CCACHE_DIR=$NIX_BUILD_TOP/cache";
    postInstall = "";
    buildPhase = old.buildPhase + "\nrm -rf .polynx-build; " + old.configurePhase + "\n" + old.buildPhase;
    installPhase = "( " + old.installPhase + "\n) | tee $NIX_BUILD_TOP/said\ngrep -x 'polynx: ccache: 2 of 4 compilations from the cache (50 %)' $NIX_BUILD_TOP/said";
  });
}
