# All nine detections, built and run. rust has a Makefile too, which must lose.
{
  pkgs,
  polynx,
  expect,
  ...
}:
let
  build =
    name: more:
    polynx.buildUniversalPackage (
      {
        src = ./. + "/${name}";
        pname = "hello-${name}";
        version = "1.0";
      }
      // more
    );
  packages = builtins.listToAttrs (
    map (name: {
      inherit name;
      value = build name { };
    }) names
  );
  names = [
    "autotools"
    "cmake"
    "deno"
    "go"
    "make"
    "meson"
    "node"
    "python"
    "rust"
  ];
  wrapped = build "make" {
    runtimeDeps = [ packages.rust ];
    # a program that calls another one
    installPhase = ''
      mkdir -p $out/bin
      printf '#!/bin/sh\nexec hello-rust\n' > $out/bin/hello-make
      chmod +x $out/bin/hello-make
    '';
  };
in
packages
// {
  run = pkgs.runCommand "universal-packages-run" { } (
    "export DENO_DIR=$NIX_BUILD_TOP/deno\n"
    + builtins.concatStringsSep "\n" (
      map (
        name: "${packages.${name}}/bin/hello-${name} | tee -a $out | grep '^${name}'"
      ) names
    )
    + "\ntest \"$(env -i ${wrapped}/bin/hello-make)\" = rust"
  );
  detected = expect "detected build systems" (map (name: packages.${name}.meta.detectedBuildSystem) names) names;
  pkgConfig = expect "names of PKG_CHECK_MODULES" packages.autotools.passthru.pkgConfig [ "sqlite3" ];
  license = expect "licence of the LICENSE file" packages.make.meta.license.spdxId "MIT";
  unknown = expect "a source that nothing is known of" (builtins.tryEval (build "empty" { }).drvPath).success false;
}
