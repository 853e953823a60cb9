# Both images, unpacked and run with nothing but their own files, and an image of fewer layers than store paths.
{ pkgs, polynx, ... }:
let
  inherit (polynx.buildGoWorkspace { src = ./probe; }) packages;
  certificates = pkgs.runCommand "certificates" { } ''
    mkdir -p $out/etc/ssl/certs
    echo 'none' > $out/etc/ssl/certs/ca-bundle.crt
  '';
  referring = pkgs.runCommand "referring" { } "mkdir $out; echo ${packages.probe} ${certificates} > $out/both";
in
rec {
  layered = polynx.layeredImage {
    package = packages.probe;
    name = "probe";
    tag = "1.0";
    cmd = [ "one" "two" ];
    caBundle = certificates;
    contents = [ referring ];
    ports = [ "8080/tcp" ];
  };
  few = polynx.layeredImage {
    package = packages.probe;
    contents = [ referring ];
    maxLayers = 2;
  };
  # the shell is a link to the host's here, so a program of its own takes its place
  environment = polynx.buildEnvironmentImage {
    tools = [ packages.probe ];
    caBundle = certificates;
    cmd = [ "${packages.probe}/bin/probe" "environment" ];
  };
  run = pkgs.runCommand "images-run" { nativeBuildInputs = [ pkgs.nodejs ]; } ''
    node ${../run-image.mjs} ${layered} $NIX_BUILD_TOP/layered > $NIX_BUILD_TOP/said
    grep -x '5 layers, /, 65534:65534' $NIX_BUILD_TOP/said
    grep -x 'in / as \[one two\]' $NIX_BUILD_TOP/said
    grep -x 'certificates ${certificates}/etc/ssl/certs/ca-bundle.crt' $NIX_BUILD_TOP/said
    node ${../run-image.mjs} ${few} $NIX_BUILD_TOP/few | grep -x '2 layers, /, 65534:65534'
    node ${../run-image.mjs} ${environment} $NIX_BUILD_TOP/environment > $NIX_BUILD_TOP/said
    grep 'as \[environment\]' $NIX_BUILD_TOP/said
    test -d $NIX_BUILD_TOP/environment/workspace
    test "$(cat $NIX_BUILD_TOP/environment/tmp/probe)" = written
    chmod -R u+w $NIX_BUILD_TOP
    cp $NIX_BUILD_TOP/said $out
  '';
}
