{ pkgs, polynx, ... }:
let
  big = pkgs.runCommand "big" { } "mkdir $out; head -c 100000 /dev/zero > $out/zeros";
  small = pkgs.runCommand "small" { } "mkdir $out; echo ${big} > $out/reference";
  weight = polynx.monitorBuildPerformance { component = small; };
in
{
  inherit weight;
  said = pkgs.runCommand "weight-is-right" { nativeBuildInputs = [ pkgs.nodejs ]; } ''
    node -e 'const w = JSON.parse(require("node:fs").readFileSync("${weight}"));
      const fits = w.path === "small" && w.ownSize < 200 && w.closureSize > 100000 && w.paths === 2 && w.biggest[0].path === "big" && w.biggest[0].size === 100000;
      if (!fits) throw new Error(JSON.stringify(w))'
    echo ok > $out
  '';
}
