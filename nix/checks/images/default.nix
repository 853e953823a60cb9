# Both images, unpacked and run with nothing but their own files, and an image of fewer layers than store paths.
{ pkgs, polynx, expect, ... }:
let
  inherit (polynx.buildGoWorkspace { src = ./probe; }) packages;
  certificates = pkgs.runCommand "certificates" { } ''
    mkdir -p $out/etc/ssl/certs
    echo 'none' > $out/etc/ssl/certs/ca-bundle.crt
  '';
  extra = pkgs.writeText "extra" "extra";
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
  # the call of another set of builders: no main package, settings by the names of Docker
  plain = polynx.layeredImage {
    name = "plain";
    tag = "latest";
    contents = [ packages.probe ];
    extraCommands = ''
      mkdir -p var/data
      echo kept > var/data/file
      chmod 700 var/data
      echo 'guest:x:1000:1000::/:/sbin/nologin' >> etc/passwd
      ln -s ${extra} var/extra
    '';
    config = {
      Cmd = [ "/bin/probe" "plain" ];
      Env = [ "SSL_CERT_FILE=/var/extra" ];
      WorkingDir = "/srv";
      Volumes."/var/data" = { };
    };
  };
  misspelt = expect "a setting that there is not" (builtins.tryEval (polynx.layeredImage { name = "x"; contents = [ packages.probe ]; config.EntryPoint = [ ]; }).drvPath).success false;
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
    node ${../run-image.mjs} ${plain} $NIX_BUILD_TOP/plain > $NIX_BUILD_TOP/said
    grep -x '4 layers, /srv, 65534:65534' $NIX_BUILD_TOP/said
    grep 'as \[plain\]' $NIX_BUILD_TOP/said
    grep -x 'certificates /var/extra' $NIX_BUILD_TOP/said
    cd $NIX_BUILD_TOP/plain
    test "$(cat var/data/file)" = kept
    test "$(stat -c %a var/data tmp | tr '\n' ' ')" = '700 1777 '
    grep -c . etc/passwd | grep -x 3
    # what only the commands refer to is there as well
    test "$(cat .${extra})" = extra
    cd $NIX_BUILD_TOP
    chmod -R u+w $NIX_BUILD_TOP
    cp $NIX_BUILD_TOP/said $out
  '';
}
