# The functions of crane that the library calls, for workspaces without third-party crates. https://crane.dev/API.html
{ pkgs }:
let
  build =
    toolchain:
    {
      cargoExtraArgs ? "--locked",
      CARGO_PROFILE ? "release",
      nativeBuildInputs ? [ ],
      doCheck ? true,
      ...
    }@args:
    let
      cargo = verb: "cargo ${verb} --profile ${CARGO_PROFILE} --offline --target-dir target ${cargoExtraArgs}";
      phase = hook: commands: "runHook pre${hook}\n${commands}\nrunHook post${hook}";
    in
    pkgs.stdenv.mkDerivation (
      removeAttrs args [ "cargoExtraArgs" ]
      // {
        inherit doCheck;
        nativeBuildInputs = nativeBuildInputs ++ toolchain;
        buildPhase = phase "Build" "export CARGO_HOME=$NIX_BUILD_TOP/home\n${cargo "build"}";
        checkPhase = phase "Check" (cargo "test");
        installPhase = phase "Install" "mkdir -p $out/bin; find target/${CARGO_PROFILE} -maxdepth 1 -type f -perm -u+x -exec cp {} $out/bin/ ';'";
      }
    );
  over = toolchain: {
    buildPackage = build toolchain;
    # what there is nothing of
    buildDepsOnly = { pname, version, ... }: pkgs.runCommand "${pname}-deps-${version}" { } "mkdir $out";
    overrideToolchain = given: over [ given ];
  };
in
over [
  pkgs.cargo
  pkgs.rustc
]
