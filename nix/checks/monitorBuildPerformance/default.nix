{ pkgs, polynx, ... }:
let
  big = pkgs.runCommand "big" { } "mkdir $out; head -c 100000 /dev/zero > $out/zeros";
  small = pkgs.runCommand "small" { } "mkdir $out; echo ${big} > $out/reference";
  weight = polynx.monitorBuildPerformance { component = small; };
  counter = polynx.buildRustPackage { src = ../variants/rust; };
in
{
  inherit weight;
  # run by e2e/nix/library.spec.ts, since a build sees neither the store's database nor logs
  inherit (polynx.monitorBuildPerformance { component = counter; }) report;
  phases = pkgs.runCommand "phases-of-a-build-log" { nativeBuildInputs = [ pkgs.nodejs ]; } ''
    cat > log <<'END'
    Running phase: unpackPhase
    @nix {"action":"setPhase","phase":"buildPhase"}
    Running phase: buildPhase
    buildPhase completed in 1 minutes 2 seconds
    @phase installPhase
    END
    sed -i 's/^ *//' log
    node --input-type=module -e 'import { readFileSync } from "node:fs"; import { phasesOf } from "${../../programs/performance.mjs}";
      console.log(phasesOf(readFileSync("log", "utf8")).map(({ phase, seconds }) => phase + " " + seconds).join(", "))' | tee $out
    grep -x 'unpackPhase null, buildPhase 62, installPhase null' $out
  '';
  said = pkgs.runCommand "weight-is-right" { nativeBuildInputs = [ pkgs.nodejs ]; } ''
    node -e 'const w = JSON.parse(require("node:fs").readFileSync("${weight}"));
      const fits = w.path === "small" && w.ownSize < 200 && w.closureSize > 100000 && w.paths === 2 && w.biggest[0].path === "big" && w.biggest[0].size === 100000;
      if (!fits) throw new Error(JSON.stringify(w))'
    echo ok > $out
  '';
}
